"""Compiles Python bodies, runs them in wasm and says what came out in CPython's terms.

    compare("print(1 / 0)")                 # "" if equal, else what differs
    expression_differences(["1 + 'a'", …])   # many expressions in few bodies
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

import noetlc
from noetlc import BuildError

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: case, path: case}\nworkflow:\n- step: start\n  tool:\n    kind: python\n    code: "
NO_RESULT = object()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a body did: what it printed, its result as JSON text, and `Type: text` of an exception."""

    stdout: str
    result: str
    error: str

    def __str__(self) -> str:
        return "\n".join(part for part in (self.stdout.rstrip("\n"), self.result, self.error) if part)


class NotLowered(Exception):
    """The compiler refused the body."""


class Overflowed(Exception):
    """The body computed an int beyond 64 bits, which the compiled form hands over to the interpreter."""


def playbook(code: str, inputs: tuple[str, ...] = ()) -> str:
    marked = "{{" in code or "{%" in code
    given = "".join(f'\n      {name}: "{{{{ {name} }}}}"' for name in inputs)
    text = json.dumps("{% raw %}" + code + "{% endraw %}" if marked else code, ensure_ascii=False)
    return HEAD + text + (f"\n    input:{given}" if given else "") + "\n"


def compiled(code: str, inputs: tuple[str, ...] = ()) -> bytes:
    """The module of a playbook with one Python step, whose inputs come from the payload."""
    try:
        built = noetlc.build(playbook(code, inputs), verify=False)
    except BuildError as error:
        raise NotLowered(str(error)) from error
    step = built.steps[0]
    if step.lowered != "native":
        raise NotLowered("; ".join(d.message for d in built.diagnostics) or step.lowered)
    return bytes(built.wasm)


def in_wasm(code: str) -> Outcome:
    return outcome(compiled(code), {})


def outcome(module: bytes, payload: dict[str, Any]) -> Outcome:
    """What a module does with a payload."""
    try:
        envelope = noetlc.run(module, payload)
    except noetlc.Aborted as aborted:
        if aborted.kind == "int_overflow":
            raise Overflowed from aborted
        return Outcome("", "", f"aborted: {aborted}")
    errors = envelope.get("errors") or []
    if errors:
        return Outcome("", "", errors[0]["message"])
    data = envelope["result"]
    if isinstance(data, dict) and set(data) == {"stdout", "stderr"}:
        return Outcome(data["stdout"], "", "")
    return Outcome("", json.dumps(data), "")


def in_cpython(code: str | CodeType, **inputs: object) -> Outcome:
    """The same from this interpreter; only for code that is trusted."""
    written = io.StringIO()
    names: dict[str, Any] = {"__name__": "__main__", **inputs}
    try:
        with contextlib.redirect_stdout(written):
            exec(compile(code, "<body>", "exec") if isinstance(code, str) else code, names)
    except Exception as error:
        text = str(error)
        return Outcome("", "", type(error).__name__ + (f": {text}" if text else ""))
    if names.get("result") is not None:
        return Outcome("", json.dumps(names["result"]), "")
    return Outcome(written.getvalue(), "", "")


def compare(code: str) -> str:
    """Empty if the compiled body does what CPython does, else the difference."""
    expected = in_cpython(code)
    try:
        found = in_wasm(code)
    except NotLowered as refused:
        return f"not lowered: {refused}"
    except Overflowed:
        return ""
    if found == expected:
        return ""
    return first_difference(str(expected), str(found))


def first_difference(expected: str, found: str) -> str:
    theirs, ours = expected.split("\n"), found.split("\n")
    for number, (a, b) in enumerate(zip(theirs, ours, strict=False)):
        if a != b:
            return f"line {number + 1}: expected {a!r}, got {b!r}"
    return f"expected {len(theirs)} lines, got {len(ours)}: {(theirs + ours)[min(len(theirs), len(ours)) - 1 :][:2]}"


def programs(text: str) -> Iterator[tuple[str, str]]:
    """(name, code) of the programs of a text, separated by lines `# --- name`."""
    for part in ("\n" + text).split("\n# --- ")[1:]:
        name, _, code = part.partition("\n")
        yield name.strip(), code


def program_differences(text: str) -> list[str]:
    return [f"{name}: {found}" for name, code in programs(text) if (found := compare(code))]


# ---- many expressions in one body

BATCH = 60


def batch_body(snippets: list[str], prelude: str = "") -> str:
    """A body whose result lists the repr of each expression, or its exception.

    A snippet is an expression, or statements and an expression, on lines of their own or separated by `; `.
    """
    lines = [prelude, "result = []"]
    for snippet in snippets:
        *first, last = snippet.split("\n") if "\n" in snippet else snippet.split("; ")
        lines.append("try:")
        lines += [f"    {part}" for part in first]
        lines.append(f"    result.append(repr({last}))")
        lines.append("except Exception as e:")
        lines.append("    result.append(type(e).__name__ + ': ' + str(e))")
    return "\n".join(lines) + "\n"


def expression_differences(snippets: Iterable[str], prelude: str = "") -> list[str]:
    """What differs for each snippet."""
    return [f"{s}: {detail}" for s, kind, detail in outcomes(list(snippets), prelude) if kind in ("differs", "refused")]


def outcomes(snippets: list[str], prelude: str = "") -> Iterator[tuple[str, str, str]]:
    """(snippet, `equal`, `differs`, `refused` or `overflow`, what was found) for each snippet."""
    for start in range(0, len(snippets), BATCH):
        yield from _batch(snippets[start : start + BATCH], prelude)


def _halves(snippets: list[str], prelude: str) -> Iterator[tuple[str, str, str]]:
    middle = len(snippets) // 2
    yield from _batch(snippets[:middle], prelude)
    yield from _batch(snippets[middle:], prelude)


def _batch(snippets: list[str], prelude: str) -> Iterator[tuple[str, str, str]]:
    """Compares a batch; halves it where one snippet keeps the others from running."""
    code = batch_body(snippets, prelude)
    try:
        ours = in_wasm(code)
    except (NotLowered, Overflowed) as why:
        if len(snippets) > 1:
            yield from _halves(snippets, prelude)
        else:
            yield snippets[0], "overflow" if isinstance(why, Overflowed) else "refused", f"not lowered: {why}"
        return
    if ours.error and len(snippets) > 1:
        yield from _halves(snippets, prelude)
        return
    theirs = in_cpython(code)
    if ours.error:
        yield snippets[0], "equal" if ours == theirs else "differs", ours.error
        return
    for snippet, a, b in zip(snippets, json.loads(theirs.result), json.loads(ours.result), strict=True):
        yield snippet, "equal" if a == b else "differs", f"expected {a}, got {b}"
