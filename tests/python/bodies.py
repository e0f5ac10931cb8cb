"""Compiles Python bodies, runs them in wasm and says what came out in CPython's terms.

    compare("print(1 / 0)")                 # "" if equal, else what differs
    expression_differences(["1 + 'a'", …])   # many expressions in few bodies
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import logging
import sys
import traceback
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

from made_modules import made

import noetlc
from noetlc import BuildError
from noetlc.interp.pybody import versions
from noetlc.interp.pybody.modules import forget_changes
from noetlc.interp.pybody.traces import patch_traceback
from noetlc.interp.pybody.versions.gaps import unsupported_here

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
    """The compiler refused the body, for what stands in a line of it if that is known."""

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(why)
        self.line = line


class Overflowed(Exception):
    """The compiled form hands the run over to the interpreter: an int left 64 bits, or the body does what is left to it."""


def playbook(code: str, inputs: tuple[str, ...] = ()) -> str:
    marked = "{{" in code or "{%" in code
    given = "".join(f'\n      {name}: "{{{{ {name} }}}}"' for name in inputs)
    text = json.dumps("{% raw %}" + code + "{% endraw %}" if marked else code, ensure_ascii=False)
    return HEAD + text + (f"\n    input:{given}" if given else "") + "\n"


def compiled(code: str, inputs: tuple[str, ...] = ()) -> bytes:
    """The module of a playbook with one Python step, whose inputs come from the payload."""
    text = playbook(code, inputs)
    found = made("one " + text, lambda: _compiled(text))
    if isinstance(found, bytes):
        return found
    raise NotLowered(*found)


def _compiled(text: str) -> bytes | tuple[str, int | None]:
    """The module, or why there is none and the line of that."""
    try:
        built = noetlc.build(text, verify=False, lenient=True)
    except BuildError as error:
        return str(error), None
    step = built.steps[0]
    if step.lowered == "native":
        return bytes(built.wasm)
    lines = [d.span.inner_line for d in built.diagnostics if d.span is not None]
    return "; ".join(d.message for d in built.diagnostics) or step.lowered, lines[0] if len(lines) == 1 else None


def in_wasm(code: str) -> Outcome:
    return outcome(compiled(code), {})


def outcome(module: bytes, payload: dict[str, Any]) -> Outcome:
    """What a module does with a payload."""
    try:
        envelope = noetlc.run(module, payload)
    except noetlc.Aborted as aborted:
        if aborted.kind in ("int_overflow", "left"):
            raise Overflowed(str(aborted)) from aborted
        return Outcome("", "", f"aborted: {aborted}")
    errors = envelope.get("errors") or []
    if errors:
        return Outcome("", "", errors[0]["message"])
    data = envelope["result"]
    if isinstance(data, dict) and set(data) == {"stdout", "stderr"}:
        return Outcome(data["stdout"], "", "")
    return Outcome("", json.dumps(data), "")


@contextlib.contextmanager
def reference_view() -> Iterator[None]:
    """On a newer version: tracebacks without the functions that stand for 3.11's, and 3.11 in `sys`."""
    module: Any = traceback
    saved = module.walk_tb, module._walk_tb_with_full_positions
    report = module.TracebackException
    methods = report.__init__, report._format_syntax_error
    undo = versions.reference_version()
    if not versions.is_reference():
        patch_traceback()
    try:
        yield
    finally:
        undo()
        module.walk_tb, module._walk_tb_with_full_positions = saved
        report.__init__, report._format_syntax_error = methods


@contextlib.contextmanager
def ordinary_recursion() -> Iterator[None]:
    """Python's own limit, which a build in another thread may have widened; what a body sets is put back."""
    before = sys.getrecursionlimit()
    digits = sys.get_int_max_str_digits()
    sys.setrecursionlimit(1000)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
        sys.set_int_max_str_digits(digits)


def reference_code(code: str) -> CodeType:
    """A body as 3.11 runs it, on every version; the modules it uses are 3.11's from then on."""
    versions.install()
    return versions.compile_tree(ast.parse(code, "<body>"))


@contextlib.contextmanager
def fresh_logging() -> Iterator[None]:
    """Loggers and names of levels as in a new process: the test runner has handlers of its own, and so may bodies that ran before."""
    root, kept = logging.root, logging.root.handlers
    root.handlers, level, loggers = [], root.level, dict(root.manager.loggerDict)
    names, numbers = dict(logging._levelToName), dict(logging._nameToLevel)
    root.setLevel(logging.WARNING)
    root.manager.loggerDict.clear()
    try:
        yield
    finally:
        root.handlers = kept
        root.setLevel(level)
        root.manager.loggerDict.clear()
        root.manager.loggerDict.update(loggers)
        logging._levelToName.clear()
        logging._levelToName.update(names)
        logging._nameToLevel.clear()
        logging._nameToLevel.update(numbers)
        logging.disable(logging.NOTSET)


def in_cpython(code: str | CodeType, **inputs: object) -> Outcome:
    """The same from CPython 3.11, or what the interpreter makes of this version; only for code that is trusted."""
    written = io.StringIO()
    forget_changes()
    names: dict[str, Any] = {"__name__": "__main__", "__doc__": None, "__package__": None, **inputs}
    try:
        with reference_view(), ordinary_recursion(), fresh_logging(), warnings.catch_warnings(), contextlib.redirect_stdout(written):
            exec(reference_code(code) if isinstance(code, str) else code, names)
    except (Exception, GeneratorExit) as error:
        versions.mend(error)
        text = str(error)
        return Outcome("", "", type(error).__name__ + (f": {text}" if text else ""))
    if names.get("result") is not None:
        return Outcome("", json.dumps(names["result"]), "")
    return Outcome(written.getvalue(), "", "")


def compare(code: str) -> str:
    """Empty if the compiled body does what CPython does, else the difference."""
    try:
        return difference(in_cpython(code), compiled(code), {})
    except NotLowered as refused:
        return f"not lowered: {refused}"


LEFT = "left to the interpreter"


def difference(expected: Outcome, module: bytes, payload: dict[str, Any]) -> str:
    """Empty if a module does what is expected, else the difference."""
    try:
        found = outcome(module, payload)
    except Overflowed:
        return LEFT
    return "" if found == expected else first_difference(str(expected), str(found))


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


TOGETHER = 6  # programs that share a module


def program_differences(text: str) -> list[str]:
    """What differs for each program of a text. Several are steps of one playbook, which builds faster than each alone.

    A program with `beyond 64 bits` in its name is to leave the run to the interpreter.
    """
    found = []
    every = list(programs(text))
    for start in range(0, len(every), TOGETHER):
        group = every[start : start + TOGETHER]
        module = compiled_together([code for _, code in group])
        for number, (name, code) in enumerate(group):
            if unsupported_here(code) is not None:
                continue  # this Python is no reference for it
            different = compare(code) if module is None else difference(in_cpython(code), module, {"which": number})
            if different != (LEFT if "beyond 64 bits" in name else ""):
                found.append(f"{name}: {different or 'not ' + LEFT}")
    return found


def compiled_together(codes: list[str]) -> bytes | None:
    """A module of one step a body, of which the input `which` chooses one; None where some body is not compiled."""
    arcs = "".join(f'\n    - {{step: p{i}, when: "{{{{ which == {i} }}}}"}}' for i in range(len(codes)))
    steps = "".join(f"\n- step: p{i}" + playbook(code).removeprefix(HEAD[: HEAD.index("\n  tool:")]) for i, code in enumerate(codes))
    start = HEAD[: HEAD.index("\n  tool:")] + "\n  tool: {kind: noop}\n  next:\n    spec: {mode: exclusive}\n    arcs:" + arcs
    text = start + steps.replace("\n\n", "\n")
    return made("several " + text, lambda: _compiled_steps(text))


def _compiled_steps(text: str) -> bytes | None:
    built = noetlc.build(text, verify=False)
    return bytes(built.wasm) if all(step.lowered == "native" for step in built.steps[1:]) else None


# ---- many expressions in one body

BATCH = 60


def batch_body(snippets: list[str], prelude: str = "") -> tuple[str, list[int]]:
    """A body that gives the repr of the expression whose number is its input `which`, or its exception; the last line of each.

    A snippet is an expression, or statements and an expression, on lines of their own or separated by `; `.
    """
    lines = [*prelude.split("\n"), "try:"]
    ends = []
    for number, snippet in enumerate(snippets):
        *first, last = snippet.split("\n") if "\n" in snippet else snippet.split("; ")
        lines.append(f"    {'el' if number else ''}if which == {number}:")
        lines += [f"        {part}" for part in first]
        lines.append(f"        result = repr({last})")
        ends.append(len(lines))
    lines += ["except Exception as e:", "    result = type(e).__name__ + ': ' + str(e)"]
    return "\n".join(lines) + "\n", ends


def expression_differences(snippets: Iterable[str], prelude: str = "") -> list[str]:
    """What differs for each snippet."""
    return [f"{s}: {detail}" for s, kind, detail in outcomes(list(snippets), prelude) if kind not in ("equal", "overflow")]


def outcomes(snippets: list[str], prelude: str = "") -> Iterator[tuple[str, str, str]]:
    """(snippet, kind, what was found) for each snippet.

    The kinds are `equal`, `differs`, `refused`, and what leaves a run to the interpreter: `overflow` of an int, `defect` for what
    the module does not know, such as patterns of bytes.
    """
    for start in range(0, len(snippets), BATCH):
        yield from _batch(snippets[start : start + BATCH], prelude)


def _batch(snippets: list[str], prelude: str) -> Iterator[tuple[str, str, str]]:
    """Compares a batch, each snippet in an instance of its own; those that are refused are taken out one by one."""
    while snippets:
        code, ends = batch_body(snippets, prelude)
        try:
            module = compiled(code, ("which",))
        except NotLowered as why:
            number = next((n for n, end in enumerate(ends) if why.line is not None and prelude.count("\n") + 2 < why.line <= end), None)
            if number is None and len(snippets) > 1:
                yield from _batch(snippets[: len(snippets) // 2], prelude)
                snippets = snippets[len(snippets) // 2 :]
                continue
            yield snippets[number or 0], "refused", f"not lowered: {why}"
            snippets = snippets[: number or 0] + snippets[(number or 0) + 1 :]
            continue
        runs = reference_code(code)
        for number, snippet in enumerate(snippets):
            theirs = in_cpython(runs, which=number)
            try:
                ours = outcome(module, {"which": number})
            except Overflowed as why:
                yield snippet, "overflow", str(why)
                continue
            kind = "equal" if ours == theirs else "defect" if ": defect" in ours.error else "differs"
            yield snippet, kind, f"expected {theirs}, got {ours}"
        return
