"""The function of a pattern: matches at a place, or from there on.

`pattern(pos, search)` gives where the match ends, 0 for none; `re_found` is where it begins, the registers hold the groups. A choice
that may have to be taken back is a loop around what follows it, which is there once:

    loop give_back {
      block failed { …what follows, which leaves for `failed` or is the end of the match… }
      return 0 if there is no more to give back
      …
      br give_back
    }
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from noetlc.ir.build import call, get, global_get, global_set, i32, op
from noetlc.ir.nodes import Assign, Block, Br, Effect, Expr, Function, If, Loop, Return, Stmt
from noetlc.layout.features import Feature
from noetlc.layout.tags import T_PATTERN
from noetlc.lower.patterns import shape as s
from noetlc.lower.patterns.firsts import ANYTHING, apart, first_of, groups_in, keeps, next_bytes, settled, single
from noetlc.lower.patterns.scans import Shelf
from noetlc.lower.patterns.tests import outside, runs

CHEAP = 3  # items behind a choice that are written for each way rather than once with a loop around
MOST_STATEMENTS = 800
_CHUNKS = ((8, "i64.load", "i64"), (4, "i32.load", "i32"), (2, "i32.load16_u", "i32"), (1, "i32.load8_u", "i32"))


@dataclass(frozen=True)
class End:
    """What comes behind the items: its code, given the label of failure, and the bytes that it may begin with, at all and after something
    was given back. It may be written several times."""

    code: Callable[[str], list[Stmt]]
    begins: int = ANYTHING
    later: int = 0


class Coder:
    """Writes the function of one pattern."""

    def __init__(self, name: str, shape: s.Shape, shelf: Shelf) -> None:
        self.name = name
        self.shape = shape
        self.shelf = shelf
        self.locals: dict[str, str] = dict.fromkeys(("pos", "search", "p", "c", "end"), "i32")
        self.labels = 0
        self.written = 0
        self.stacked = False

    # ---- names

    def temp(self, hint: str) -> str:
        name = f"{hint}.{len(self.locals)}"
        self.locals[name] = "i32"
        return name

    def label(self, hint: str) -> str:
        self.labels += 1
        return f"{hint}.{self.labels}"

    def group(self, number: int, end: bool) -> str:
        name = f"g{number}.{'end' if end else 'begin'}"
        self.locals[name] = "i32"
        return name

    # ---- the whole

    def function_or_none(self) -> Function | None:
        """None for a pattern that is left to the runtime's matcher."""
        try:
            return self.function()
        except s.Uncovered:
            return None

    def function(self) -> Function:
        items = self.shape.items
        tried, failed, done = "tried", "failed", "done"
        if self.shape.groups:
            self.locals["last"] = "i32"
        first = first_of(items)
        attempt = self.items(items, failed, End(self.matched))
        begins: list[Stmt] = [Assign("p", self.get("pos"))]
        if not first.ends and len(runs(first.mask)) < 256:
            begins.insert(0, If(self.get("search"), self.skipped(first.mask), []))
        again: list[Stmt] = [Br(done, op("i32.eqz", self.get("search"))), Br(done, op("i32.ge_u", self.get("pos"), self.get("end")))]
        if items and isinstance(items[0], s.At) and items[0].kind == s.AT_START:
            again = []
        else:
            again += [
                Assign("pos", op("i32.add", self.get("pos"), call("code_width", "i32", op("i32.load8_u", self.get("pos"))))),
                *self.cleared(items), Effect(call("re_count_step", "void")), Br(tried),
            ]  # fmt: skip
        body: list[Stmt] = [
            Assign("end", global_get("re_end", "i32")),
            *([Assign("sp", global_get("hp", "i32"))] if self.stacked else []),
            Block("found", [Block(done, [Loop(tried, [*begins, Block(failed, attempt), *again])]), Return(i32(0))]),
            Effect(global_set("re_found", self.get("pos"))), *self.stored(), Return(self.get("p")),
        ]  # fmt: skip
        provides = frozenset((T_PATTERN, Feature.LIBRARY_OBJECTS))
        return Function(self.name, ("pos", "search"), "i32", self.locals, body, provides=provides)

    def matched(self, fail: str) -> list[Stmt]:
        """The end of the pattern: a match, if it may end here."""
        whole = Expr("and", (global_get("re_whole", "i32"), op("i32.ne", self.get("p"), self.get("end"))), None, "i32")
        made: list[Stmt] = [Br(fail, whole)]
        if first_of(self.shape.items).ends:
            made.append(Br(fail, op("i32.eq", self.get("p"), global_get("re_not_empty", "i32"))))
        return [*made, Br("found")]

    def stored(self) -> list[Stmt]:
        """The groups go where the runtime looks for them."""
        made: list[Stmt] = []
        at = global_get("re_regs", "i32")
        if self.shape.groups:
            made.append(Effect(Expr("i32.store", (at, self.get("last")), 0, "void")))
        else:
            made.append(Effect(Expr("i32.store", (at, i32(0)), 0, "void")))
        for number in range(1, self.shape.groups + 1):
            for end in (False, True):
                value = self.get(self.group(number, end))
                made.append(Effect(Expr("i32.store", (at, value), 8 * number + 4 * end, "void")))
        return made

    def cleared(self, items: s.Items) -> list[Stmt]:
        left = sorted(groups_in(items, inner_only=True))
        names = [self.group(g, end) for g in left for end in (False, True)]
        return [Assign(name, i32(0)) for name in ([*names, "last"] if names else [])]

    def skipped(self, mask: int) -> list[Stmt]:
        """Goes to the first byte that a match may begin with."""
        if len(found := runs(mask)) == 1 and found[0][0] == found[0][1]:
            return [Assign("pos", call("find_byte", "i32", self.get("pos"), self.get("end"), i32(found[0][0])))]
        return [Assign("pos", call(self.shelf.bytes(ANYTHING ^ mask), "i32", self.get("pos"), self.get("end")))]

    # ---- helpers

    def get(self, name: str) -> Expr:
        return get(name, "i32")

    def moved(self, n: int) -> Stmt:
        return Assign("p", op("i32.add", self.get("p"), i32(n)))

    def kept(self, groups: set[int]) -> tuple[list[Stmt], list[Stmt]]:
        """Statements that note the groups, and that restore them."""
        if not groups:
            return [], []
        names = [self.group(g, end) for g in sorted(groups) for end in (False, True)] + ["last"]
        places = [self.temp("kept") for _ in names]
        note: list[Stmt] = [Assign(place, self.get(name)) for place, name in zip(places, names, strict=True)]
        return note, [Assign(name, self.get(place)) for place, name in zip(places, names, strict=True)]

    def unless(self, first: int, ends: bool, label: str) -> list[Stmt]:
        """Leaves for a label if the next byte cannot begin what has these first bytes."""
        if first == ANYTHING or ends:
            return []
        at_end = Br(label, op("i32.ge_u", self.get("p"), self.get("end")))
        return [at_end, Assign("c", op("i32.load8_u", self.get("p"))), Br(label, outside("c", first))]

    def excluded(self, first: int, ends: bool, label: str) -> list[Stmt]:
        """The same where that is to be sure: what may match nothing at the end is left for the label everywhere else, too."""
        if not ends or first == ANYTHING:
            return self.unless(first, ends, label)
        here: list[Stmt] = [Assign("c", op("i32.load8_u", self.get("p"))), Br(label, outside("c", first))]
        return [If(op("i32.lt_u", self.get("p"), self.get("end")), here, [])]

    # ---- items

    def items(self, items: s.Items, fail: str, end: End) -> list[Stmt]:
        """Code for items from `p` on; it never falls through."""
        made: list[Stmt] = []
        for i, item in enumerate(items):
            rest = items[i + 1 :]
            later, begins = next_bytes(rest, end.later), next_bytes(rest, end.begins)
            if isinstance(item, s.Repeat) and not keeps(item, later):
                return [*made, *(self.lazy if item.how == s.LAZY else self.greedy)(item, rest, fail, end)]
            if isinstance(item, s.Choice) and not (apart(item.ways, begins) and all(single(w, later, begins) for w in item.ways)):
                return [*made, *self.choice(item.ways, rest, fail, end)]
            if isinstance(item, s.Loop) and not settled(item, later, begins):
                return [*made, *self.loop(item, rest, fail, end)]
            made += self.simple(item, fail, later, begins)
        return made + end.code(fail)

    def simple(self, item: s.Item, fail: str, later: int, begins: int) -> list[Stmt]:
        """Code for an item that matches in one way, or leaves for `fail`; it falls through."""
        self.written += 1
        if self.written > MOST_STATEMENTS:
            raise s.Uncovered
        if isinstance(item, s.Text):
            return self.text(item.content, fail)
        if isinstance(item, s.Chars):
            return self.one(item, fail)
        if isinstance(item, s.Repeat):
            return self.taken(item, fail)[0]
        if isinstance(item, s.Mark):
            name = self.group(item.group, item.end)
            return [Assign(name, self.get("p")), *([Assign("last", i32(item.group))] if item.end else [])]
        if isinstance(item, s.At):
            return [Br(fail, self.elsewhere(item))]
        if isinstance(item, s.Again):
            span = [self.get(self.group(item.group, end)) for end in (False, True)]
            how = [i32(int(item.folds)), i32(int(item.ascii))]
            return [Assign("p", call("re_same_as", "i32", *span, *how, self.get("p"))), Br(fail, op("i32.eqz", self.get("p")))]
        if isinstance(item, s.Atomic):
            over = self.label("whole")
            return [Block(over, self.items(item.body, fail, End(lambda _: [Br(over)])))]
        if isinstance(item, s.Look):
            return self.look(item, fail)
        if isinstance(item, s.Choice):
            return self.decided(item.ways, fail, later, begins)
        return self.looped(item, fail, later, begins)

    def text(self, content: bytes, fail: str) -> list[Stmt]:
        n = len(content)
        made: list[Stmt] = [Br(fail, op("i32.lt_s", op("i32.sub", self.get("end"), self.get("p")), i32(n)))]
        at = 0
        while at < n:
            size, load, kind = next(c for c in _CHUNKS if c[0] <= n - at)
            value = int.from_bytes(content[at : at + size], "little", signed=size in (4, 8))
            made.append(Br(fail, op(f"{kind}.ne", op(load, self.get("p"), imm=at), Expr(f"{kind}.const", (), value, kind))))
            at += size
        return [*made, self.moved(n)]

    def one(self, chars: s.Chars, fail: str) -> list[Stmt]:
        """One character of a set."""
        made: list[Stmt] = [Br(fail, op("i32.ge_u", self.get("p"), self.get("end"))), Assign("c", op("i32.load8_u", self.get("p")))]
        width = call("code_width", "i32", self.get("c"))
        if chars.high == s.NONE:
            return [*made, Br(fail, outside("c", chars.mask)), self.moved(1)]
        if chars.high == s.ALL:
            mask = chars.mask | ANYTHING >> 128 << 128
            return [*made, Br(fail, outside("c", mask)), Assign("p", op("i32.add", self.get("p"), width))]
        ascii: list[Stmt] = [Br(fail, outside("c", chars.mask)), self.moved(1)]
        other: list[Stmt] = [Br(fail, op("i32.eqz", self.asked(chars))), Assign("p", op("i32.add", self.get("p"), width))]
        return [*made, If(op("i32.lt_u", self.get("c"), i32(128)), ascii, other)]

    def asked(self, chars: s.Chars) -> Expr:
        """Whether the runtime finds the character at `p`, which is none of ASCII, in a set."""
        return call("re_in_set", "i32", self.shelf.words(chars), call("code_at", "i32", self.get("p")))

    def taken(self, item: s.Repeat, fail: str) -> tuple[list[Stmt], str]:
        """As many characters as there are, at least so many as there must be: code, and the local that is the place up to which some may
        be given back."""
        chars, least, most = item.item, item.least, item.most
        if item.how == s.LAZY:
            most = least
        start = self.temp("start")
        counted = most != s.FOREVER or least > 1
        made: list[Stmt] = [Assign(start, self.get("p"))]
        if not counted:
            everything = chars.high == s.ALL and chars.mask == ANYTHING >> 128
            scanned = self.get("end") if everything else call(self.shelf.scan(chars), "i32", self.get("p"), self.get("end"))
            made.append(Assign("p", scanned))
            return [*made, *([Br(fail, op("i32.eq", self.get("p"), self.get(start)))] if least else [])], start
        over, more, count = self.label("over"), self.label("more"), self.temp("count")
        made.append(Assign(count, i32(0)))
        floor: list[Stmt] = [Assign(start, self.get("p"))]
        step: list[Stmt] = [Assign(count, op("i32.add", self.get(count), i32(1)))]
        if least:
            step.append(If(op("i32.eq", self.get(count), i32(least)), floor, []))
        limit: list[Stmt] = [] if most == s.FOREVER else [Br(over, op("i32.ge_s", self.get(count), i32(most)))]
        made.append(Block(over, [Loop(more, [*limit, *self.one(chars, over), *step, Br(more)])]))
        if least:
            made.append(Br(fail, op("i32.lt_s", self.get(count), i32(least))))
        return made, start

    def elsewhere(self, item: s.At) -> Expr:
        """Whether this is not the position that is asked for."""
        if item.kind == s.AT_START:
            return op("i32.ne", self.get("p"), global_get("re_begin", "i32"))
        if item.kind == s.AT_STRING_END:
            return op("i32.ne", self.get("p"), self.get("end"))
        return op("i32.eqz", call("re_at", "i32", i32(item.kind), i32(int(item.ascii)), self.get("p")))

    def look(self, item: s.Look, fail: str) -> list[Stmt]:
        """What must stand before or behind this place, or must not."""
        here, over = self.temp("here"), self.label("looked")
        note, restore = self.kept(groups_in(item.body) if item.negative else set())
        made: list[Stmt] = [Assign(here, self.get("p")), *note]
        back: list[Stmt] = []
        if item.back:
            miss = over if item.negative else fail
            back = [Assign("p", call("re_back", "i32", i32(item.back), self.get("p"))), Br(miss, op("i32.eqz", self.get("p")))]
        found: list[Stmt] = [Br(fail)] if item.negative else [Br(over)]
        body = self.items(item.body, over if item.negative else fail, End(lambda _: found))
        return [*made, Block(over, [*back, *body]), Assign("p", self.get(here)), *restore]

    # ---- choices

    def decided(self, ways: tuple[s.Items, ...], fail: str, later: int, begins: int) -> list[Stmt]:
        """Ways of which the next byte allows one."""
        over = self.label("chosen")
        end = End(lambda _: [Br(over)], begins, later)
        made: list[Stmt] = []
        for way in ways:
            first, other = first_of(way), self.label("other")
            test = self.excluded(next_bytes(way, begins), first.ends, other)
            note, restore = self.kept(set() if test else groups_in(way))
            made += [*note, Block(other, [*test, *self.items(way, fail if test else other, end)]), *restore]
        return [Block(over, [*made, Br(fail)])]

    def choice(self, ways: tuple[s.Items, ...], rest: s.Items, fail: str, end: End) -> list[Stmt]:
        """Ways to be tried one after the other, each with all that follows."""
        here = self.temp("here")
        note, restore = self.kept(set().union(*(groups_in(way) for way in ways)) | groups_in(rest, inner_only=True))
        made: list[Stmt] = [Assign(here, self.get("p")), *note]
        again: list[Stmt] = [Assign("p", self.get(here)), *restore]
        later, begins = next_bytes(rest, end.later), next_bytes(rest, end.begins)
        cheap = len(rest) <= CHEAP and all(isinstance(item, s.Mark | s.Text | s.Chars | s.At) for item in rest)
        if cheap or not all(single(way, later, begins) for way in ways):
            for way in ways:
                other = self.label("other")
                first = first_of((*way, *rest))
                test = self.unless(next_bytes((*way, *rest), end.begins), first.ends, other)
                made += [Block(other, [*test, *self.items((*way, *rest), other, end)]), *again]
            return [*made, Br(fail)]
        return self.tried(ways, rest, fail, end, made, again)

    def tried(self, ways: tuple[s.Items, ...], rest: s.Items, fail: str, end: End, made: list[Stmt], again: list[Stmt]) -> list[Stmt]:
        """The same with what follows written once: a local holds the number of the way to try next."""
        turn = self.temp("turn")
        retry, failed, chosen = self.label("retry"), self.label("failed"), self.label("chosen")
        later, begins = next_bytes(rest, end.later), next_bytes(rest, end.begins)
        inner = End(lambda _: [Br(chosen)], begins, later)
        body: list[Stmt] = []
        for number, way in enumerate(ways):
            other = self.label("other")
            test = self.unless(next_bytes(way, begins), first_of(way).ends, other)
            one: list[Stmt] = [
                Assign(turn, i32(number + 1)), Block(other, [*test, *self.items(way, other, inner)]), *again,
            ]  # fmt: skip
            body.append(If(op("i32.le_s", self.get(turn), i32(number)), one, []))
        follow = self.items(rest, failed, end)
        whole: list[Stmt] = [Block(failed, [Block(chosen, [*body, Br(fail)]), *follow]), *again, *self.step(), Br(retry)]
        return [*made, Assign(turn, i32(0)), Loop(retry, whole)]

    def step(self) -> list[Stmt]:
        return [Effect(call("re_count_step", "void"))]

    # ---- repetitions

    def greedy(self, item: s.Repeat, rest: s.Items, fail: str, end: End) -> list[Stmt]:
        """One character several times, some of which may be given back."""
        made, floor = self.taken(item, fail)
        if item.least == 1 and item.most == s.FOREVER:
            made.append(self.after_first(floor, item.item))
        here, back, failed = self.temp("here"), self.label("back"), self.label("failed")
        note, restore = self.kept(groups_in(rest, inner_only=True))
        before = op("i32.sub", self.get(here), i32(1)) if item.item.high == s.NONE else call("re_before", "i32", self.get(here))
        whole: list[Stmt] = [
            Block(failed, self.items(rest, failed, end)), Br(fail, op("i32.le_u", self.get(here), self.get(floor))),
            Assign(here, before), Assign("p", self.get(here)), *restore, *self.step(), Br(back),
        ]  # fmt: skip
        return [*made, Assign(here, self.get("p")), *note, Loop(back, whole)]

    def after_first(self, floor: str, chars: s.Chars) -> Stmt:
        """Moves a place over its character."""
        width = i32(1) if chars.high == s.NONE else call("code_width", "i32", op("i32.load8_u", self.get(floor)))
        return Assign(floor, op("i32.add", self.get(floor), width))

    def lazy(self, item: s.Repeat, rest: s.Items, fail: str, end: End) -> list[Stmt]:
        """One character as often as what follows needs it."""
        made: list[Stmt] = self.taken(item, fail)[0] if item.least else []
        here, more, failed = self.temp("here"), self.label("more"), self.label("failed")
        note, restore = self.kept(groups_in(rest, inner_only=True))
        limit: list[Stmt] = []
        if item.most != s.FOREVER:
            left = self.temp("left")
            made.append(Assign(left, i32(item.most - item.least)))
            limit = [Br(fail, op("i32.le_s", self.get(left), i32(0))), Assign(left, op("i32.sub", self.get(left), i32(1)))]
        first, passed = first_of(rest), item.item.mask
        skip: list[Stmt] = []
        if item.most == s.FOREVER and item.item.high != s.ASK and not first.ends:
            passed |= ANYTHING >> 128 << 128 if item.item.high == s.ALL else 0
            passed &= ~first.mask
            skip = [Assign("p", call(self.shelf.bytes(passed), "i32", self.get("p"), self.get("end")))] if passed else []
        whole: list[Stmt] = [
            *skip, Assign(here, self.get("p")), Block(failed, self.items(rest, failed, end)),
            Assign("p", self.get(here)), *restore, *limit, *self.step(), *self.one(item.item, fail), Br(more),
        ]  # fmt: skip
        return [*made, *note, Loop(more, whole)]

    def looped(self, item: s.Loop, fail: str, later: int, begins: int) -> list[Stmt]:
        """A loop that never gives back."""
        first = first_of(item.body).mask
        here, over, more, miss = self.temp("here"), self.label("over"), self.label("more"), self.label("miss")
        counted = item.least > 0 or item.most not in (1, s.FOREVER)
        count = self.temp("count") if counted else ""
        made: list[Stmt] = [Assign(count, i32(0))] if counted else []
        limit: list[Stmt] = [Br(over, op("i32.ge_s", self.get(count), i32(item.most)))] if counted and item.most != s.FOREVER else []
        up: list[Stmt] = [Assign(count, op("i32.add", self.get(count), i32(1)))] if counted else []
        note, restore = self.kept(groups_in(item.body))
        end = End(lambda _: [*up, Br(over if item.most == 1 else more)], first | begins, first | later)
        body = [*self.unless(first, False, over), *self.items(item.body, miss, end)]
        whole: list[Stmt] = [*limit, Assign(here, self.get("p")), *note, Block(miss, body), Assign("p", self.get(here)), *restore]
        made.append(Block(over, [Loop(more, whole)]))
        return [*made, *([Br(fail, op("i32.lt_s", self.get(count), i32(item.least)))] if counted and item.least else [])]

    def loop(self, item: s.Loop, rest: s.Items, fail: str, end: End) -> list[Stmt]:
        """A loop whose rounds may be given back, or that is as short as possible."""
        if item.least == 0 and item.most == 1:
            return self.choice(((), item.body) if item.lazy else (item.body, ()), rest, fail, end)
        first = first_of(item.body)
        later, begins = next_bytes(rest, end.later), next_bytes(rest, end.begins)
        if first.ends or not single(item.body, first.mask | later, first.mask | begins):
            raise s.Uncovered
        return (self.short_loop if item.lazy else self.long_loop)(item, rest, fail, end)

    def short_loop(self, item: s.Loop, rest: s.Items, fail: str, end: End) -> list[Stmt]:
        here, count = self.temp("here"), self.temp("count")
        more, failed, early = self.label("more"), self.label("failed"), self.label("early")
        note, restore = self.kept(groups_in(item.body) | groups_in(rest, inner_only=True))
        first = first_of(item.body).mask
        later, begins = next_bytes(rest, end.later), next_bytes(rest, end.begins)
        up: list[Stmt] = [Assign(count, op("i32.add", self.get(count), i32(1))), Br(more)]
        follow: list[Stmt] = self.items(rest, failed, end)
        tries: list[Stmt] = [Br(early, op("i32.lt_s", self.get(count), i32(item.least)))] if item.least else []
        limit: list[Stmt] = [] if item.most == s.FOREVER else [Br(fail, op("i32.ge_s", self.get(count), i32(item.most)))]
        body = self.items(item.body, fail, End(lambda _: up, first | begins, first | later))
        whole: list[Stmt] = [
            Assign(here, self.get("p")), *note,
            Block(early, [*tries, Block(failed, follow)]), Assign("p", self.get(here)), *restore, *limit, *self.step(), *body,
        ]  # fmt: skip
        return [Assign(count, i32(0)), Loop(more, whole)]

    def long_loop(self, item: s.Loop, rest: s.Items, fail: str, end: End) -> list[Stmt]:
        """Every round's beginning, and the groups then, are noted in memory that is not allocated."""
        self.stacked = True
        self.locals["sp"] = "i32"
        count, top = self.temp("count"), self.temp("top")
        over, more, miss, back, failed = (self.label(n) for n in ("over", "more", "miss", "back", "failed"))
        groups = sorted(groups_in(item.body))
        names = ["p", *(self.group(g, e) for g in groups for e in (False, True)), *(["last"] if groups else [])]
        size = 4 * len(names)
        room = op("i32.gt_u", op("i32.add", self.get("sp"), i32(size)), global_get("limit", "i32"))
        grow: list[Stmt] = [Effect(global_set("re_sp", self.get("sp"))), Effect(call("re_room", "void"))]
        push: list[Stmt] = [If(room, grow, [])]
        push += [Effect(Expr("i32.store", (self.get("sp"), self.get(n)), 4 * k, "void")) for k, n in enumerate(names)]
        push.append(Assign("sp", op("i32.add", self.get("sp"), i32(size))))
        pop: list[Stmt] = [Assign("sp", op("i32.sub", self.get("sp"), i32(size)))]
        pop += [Assign(n, op("i32.load", self.get("sp"), imm=4 * k)) for k, n in enumerate(names)]
        first = first_of(item.body).mask
        later, begins = next_bytes(rest, end.later), next_bytes(rest, end.begins)
        up: list[Stmt] = [Assign(count, op("i32.add", self.get(count), i32(1))), Br(more)]
        limit: list[Stmt] = [] if item.most == s.FOREVER else [Br(over, op("i32.ge_s", self.get(count), i32(item.most)))]
        body = self.items(item.body, miss, End(lambda _: up, first | begins, first | later))
        rounds: list[Stmt] = [*limit, *self.unless(first, False, over), *push, *self.step(), Block(miss, body), *pop]
        note, restore = self.kept(groups_in(rest, inner_only=True))
        less: list[Stmt] = [Br(fail, op("i32.le_s", self.get(count), i32(item.least)))]
        given: list[Stmt] = [
            Assign("sp", self.get(top)), Block(failed, self.items(rest, failed, end)), *less, Assign("sp", self.get(top)),
            *restore, *pop, Assign(top, self.get("sp")), Assign(count, op("i32.sub", self.get(count), i32(1))), *self.step(), Br(back),
        ]  # fmt: skip
        enough: list[Stmt] = [Br(fail, op("i32.lt_s", self.get(count), i32(item.least)))] if item.least else []
        return [
            Assign(count, i32(0)), Block(over, [Loop(more, rounds)]), *enough, Assign(top, self.get("sp")), *note, Loop(back, given),
        ]  # fmt: skip
