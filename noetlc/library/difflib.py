"""`difflib`: what two sequences have in common, and texts that tell how one becomes the other."""


def match_class():
    from collections import namedtuple

    return namedtuple("Match", "a b size")


Match = match_class()


def share(matches, length):
    return 2.0 * matches / length if length else 1.0


class SequenceMatcher:
    def __init__(self, isjunk=None, a="", b="", autojunk=True):
        self.isjunk = isjunk
        self.a = self.b = None
        self.autojunk = autojunk
        self.set_seqs(a, b)

    def set_seqs(self, a, b):
        self.set_seq1(a)
        self.set_seq2(b)

    def set_seq1(self, a):
        if a is self.a:
            return
        self.a = a
        self.matching_blocks = self.opcodes = None

    def set_seq2(self, b):
        if b is self.b:
            return
        self.b = b
        self.matching_blocks = self.opcodes = None
        self.fullbcount = None
        self.b2j = places = {}
        for at, item in enumerate(b):
            places.setdefault(item, []).append(at)
        self.bjunk = {item for item in places if self.isjunk(item)} if self.isjunk else set()
        for item in self.bjunk:
            del places[item]
        self.bpopular = set()
        if self.autojunk and len(b) >= 200:
            most = len(b) // 100 + 1
            self.bpopular = {item for item, found in places.items() if len(found) > most}
            for item in self.bpopular:
                del places[item]

    def find_longest_match(self, alo=0, ahi=None, blo=0, bhi=None):
        a, b, places, junk = self.a, self.b, self.b2j, self.bjunk
        if ahi is None:
            ahi = len(a)
        if bhi is None:
            bhi = len(b)
        first, second, size = alo, blo, 0
        ending = {}  # place in b -> length of the match that ends there and at the item of a before
        for i in range(alo, ahi):
            now = {}
            for j in places.get(a[i], ()):
                if j >= bhi:
                    break
                if j >= blo:
                    length = now[j] = ending.get(j - 1, 0) + 1
                    if length > size:
                        first, second, size = i - length + 1, j - length + 1, length
            ending = now
        for wanted in (False, True):  # then with what is too frequent to be looked up, at last with junk
            while first > alo and second > blo and (b[second - 1] in junk) is wanted and a[first - 1] == b[second - 1]:
                first, second, size = first - 1, second - 1, size + 1
            while (
                first + size < ahi
                and second + size < bhi
                and (b[second + size] in junk) is wanted
                and a[first + size] == b[second + size]
            ):
                size += 1
        return Match(first, second, size)

    def get_matching_blocks(self):
        if self.matching_blocks is not None:
            return self.matching_blocks
        todo, found = [(0, len(self.a), 0, len(self.b))], []
        while todo:
            alo, ahi, blo, bhi = todo.pop()
            i, j, size = match = self.find_longest_match(alo, ahi, blo, bhi)
            if size:
                found.append(match)
                if alo < i and blo < j:
                    todo.append((alo, i, blo, j))
                if i + size < ahi and j + size < bhi:
                    todo.append((i + size, ahi, j + size, bhi))
        found.sort()
        blocks = []
        for i, j, size in found:
            if blocks and blocks[-1][0] + blocks[-1][2] == i and blocks[-1][1] + blocks[-1][2] == j:
                last = blocks.pop()
                i, j, size = last[0], last[1], last[2] + size
            blocks.append((i, j, size))
        blocks.append((len(self.a), len(self.b), 0))
        self.matching_blocks = [Match(*block) for block in blocks]
        return self.matching_blocks

    def get_opcodes(self):
        if self.opcodes is not None:
            return self.opcodes
        self.opcodes = found = []
        i = j = 0
        for ai, bj, size in self.get_matching_blocks():
            tag = "replace" if i < ai and j < bj else "delete" if i < ai else "insert" if j < bj else ""
            if tag:
                found.append((tag, i, ai, j, bj))
            i, j = ai + size, bj + size
            if size:
                found.append(("equal", ai, i, bj, j))
        return found

    def get_grouped_opcodes(self, n=3):
        codes = list(self.get_opcodes()) or [("equal", 0, 1, 0, 1)]
        tag, i1, i2, j1, j2 = codes[0]
        if tag == "equal":
            codes[0] = tag, max(i1, i2 - n), i2, max(j1, j2 - n), j2
        tag, i1, i2, j1, j2 = codes[-1]
        if tag == "equal":
            codes[-1] = tag, i1, min(i2, i1 + n), j1, min(j2, j1 + n)
        group = []
        for tag, i1, i2, j1, j2 in codes:
            if tag == "equal" and i2 - i1 > 2 * n:
                group.append((tag, i1, min(i2, i1 + n), j1, min(j2, j1 + n)))
                yield group
                group = []
                i1, j1 = max(i1, i2 - n), max(j1, j2 - n)
            group.append((tag, i1, i2, j1, j2))
        if group and (len(group) > 1 or group[0][0] != "equal"):
            yield group

    def ratio(self):
        return share(sum([block[2] for block in self.get_matching_blocks()]), len(self.a) + len(self.b))

    def quick_ratio(self):
        if self.fullbcount is None:
            self.fullbcount = {}
            for item in self.b:
                self.fullbcount[item] = self.fullbcount.get(item, 0) + 1
        left, matches = {}, 0
        for item in self.a:
            count = left.get(item, self.fullbcount.get(item, 0))
            left[item] = count - 1
            if count > 0:
                matches += 1
        return share(matches, len(self.a) + len(self.b))

    def real_quick_ratio(self):
        return share(min(len(self.a), len(self.b)), len(self.a) + len(self.b))


def get_close_matches(word, possibilities, n=3, cutoff=0.6):
    from heapq import nlargest

    if not n > 0:
        raise ValueError(f"n must be > 0: {n!r}")
    if not 0.0 <= cutoff <= 1.0:
        raise ValueError(f"cutoff must be in [0.0, 1.0]: {cutoff!r}")
    matcher, found = SequenceMatcher(), []
    matcher.set_seq2(word)
    for one in possibilities:
        matcher.set_seq1(one)
        if matcher.real_quick_ratio() >= cutoff and matcher.quick_ratio() >= cutoff and matcher.ratio() >= cutoff:
            found.append((matcher.ratio(), one))
    return [one for _, one in nlargest(n, found)]


# ---- diffs of lines


def check_texts(a, b, *others):
    for lines in (a, b):
        if lines and not isinstance(lines[0], str):
            raise TypeError(f"lines to compare must be str, not {type(lines[0]).__name__} ({lines[0]!r})")
    for other in others:
        if not isinstance(other, str):
            raise TypeError(f"all arguments must be str, not: {other!r}")


def dated(mark, name, date, end):
    return f"{mark} {name}\t{date}{end}" if date else f"{mark} {name}{end}"


def unified_range(start, stop):
    length = stop - start
    return f"{start + 1}" if length == 1 else f"{start + 1 if length else start},{length}"


def unified_diff(a, b, fromfile="", tofile="", fromfiledate="", tofiledate="", n=3, lineterm="\n"):
    check_texts(a, b, fromfile, tofile, fromfiledate, tofiledate, lineterm)
    started = False
    for group in SequenceMatcher(None, a, b).get_grouped_opcodes(n):
        if not started:
            started = True
            yield dated("---", fromfile, fromfiledate, lineterm)
            yield dated("+++", tofile, tofiledate, lineterm)
        first, last = group[0], group[-1]
        yield f"@@ -{unified_range(first[1], last[2])} +{unified_range(first[3], last[4])} @@{lineterm}"
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                for line in a[i1:i2]:
                    yield " " + line
                continue
            if tag != "insert":
                for line in a[i1:i2]:
                    yield "-" + line
            if tag != "delete":
                for line in b[j1:j2]:
                    yield "+" + line


def context_range(start, stop):
    return f"{start + 1},{stop}" if stop - start > 1 else f"{stop}"


def context_diff(a, b, fromfile="", tofile="", fromfiledate="", tofiledate="", n=3, lineterm="\n"):
    check_texts(a, b, fromfile, tofile, fromfiledate, tofiledate, lineterm)
    marks = {"insert": "+ ", "delete": "- ", "replace": "! ", "equal": "  "}
    started = False
    for group in SequenceMatcher(None, a, b).get_grouped_opcodes(n):
        if not started:
            started = True
            yield dated("***", fromfile, fromfiledate, lineterm)
            yield dated("---", tofile, tofiledate, lineterm)
        first, last = group[0], group[-1]
        yield "***************" + lineterm
        yield f"*** {context_range(first[1], last[2])} ****{lineterm}"
        if any(code[0] in ("replace", "delete") for code in group):
            for tag, i1, i2, _, _ in group:
                if tag != "insert":
                    for line in a[i1:i2]:
                        yield marks[tag] + line
        yield f"--- {context_range(first[3], last[4])} ----{lineterm}"
        if any(code[0] in ("replace", "insert") for code in group):
            for tag, _, _, j1, j2 in group:
                if tag != "delete":
                    for line in b[j1:j2]:
                        yield marks[tag] + line


def IS_LINE_JUNK(line):
    return line.strip() in ("", "#")


def IS_CHARACTER_JUNK(ch, ws=" \t"):
    return ch in ws


def marked(mark, lines):
    for line in lines:
        yield f"{mark} {line}"


def as_spaced(line, tags):
    """The tags, with the white space of the line in place of blanks."""
    return "".join([c if tag == " " and c.isspace() else tag for c, tag in zip(line, tags, strict=True)]).rstrip()


class Differ:
    def __init__(self, linejunk=None, charjunk=None):
        self.linejunk = linejunk
        self.charjunk = charjunk

    def compare(self, a, b):
        for tag, alo, ahi, blo, bhi in SequenceMatcher(self.linejunk, a, b).get_opcodes():
            if tag == "equal":
                yield from marked(" ", a[alo:ahi])
            else:
                yield from self.replaced(a, alo, ahi, b, blo, bhi)

    def replaced(self, a, alo, ahi, b, blo, bhi):
        if alo == ahi or blo == bhi:
            yield from marked("-", a[alo:ahi])
            yield from marked("+", b[blo:bhi])
            return
        ratio, same, pair = 0.74, None, None
        matcher = SequenceMatcher(self.charjunk)
        for j in range(blo, bhi):
            matcher.set_seq2(b[j])
            for i in range(alo, ahi):
                if a[i] == b[j]:
                    if same is None:
                        same = i, j
                    continue
                matcher.set_seq1(a[i])
                if matcher.real_quick_ratio() > ratio and matcher.quick_ratio() > ratio and matcher.ratio() > ratio:
                    ratio, pair = matcher.ratio(), (i, j)
        if ratio >= 0.75:
            same = None
        elif same is None:
            if bhi - blo < ahi - alo:
                yield from marked("+", b[blo:bhi])
                yield from marked("-", a[alo:ahi])
            else:
                yield from marked("-", a[alo:ahi])
                yield from marked("+", b[blo:bhi])
            return
        i, j = same or pair
        yield from self.replaced(a, alo, i, b, blo, j)
        if same is None:
            yield from self.changed(matcher, a[i], b[j])
        else:
            yield "  " + a[i]
        yield from self.replaced(a, i + 1, ahi, b, j + 1, bhi)

    def changed(self, matcher, old, new):
        below_old = below_new = ""
        matcher.set_seqs(old, new)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            below_old += (" " if tag == "equal" else "^" if tag == "replace" else "-") * (i2 - i1)
            below_new += (" " if tag == "equal" else "^" if tag == "replace" else "+") * (j2 - j1)
        for mark, line, tags in (("-", old, as_spaced(old, below_old)), ("+", new, as_spaced(new, below_new))):
            yield f"{mark} {line}"
            if tags:
                yield f"? {tags}\n"


def ndiff(a, b, linejunk=None, charjunk=IS_CHARACTER_JUNK):
    return Differ(linejunk, charjunk).compare(a, b)


def restore(delta, which):
    wanted = {1: "- ", 2: "+ "}.get(int(which))
    if wanted is None:
        raise ValueError(f"unknown delta choice (must be 1 or 2): {which!r}")
    for line in delta:
        if line[:2] in ("  ", wanted):
            yield line[2:]


def diff_bytes(dfunc, a, b, fromfile=b"", tofile=b"", fromfiledate=b"", tofiledate=b"", n=3, lineterm=b"\n"):
    def decode(s):
        if not isinstance(s, (bytes, bytearray)):
            raise TypeError(f"all arguments must be bytes, not {type(s).__name__} ({s!r})")
        return s.decode("latin-1")

    texts = [list(map(decode, a)), list(map(decode, b))]
    named = [decode(fromfile), decode(tofile), decode(fromfiledate), decode(tofiledate)]
    for line in dfunc(*texts, *named, n, decode(lineterm)):
        yield line.encode("latin-1")
