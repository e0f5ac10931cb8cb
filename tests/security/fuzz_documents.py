"""Random hostile documents through `check` and `build`, or the largest allowed ones: `python -m tests.security.fuzz_documents`.

Documents are made from a seed: known hostile ones cut, doubled and mixed, and small grammars of templates, bodies and YAML nested at
random. Each is looked at in a child with 20 s and 1 GB; what does not end in order is printed and makes the command fail. With `--mode verify`
documents are built and verified in this process, whose trees have limits of their own: 10 s each, and no other end than a module,
diagnostics, or a divergence, which is printed.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator

import noetlc
from tests.security import children
from tests.security.hostile_documents import DOCUMENTS, SLOW, document, python, template

SECONDS = 10.0
BATCH = 200
"""Documents that one child looks at, if `check`: who kills the child is found by looking at each alone."""

_ATOMS = ("1", "x", "'a'", "x.a", "x[0]", "f(x)", "...", "b'a'", "1.5", "10**5000", "None", "(yield)", "lambda: x", "f'{x}'")
_UNARY = ("-{}", "not {}", "({})", "[{}]", "{{'a': {}}}", "f({})", "{}.a", "{}[0]", "[x for x in {}]", "(x for x in {})", "*{}", "{}()")
_BINARY = ("{} + {}", "{} < {}", "{} and {}", "{} if x else {}", "f({}, {})", "[{}, {}]", "{} ** {}", "{} * {}", "{} | {}")
_BLOCKS = ("for x in {}:", "while {}:", "if {}:", "try:", "def f(x={}):", "class C:", "with {} as x:", "match {}:", "async def f():")
_JINJA = ("{{% for x in {} %}}{}{{% endfor %}}", "{{% if {} %}}{}{{% endif %}}", "{{{{ {} }}}}{}", "{{% set x = {} %}}{}", "{{# {} #}}{}")
_FILTERS = ("int", "length", "string", "list", "tojson", "fromjson", "round(9)", "default(1)", "join(',')", "format(9, x)", "center(999)")
_YAML = ("[", "]", "{", "}", "a: ", "- ", "\n", "  ", "'", '"', "|\n", "&a ", "*a ", "? ", "!x ", "#", ",", "{{ x }}", "9" * 30, "\t")


def expression(rng: random.Random, depth: int) -> str:
    if depth <= 0 or rng.random() < 0.1:
        return rng.choice(_ATOMS)
    if rng.random() < 0.6:
        return rng.choice(_UNARY).format(expression(rng, depth - 1))
    return rng.choice(_BINARY).format(expression(rng, depth - 1), expression(rng, depth // 2))


def body(rng: random.Random) -> str:
    lines: list[str] = []
    indent = 0
    for _ in range(rng.randrange(1, 40)):
        if rng.random() < 0.3 and indent < 15:
            lines.append(" " * indent + rng.choice(_BLOCKS).format(expression(rng, 2)))
            indent += 1
        else:
            start = rng.choice(("x = ", "return ", "yield ", "result = ", "", "x.a = ", "del x\n", "raise ", "global x\n"))
            lines.append(" " * indent + start + expression(rng, rng.randrange(6)))
            indent = rng.randrange(indent + 1)
    return "\n".join(lines)


def jinja(rng: random.Random, depth: int) -> str:
    value = expression(rng, rng.randrange(3)) + "".join(f"|{rng.choice(_FILTERS)}" for _ in range(rng.randrange(4)))
    return rng.choice(_JINJA).format(value, jinja(rng, depth - 1) if depth > 0 else "x")


def mutated(rng: random.Random, text: str) -> str:
    """A part of the text, or the text with a part moved or doubled."""
    text = text[: rng.randrange(200, 20_000)]
    a, b = sorted(rng.randrange(len(text) + 1) for _ in range(2))
    return rng.choice((text[:b], text[:a] + text[b:], text[:b] + text[a:b] * 3 + text[b:], text[:a] + rng.choice(_YAML) * 50 + text[a:]))


def documents(count: int, seed: int) -> Iterator[tuple[str, str]]:
    known = list(DOCUMENTS.values())
    for number in range(count):
        rng = random.Random(f"{seed}:{number}")
        kind = rng.randrange(5)
        if kind == 0:
            text = mutated(rng, rng.choice(known))
        elif kind == 1:
            text = python(body(rng))
        elif kind == 2:
            text = template(jinja(rng, rng.randrange(8)))
        elif kind == 3:
            text = python("result = " + expression(rng, rng.randrange(60)))
        else:
            text = document("workflow: " + "".join(rng.choice(_YAML) for _ in range(rng.randrange(300))))
        yield f"{seed}:{number}", text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", choices=("check", "build", "verify"), default="check")
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--largest", action="store_true", help="the documents of the largest allowed size instead of random ones")
    given = parser.parse_args()
    chosen: Iterator[tuple[str, str]] = documents(given.count, given.seed)
    if given.largest:
        chosen = ((name, DOCUMENTS[name]) for name in sorted(SLOW))
    if given.mode == "verify":
        return verify(chosen)
    started = time.monotonic()
    endings: Counter[str] = Counter()
    slowest: list[children.Ending] = []
    bad: list[children.Ending] = []
    for batch in _batches(chosen, 1 if given.largest else BATCH):
        for ending in children.run_batch(given.mode, batch):
            endings[ending.said.split()[0] if ending.said else "killed"] += 1
            slowest = sorted([*slowest, ending], key=lambda e: -e.cpu_s)[:5]
            if not ending.orderly:
                bad.append(ending)
                print(f"BAD {ending.name}: status {ending.status}, {ending.cpu_s:.1f} s, {ending.said[:500]}", flush=True)
    total = sum(endings.values())
    print(f"{given.mode}: {total} documents, seed {given.seed}, {time.monotonic() - started:.0f} s: {dict(endings)}")
    print("slowest: " + ", ".join(f"{e.name} {e.cpu_s:.2f} s {e.memory_mb} MB" for e in slowest))
    return 1 if bad else 0


def verify(chosen: Iterator[tuple[str, str]]) -> int:
    """Builds with verification; 1 if a document did not end in order."""
    started = time.monotonic()
    endings: Counter[str] = Counter()
    slowest: list[tuple[float, str]] = []
    for name, text in chosen:
        began = time.monotonic()
        said = _verified(text)
        took = time.monotonic() - began
        slowest = sorted([*slowest, (took, name)], reverse=True)[:5]
        endings[said.split()[0]] += 1
        if said.startswith(("raised", "diverged")) or took > SECONDS:
            endings["BAD"] += 1
            print(f"BAD {name}: {took:.1f} s, {said[:500]}", flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"verify: {time.monotonic() - started:.0f} s: {dict(endings)}; {memory} MB")
    print("slowest: " + ", ".join(f"{name} {took:.2f} s" for took, name in slowest))
    return 1 if endings["BAD"] else 0


def _verified(text: str) -> str:
    try:
        built = noetlc.build(text, examples=5, lenient=True)
    except noetlc.BuildError:
        return "codes"
    except noetlc.Divergence as error:
        return f"diverged {error}"
    except Exception as error:
        return f"raised {type(error).__name__}: {error}"
    return "compared" if built.verification is not None and built.verification.compared else "uncompared"


def _batches(items: Iterator[tuple[str, str]], size: int) -> Iterator[dict[str, str]]:
    batch: dict[str, str] = {}
    for name, text in items:
        batch[name] = text
        if len(batch) >= size:
            yield batch
            batch = {}
    if batch:
        yield batch


if __name__ == "__main__":
    sys.exit(main())
