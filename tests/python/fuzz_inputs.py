"""Random inputs of the library: many rows for one body, in CPython and compiled: `python -m tests.python.fuzz_inputs --rounds 50 --seed 1`.

A kind is imports, the names of a row and expressions of them, each of which is shown or raises; a row comes from a function of the
kind's name here.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import re
import struct
import sys
import warnings
from collections import Counter
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bodies import Overflowed, compiled, in_cpython, outcome
from fuzz_patterns import FLAGS, LETTERS, Patterns

ODD = "aAbBzZ09 _-.,;:\t\n\r\"'\\/éßİıſKΩ日本\u200b\xa0\U0001f600ﬁ"
WHOLE = (0, 1, -1, 7, -13, 255, 10**6, -(10**9), 2**31, 2**63 - 1, -(2**63), 2**64, 10**20)
REAL = (0.0, -0.0, 1.5, -2.25, 1e10, 1e16, 1e22, 1e-5, 1e-300, 3.14159, 1e308, 0.1, 2.5, 0.5)
URL = "http: // a b.com / .. . ? # & = %20 %zz %C3%A9 é user:pw@ :80 ; x=1 [::1] + mailto: ftp: //h A.B".split()
DIRECTIVES = "%Y %m %d %H %M %S %f %y %b %B %a %A %I %p %j %z %% %c %x %X %U %W %w - / : T %G %V %u".split()
MARKUP = "* ? [a-c] [!a] [ a b $a ${a} $$ $ ${ &amp; &lt &#65; &#x1F600; &notit; &é []a] \\".split()
ADDRESSES = "1.2.3.4 10.0.0.0/28 192.168.1.1/30 ::1 2001:db8::/126 fe80::1%eth0 1.2.3 256.1.1.1 ::ffff:1.2.3.4 1.2.3.4/33 01.2.3.4 a::b::c".split()
MOMENTS = """2024-02-29 20240229 2024-W05-3 2024-060 12:30 12:30:45.123 12:30:45.123456+05:30 T12 2024-01-01T00:00:00Z 24:00 2023-02-29 0001-01-01
9999-12-31T23:59 12:3""".split()
LITERALS = """1 -2 +3 1.5 1e3 0x1f 1_000 "a" 'b\\n' b"c" None True "x""y" ... set() r"\\d" "\\u00e9" 0o17 '''t'''""".split()
TEXT_METHODS = "split rsplit partition rpartition find rfind count strip lstrip rstrip startswith endswith removeprefix removesuffix index".split()
ASKED = "isalpha isdigit isspace isupper islower istitle".split()
KINDS = {
    "formats": ("", "v s", ["format(v, s)"]),
    "percents": ("", "s v", ["s % v"]),
    "patterns": (
        "import re", "p f ts", [
            "[(m.span(), m.groups(), m.lastindex) for t in ts for m in re.compile(p, f).finditer(t)]", "[re.compile(p, f).split(t) for t in ts]",
            "[bool(re.fullmatch(p, t, f)) for t in ts]",
        ],
    ),
    "replacements": ("import re", "p r t n", ["re.sub(p, r, t, n)", "re.subn(p, r, t, count=n)"]),
    "strptimes": ("from datetime import datetime", "t f", ["datetime.strptime(t, f)"]),
    "wraps": ("import textwrap", "t k", ["textwrap.wrap(t, **k)", "textwrap.fill(t, **k)", "textwrap.dedent(t)", "textwrap.indent(t, '> ')"]),
    "diffs": (
        "import difflib", "a b", [
            "difflib.SequenceMatcher(None, a, b).get_opcodes()", "difflib.SequenceMatcher(None, a, b).ratio()",
            "list(difflib.unified_diff(a.split(), b.split(), n=1, lineterm=''))", "list(difflib.ndiff(a.split(), b.split()))",
            "list(difflib.context_diff(a.split(), b.split(), lineterm=''))", "difflib.get_close_matches(a, b.split(), 2, 0.3)",
        ],
    ),
    "csvs": (
        "import csv, io", "t k", [
            "list(csv.reader(io.StringIO(t, newline=''), **k))",
            "[s := io.StringIO(), csv.writer(s, **k).writerows([[t, 1, None, 2.5, ''], [t[:3], ',', 'a\\nb']]), s.getvalue()][2]",
        ],
    ),
    "loads": ("import json", "t", ["json.loads(t)"]),
    "dumps": ("import json", "v k", ["json.dumps(v, **k)"]),
    "structs": ("import struct", "f a b", ["struct.pack(f, *a)", "struct.unpack(f, b)", "struct.calcsize(f)", "list(struct.iter_unpack(f, b))"]),
    "texts": (
        "import shlex, fnmatch, string, html", "t p", [
            "shlex.split(t)", "shlex.split(t, comments=True)", "shlex.quote(t)", "list(shlex.shlex(t, punctuation_chars=True))",
            "fnmatch.fnmatch(t, p)", "fnmatch.translate(p)", "html.escape(t)", "html.unescape(p)", "string.Template(p).safe_substitute(a=1)",
            "string.Template(p).substitute(a=t)", "string.capwords(t)",
        ],
    ),
    "urls": (
        "from urllib.parse import *", "a b", [
            "urlsplit(a)", "urlparse(a).geturl()", "urljoin(a, b)", "parse_qs(b)", "parse_qsl(a, keep_blank_values=True)", "quote(a)", "unquote(b)",
            "quote_plus(b, safe='/')", "unquote_plus(a)", "urldefrag(a)", "(urlsplit(a).hostname, urlsplit(a).username)", "urlsplit(a).port",
            "urlencode({a: b, 'x': [1, b]}, doseq=True)", "urlunsplit(urlsplit(b))",
        ],
    ),
    "numbers": (
        "from decimal import Decimal\nfrom fractions import Fraction", "t b",
        ["int(t)", "int(t, b)", "float(t)", "complex(t)", "Decimal(t)", "Fraction(t)"],
    ),
    "moments": (
        "from datetime import *", "t n a", [
            "datetime.fromisoformat(t)", "date.fromisoformat(t)", "time.fromisoformat(t)", "datetime(*a) + timedelta(seconds=n)",
            "timedelta(days=n, hours=-3, microseconds=n) * 2.5", "divmod(timedelta(seconds=n), timedelta(minutes=7))", "date(*a[:3]).isocalendar()",
            "date.fromordinal(n)", "str(timedelta(seconds=n / 7))", "datetime(*a, tzinfo=timezone.utc).timestamp()",
            "datetime(*a, tzinfo=timezone(timedelta(minutes=n % 1000))).isoformat(' ', 'milliseconds')", "datetime.fromtimestamp(n / 3, timezone.utc)",
            "date(*a[:3]).replace(day=n % 40)", "date.fromisocalendar(a[0], n % 55, 3)", "datetime(*a).strftime('%a %b %j %U %W %y %I %p %G %V %u')",
        ],
    ),
    "strings": (
        "", "s a b n", [
            *(f"s.{m}(a)" for m in TEXT_METHODS), *(f"s.{m}()" for m in ASKED), "s.replace(a, b)", "s.replace(a, b, n)", "s.split(a, n)", "s.rsplit(a, n)",
            "s.split(None, n)", "s.find(a, n)", "s.count(a, n, -1)", "s.center(n + 9, '*')", "s.zfill(n + 8)", "s.expandtabs(n)", "s.splitlines(True)",
            "s[n:]", "s[::n]", "s * n", "s.translate({97: 'XY', 98: None, 233: 101})", "a.join(s)", "ascii(s)", "(s < a, a in s, s.encode())",
            "[s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.casefold()]",
            "[s.isidentifier(), s.isprintable(), s.isnumeric(), s.isalnum(), s.isdecimal()]",
        ],
    ),
    "octets": (
        "", "s a b n", [
            *(f"s.{m}(a)" for m in TEXT_METHODS), *(f"s.{m}()" for m in ASKED), "s.replace(a, b, n)", "s.split(a, n)", "s.find(a, n)", "s.zfill(n + 8)",
            "s.center(n + 9, b'*')", "s.expandtabs(n)", "s.splitlines(True)", "s[n:]", "s[::n]", "s * n", "s.title()", "s.hex('-', n)", "s.decode()",
            "s.decode('latin-1')", "s.decode('utf-8', 'replace')", "s.decode('utf-8', 'backslashreplace')", "s.decode('utf-16', 'replace')",
            "s.decode('ascii', 'ignore')", "int.from_bytes(s, 'little', signed=True)", "bytearray(s)[n:]",
        ],
    ),
    "figures": (
        "import statistics, math", "x y n", [
            *(f"statistics.{f}(x)" for f in "mean median pstdev variance mode multimode median_low harmonic_mean fmean".split()), "math.fsum(x)",
            "math.prod(x)", "statistics.quantiles(x, n=4)", "statistics.correlation(x, y)", "statistics.linear_regression(x, y)", "math.dist(x, y)",
            "math.isqrt(n)", "math.gcd(n, 84)", "math.frexp(x[0])", "math.remainder(x[0], 3)", "round(x[0], n % 7 - 3)", "math.comb(abs(n), 3)",
        ],
    ),
    "prints": (
        "import pprint, reprlib", "v w", [
            "pprint.pformat(v, width=w)", "pprint.pformat(v, width=w, indent=2, compact=True, sort_dicts=False)", "pprint.pformat(v, depth=2)",
            "reprlib.repr(v)",
        ],
    ),
    "literals": ("import ast", "t", ["ast.literal_eval(t)"]),
    "codes": (
        "import base64, binascii, zlib, hashlib, uuid, unicodedata, ipaddress", "s b ip", [
            "base64.b64decode(s)", "base64.b64decode(s, validate=True)", "base64.b32decode(s, casefold=True)", "base64.b16decode(s)",
            "base64.b85encode(b)", "base64.a85encode(b)", "base64.b85decode(s)", "base64.urlsafe_b64encode(b)", "binascii.unhexlify(s)",
            "zlib.crc32(b)", "hashlib.sha256(b).hexdigest()", "uuid.uuid5(uuid.NAMESPACE_DNS, s)", "unicodedata.normalize('NFKD', s)",
            "[unicodedata.category(c) for c in s]", "ipaddress.ip_address(ip)", "ipaddress.ip_network(ip, strict=False)", "ipaddress.ip_interface(ip)",
            "ipaddress.ip_address(ip).is_private", "[h for h, _ in zip(ipaddress.ip_network(ip, strict=False).hosts(), 'abc')]",
        ],
    ),
    "ints": (
        "", "a b n", [
            *(f"a {o} b" for o in "+ - * // % / & | ^ < ==".split()), "divmod(a, b)", "a ** n", "pow(a, abs(b), n)", "a << n", "a >> n", "~a",
            "a.bit_length()", "a.to_bytes(9, 'big', signed=True)", "hex(a)", "round(a, -n)", "float(a)", "hash(a)", "f'{a:,}'", "pow(a, -1, 97)",
            "a * 1.5", "a // 2.5",
        ],
    ),
    "floats": (
        "", "a b n", [
            *(f"a {o} b" for o in "+ - * // % / < ==".split()), "divmod(a, b)", "abs(a) ** b", "round(a, n)", "round(a)", "int(a)", "str(a)", "a.hex()",
            "a.as_integer_ratio()", "hash(a)", "f'{a:.{abs(n)}f}'", "f'{a:.{abs(n)}e}'", "f'{a:{abs(n)}}'", "float.fromhex(a.hex())", "'%.17g' % a",
            "complex(a, b) * complex(b, a)", "abs(complex(a, b))",
        ],
    ),
}  # fmt: skip


class Rows:
    """Rows of one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.pick = self.random.choice

    def some(self, parts: str | list[str], most: int) -> str:
        return "".join(self.pick(parts) for _ in range(self.random.randint(0, most)))

    def maybe(self, share: float, parts: list[str], otherwise: str = "") -> str:
        return self.pick(parts) if self.random.random() < share else otherwise

    def whole(self) -> int:
        return self.pick((*WHOLE, self.random.randint(-1000, 1000), self.random.getrandbits(self.random.randint(1, 150))))

    def real(self) -> float:
        near, far = self.random.uniform(-1000, 1000), self.random.uniform(-1, 1) * 10.0 ** self.random.randint(-20, 20)
        return self.pick((*REAL, near, far, self.random.randint(-(10**6), 10**6) / 100))

    def changed(self, text: str, parts: str, share: float = 0.4) -> str:
        """A text of which now and then a character is another."""
        if not text or self.random.random() >= share:
            return text
        at = self.random.randrange(len(text))
        return text[:at] + self.pick(["", *parts]) + text[at + 1 :]

    def options(self, share: float, **known: tuple[object, ...]) -> dict[str, object]:
        return {name: self.pick(values) for name, values in known.items() if self.random.random() < share}

    def value(self, depth: int = 3) -> object:
        if depth == 0 or self.random.random() < 0.4:
            return self.pick((None, True, False, self.whole(), self.real(), self.some(ODD, 5), "a long text with words in it " * 2))
        if self.random.random() < 0.5:
            return [self.value(depth - 1) for _ in range(self.random.randint(0, 4))]
        return {self.some(ODD, 3): self.value(depth - 1) for _ in range(self.random.randint(0, 4))}

    # ---- rows

    def formats(self) -> tuple[object, ...]:
        spec = self.maybe(0.5, ["*<", "0>", "=^", "x=", "é^", "<", ">", "^", "="]) + self.maybe(0.4, list("+- z#0"))
        spec += self.maybe(0.3, ["#", "0"]) + self.maybe(0.6, ["5", "12", "1", "30"]) + self.maybe(0.3, list(",_"))
        spec += self.maybe(0.5, [".0", ".1", ".3", ".10", ".20"]) + self.maybe(0.8, list("dboxXcneEfFgG%s"))
        return self.pick((self.whole(), self.real(), self.real(), self.some(ODD, 4), True, complex(1, -2.5))), spec

    def percents(self) -> tuple[object, ...]:
        form = "%" + self.maybe(0.5, ["-", "+", " ", "#", "0", "-0", "+ ", "#0"]) + self.maybe(0.5, ["5", "10", "*"])
        form += self.maybe(0.5, [".0", ".2", ".12", ".*", "."]) + self.pick("diuoxXeEfFgGcrsa%q")
        stars = tuple(self.random.randint(-3, 12) for _ in range(form.count("*")))
        return form + "|", (*stars, self.pick((self.whole(), self.real(), self.some(ODD, 4), None, [1])))

    def patterns(self) -> tuple[object, ...]:
        made = Patterns(self.random.randrange(10**9))
        while True:
            source, flags = made.ways(2), int(self.pick(FLAGS))
            try:
                re.compile(source, flags)
            except re.error:
                continue
            own = [made.text(importlib.import_module("re._parser").parse(source, flags)) + self.pick(("", "a")) for _ in range(4)]
            return source, flags, [*own, self.some(LETTERS, 9)]

    def replacements(self) -> tuple[object, ...]:
        source = self.pick((r"(a)(b)?", r"(?P<x>\w)(?P<y>\d)?", r"\b", "(?=a)", "a*", "(a|b)+", "", "x?"))
        parts = r"\1 \2 \g<1> \g<x> \g<0> \n \\ \t a - \0 \07 \101 \g<9> \q é \g<y> \3".split(" ")
        return source, self.some(parts, 4), self.some("aab1 -é\n", 8), self.pick((0, 0, 1, 2))

    def strptimes(self) -> tuple[object, ...]:
        form = self.some(DIRECTIVES, 6)
        draw = self.random.randint
        moment = datetime(draw(1, 9999), draw(1, 12), draw(1, 28), draw(0, 23), draw(0, 59), draw(0, 59), draw(0, 999999))
        return self.changed(moment.strftime(form.replace("%z", "+01:00")), "0x 9"), form

    def wraps(self) -> tuple[object, ...]:
        words = ["a", "word", "longer-word", "hyphen-ated-text", "xxxxxxxxxxxxxx", "é日本", "end.", "tab\there", "line\n", "\n\n", "  ", "em--dash", "it's"]
        flags = dict.fromkeys(("expand_tabs", "replace_whitespace", "break_long_words", "drop_whitespace", "break_on_hyphens"), (True, False))
        more = {"initial_indent": ("", "* "), "max_lines": (1, 3), "placeholder": ("...", ""), "fix_sentence_endings": (True, False)}
        text = " ".join(self.pick(words) for _ in range(self.random.randint(0, 14)))
        return text, {"width": self.random.randint(1, 25), **self.options(0.2, **flags, **more)}

    def diffs(self) -> tuple[object, ...]:
        old = [self.some("abcd", 4) or "e" for _ in range(self.random.randint(0, 8))]
        new = [word for word in old if self.random.random() < 0.8] + [self.some("abc", 3)]
        return " ".join(old), " ".join(new)

    def csvs(self) -> tuple[object, ...]:
        known = {"delimiter": (";", "\t", " "), "quotechar": ("'",), "doublequote": (False,), "escapechar": ("\\", "!"), "quoting": (0, 1, 2, 3)}
        return self.some("aab1,;\"' \n\r\t\\|", 20), self.options(0.25, **known, skipinitialspace=(True,), strict=(True,), lineterminator=("\n", "!"))

    def loads(self) -> tuple[object, ...]:
        text = json.dumps(self.value(), indent=self.pick((None, 1)), ensure_ascii=self.pick((True, False)))
        return (self.changed(self.changed(text, ',]"\\1e.-{:\x01'), ',]"\\1e.-{:'),)

    def dumps(self) -> tuple[object, ...]:
        known = {"indent": (0, 1, "\t", "--", None), "separators": ((",", ":"), (" , ", " : ")), "sort_keys": (True,), "ensure_ascii": (False,)}
        return self.value(), self.options(0.3, **known, skipkeys=(True,))

    def structs(self) -> tuple[object, ...]:
        codes = [self.pick("b B h H i I l L q Q f d s 3s x ? c p 5p e".split()) for _ in range(self.random.randint(1, 4))]
        form = self.pick("<>=!@") + "".join(codes)
        given: list[object] = []
        for code in codes:
            octets = self.random.randbytes(1 if code == "c" else self.random.randint(0, 5))
            kinds = {"f": self.real(), "d": self.real(), "e": self.real(), "?": True, "c": octets, "s": octets, "p": octets}
            given += [] if code == "x" else [kinds.get(code[-1], self.pick((self.whole(), self.random.randint(-130, 300))))]
        return form, tuple(given), self.random.randbytes(struct.calcsize(form) * self.pick((1, 1, 2)))

    def texts(self) -> tuple[object, ...]:
        return self.some("ab\"' \\#&<>|;()\n\t$é", 10), self.some(MARKUP, 5)

    def urls(self) -> tuple[object, ...]:
        return self.some(URL, 8), self.some(URL, 8)

    def numbers(self) -> tuple[object, ...]:
        parts = "1 2 9 0 0 . e E - + _ 0x 0b j inf nan a f / 1_0 ٣ \n infinity z".split(" ")
        return self.some(parts, 6), self.pick((0, 2, 8, 10, 16, 36, 1, 37))

    def moments(self) -> tuple[object, ...]:
        parts = tuple(self.random.randint(*span) for span in ((1, 9999), (1, 12), (1, 28), (0, 23), (0, 59), (0, 59)))
        return self.changed(self.pick(MOMENTS), "0-:x9."), self.pick((self.whole(), self.random.randint(-(10**6), 10**6))), parts

    def strings(self) -> tuple[object, ...]:
        return self.some(ODD, 12), self.some(ODD, 2), self.some(ODD, 2), self.random.randint(-3, 6)

    def octets(self) -> tuple[object, ...]:
        parts = [self.some("aAb 0-\n\t\r\x00ÿÃ©â\x82¬ð", n).encode("latin-1") for n in (12, 2, 2)]
        return (*parts, self.random.randint(-3, 6))

    def figures(self) -> tuple[object, ...]:
        size = self.random.randint(0, 6)
        drawn = self.pick((lambda: self.random.randint(-20, 20), lambda: self.random.randint(1, 99) / 4, lambda: self.random.uniform(0, 100)))
        return [drawn() for _ in range(size)], [drawn() for _ in range(size)], self.pick((self.whole(), self.random.randint(-50, 200)))

    def prints(self) -> tuple[object, ...]:
        return self.value(), self.random.randint(5, 60)

    def literals(self) -> tuple[object, ...]:
        return (self.literal(2),)  # what is none has texts of many kinds

    def literal(self, depth: int) -> str:
        if not depth:
            return self.pick(LITERALS)
        inner = ", ".join(self.literal(depth - 1) for _ in range(self.random.randint(1, 3)))
        return self.pick((f"[{inner}]", f"({inner},)", inner, "{" + f"{self.literal(0)}: {self.literal(depth - 1)}" + "}"))

    def codes(self) -> tuple[object, ...]:
        return self.some("ABab01+/=-_ \nQé7", 10), self.random.randbytes(self.random.randint(0, 9)), self.changed(self.pick(ADDRESSES), "0:./f")

    def ints(self) -> tuple[object, ...]:
        return self.whole(), -self.whole(), self.random.randint(0, 20)

    def floats(self) -> tuple[object, ...]:
        return self.real(), self.real(), self.random.randint(-3, 17)


def body(kind: str, rows: list[tuple[object, ...]]) -> str:
    """Shows what the expressions of a kind give for row number `which`."""
    imports, names, forms = KINDS[kind]
    lines = [imports, "def show(f):", "    try: print(repr(f()))", "    except Exception as e: print(type(e).__name__, e)"]
    lines += [f"{', '.join(names.split())}, = ["] + [f"    {row!r}," for row in rows] + ["][which]"]
    return "\n".join([*lines, *(f"show(lambda: {form})" for form in forms)]) + "\n"


def differences(kind: str, seed: int, count: int, uncompared: Counter[str] | None = None) -> list[str]:
    """What differs for rows of a seed. `uncompared` counts rows that a module leaves to the interpreter."""
    drawn = Rows(seed)
    rows = [getattr(drawn, kind)() for _ in range(count)]
    code = body(kind, rows)
    module = compiled(code, ("which",))
    found = []
    for which, row in enumerate(rows):
        theirs = in_cpython(code, which=which)
        try:
            ours = outcome(module, {"which": which})
        except Overflowed:
            if uncompared is not None:
                uncompared["left"] += 1
            continue
        for number, (a, b) in enumerate(zip(str(theirs).split("\n"), str(ours).split("\n"), strict=False)):
            if a != b:
                found.append(f"{kind} of seed {seed}: {row!r}, line {number}: CPython {a}, wasm {b}")
                break
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=25, help="rows of a body")
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=list(KINDS))
    chosen = parser.parse_args()
    uncompared: Counter[str] = Counter()
    found = 0
    for seed in range(chosen.seed, chosen.seed + chosen.rounds):
        for kind in chosen.kinds:
            for text in differences(kind, seed, chosen.count, uncompared):
                found += 1
                print(text[:400], flush=True)
    print(f"seeds {chosen.seed} on, {chosen.rounds * chosen.count * len(chosen.kinds)} rows, {found} differ, {uncompared['left']} not compared (left)")
    return int(found > 0)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main())
