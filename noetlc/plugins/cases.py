"""Cases of a plug-in: one call each, in a fresh instance, with what it must give back and ask the host for.

    cases:
      - name: a step                # shown in the report; else its number
        entry: run                  # the default
        input: {text: hi}           # a value, given as steps give it: JSON with sorted keys; or input_text, input_b64; else no bytes
        output: {TEXT: HI}          # a value; or output_text, output_b64, or `trap: true`
        intents:                    # all of them, in order; without the key there are none
          - {import: object_put, key: last, data: {TEXT: HI}}   # or data_text, data_b64; event_publish has no key
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from noetlc.diagnostics import Diagnostic
from noetlc.errors import NoetlcError
from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence, plain
from noetlc.frontend.text_source import TextError, TextSource, decode
from noetlc.frontend.yaml_reader import read
from noetlc.host.binding import Bindings, Intent
from noetlc.host.capability import AmbientHost
from noetlc.host.errors import Aborted, HostError, Origin
from noetlc.host.invoke import call_module
from noetlc.host.limits import DEFAULT_LIMITS
from noetlc.host.module import LoadedModule
from noetlc.plugins.building import STEP_ENTRY

CODE = "P11"
MAX_FILE = 16 << 20
SUFFIXES = (".cases.yaml", ".cases.json")
INTENTS = ("event_publish", "result_put", "object_put")
_CASE = ("name", "entry", "input", "input_text", "input_b64", "output", "output_text", "output_b64", "trap", "intents")
_INTENT = ("import", "key", "data", "data_text", "data_b64")
_SHOWN = 300  # characters of a value in a report


class CasesError(NoetlcError):
    """A file of cases is not one. `diagnostics` says where and why."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__(diagnostics[0].message)
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class Data:
    """Bytes, or a JSON value, which any of its texts stands for."""

    content: bytes
    is_json: bool

    def matches(self, found: bytes) -> bool:
        if not self.is_json:
            return found == self.content
        try:
            return canonical(json.loads(found, parse_constant=_no_constant)) == self.content
        except (ValueError, RecursionError):
            return False


@dataclass(frozen=True, slots=True)
class ExpectedIntent:
    name: str
    key: str
    data: Data


@dataclass(frozen=True, slots=True)
class Case:
    """`output` None: the call must trap."""

    name: str
    entry: str
    given: bytes
    output: Data | None
    intents: tuple[ExpectedIntent, ...]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """`reason` says what differs, empty if nothing does."""

    name: str
    entry: str
    reason: str


# ---- reading


def cases_beside(source: Path) -> Path | None:
    """The cases of a source or module, `NAME.cases.yaml` or `NAME.cases.json`."""
    return next((file for suffix in SUFFIXES if (file := source.with_name(source.stem + suffix)).is_file()), None)


def read_cases(name: str, content: bytes) -> list[Case]:
    """The cases of a file's content; `name` is how errors call it. Raises CasesError."""
    if len(content) > MAX_FILE:
        raise CasesError([Diagnostic(CODE, "error", f"the file has more than {MAX_FILE} bytes", name, 1, 1)])
    try:
        source = TextSource(name, decode(content))
    except TextError as error:
        line, column = TextSource(name, error.before).place(len(error.before))
        raise CasesError([Diagnostic(CODE, "error", str(error), name, line, column, error.hint)]) from error
    root, problems = read(source)
    if problems:
        raise CasesError([Diagnostic(CODE, "error", p.message, name, p.span.line, p.span.column, p.hint, p.span) for p in problems])
    reader = _Reader(name)
    cases = reader.cases(root)
    if reader.found:
        raise CasesError(reader.found)
    return cases


class _Reader:
    """Collects what is wrong with a file of cases."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Diagnostic] = []

    def wrong(self, message: str, node: Node | None, hint: str = "") -> None:
        line, column, span = (1, 1, None) if node is None else (node.span.line, node.span.column, node.span)
        self.found.append(Diagnostic(CODE, "error", message, self.file, line, column, hint, span))

    def cases(self, root: Node | None) -> list[Case]:
        listed = self.members(root, ("cases",), "the file").get("cases")
        items = listed.items if isinstance(listed, Sequence) else ()
        if not items and not self.found:
            self.wrong("the file needs `cases`, a list with one case or more", listed or root)
        return [case for number, item in enumerate(items, 1) if (case := self.case(item, number)) is not None]

    def members(self, node: Node | None, known: tuple[str, ...], what: str) -> dict[str, Node]:
        """The members of a map that has known keys alone."""
        if not isinstance(node, Mapping):
            self.wrong(f"{what} must be a map", node)
            return {}
        for key, _ in node.entries:
            if key.text not in known:
                self.wrong(f"{what} has no key {key.text!r}", key, f"its keys are {', '.join(known)}")
        return {key.text: value for key, value in node.entries}

    def case(self, node: Node, number: int) -> Case | None:
        before = len(self.found)
        members = self.members(node, _CASE, "a case")
        name = self.text(members.get("name"), "name") or f"case {number}"
        entry = self.text(members.get("entry"), "entry") or STEP_ENTRY
        given = self.data(members, "input")
        output = self.data(members, "output")
        trap = members.get("trap")
        traps = isinstance(trap, Scalar) and trap.value is True
        if trap is not None and not traps:
            self.wrong("trap must be true, or absent", trap)
        if (output is not None) + traps != 1 and len(self.found) == before:
            self.wrong("a case says what it expects: one of output, output_text, output_b64 and `trap: true`", node)
        intents = tuple(self.intents(members.get("intents")))
        if traps and intents:
            self.wrong("a call that traps leaves no intents", members["intents"])
        if len(self.found) > before:
            return None
        return Case(name, entry, b"" if given is None else given.content, output, intents)

    def intents(self, node: Node | None) -> Iterator[ExpectedIntent]:
        if node is None:
            return
        if not isinstance(node, Sequence):
            self.wrong("intents must be a list", node)
            return
        for item in node.items:
            before = len(self.found)
            members = self.members(item, _INTENT, "an intent")
            name, key = self.text(members.get("import"), "import"), self.text(members.get("key"), "key")
            data = self.data(members, "data")
            if len(self.found) > before:
                continue
            if name not in INTENTS:
                self.wrong(f"an intent needs `import`, one of {', '.join(INTENTS)}", members.get("import") or item)
            elif (name == "event_publish") != (key is None):
                self.wrong("an event has no key" if key is not None else f"{name} needs a key", item)
            elif data is None:
                self.wrong("an intent needs one of data, data_text and data_b64", item)
            else:
                yield ExpectedIntent(name, key or "", data)

    def text(self, node: Node | None, what: str) -> str | None:
        if node is None:
            return None
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return node.value
        self.wrong(f"{what} must be text", node)
        return None

    def data(self, members: dict[str, Node], stem: str) -> Data | None:
        """What `stem`, `stem_text` or `stem_b64` gives; None if there is none of them."""
        given = [(key, members[key]) for key in (stem, f"{stem}_text", f"{stem}_b64") if key in members]
        if not given:
            return None
        key, node = given[0]
        if len(given) > 1:
            self.wrong(f"only one of {key} and {given[1][0]} can be given", given[1][1])
        elif key == stem:
            try:
                return Data(canonical(plain(node)), True)
            except (ValueError, RecursionError) as error:
                self.wrong(f"{key} is no JSON value: {error}", node)
        else:
            return self.bytes_of(node, key)
        return None

    def bytes_of(self, node: Node, key: str) -> Data | None:
        text = self.text(node, key)
        if text is None:
            return None
        if not key.endswith("_b64"):
            return Data(text.encode("utf-8", "replace"), False)
        try:
            return Data(base64.b64decode(text, validate=True), False)
        except (binascii.Error, ValueError):
            self.wrong(f"{key} is no base64", node)
            return None


def canonical(value: object) -> bytes:
    """Compact JSON with keys sorted by code point, as steps give their input. Raises ValueError for what is no JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not a JSON number")


# ---- running


def run_cases(wasm: bytes, cases: list[Case], timeout: float) -> Iterator[CaseResult]:
    """The result of each case, in order; a call may take `timeout` seconds. Raises HostError if the module cannot be loaded."""
    module = LoadedModule(wasm, epochs=True)
    limits = replace(DEFAULT_LIMITS, timeout=timeout)
    for case in cases:
        bindings = Bindings(AmbientHost(), limits=limits)
        try:
            done = call_module(module, case.given, bindings, Origin("case", "1", case.entry))
        except HostError as error:
            yield CaseResult(case.name, case.entry, _failed(case, error))
        else:
            yield CaseResult(case.name, case.entry, _compared(case, done.output, done.intents))


def _failed(case: Case, error: HostError) -> str:
    """A range outside the memory ends a run like a trap."""
    stopped = error.category == "Memory" if not isinstance(error, Aborted) else error.kind == "trap"
    return "" if stopped and case.output is None else error.detail


def _compared(case: Case, output: bytes, intents: tuple[Intent, ...]) -> str:
    if case.output is None:
        return f"it does not trap, its output is {_shown(output)}"
    if not case.output.matches(output):
        return f"output is {_shown(output)}, not {_shown(case.output.content)}"
    for number, (found, expected) in enumerate(zip(intents, case.intents, strict=False), 1):
        if (found.name, found.key) != (expected.name, expected.key):
            return f"intent {number} is {found.name} {found.key!r}, not {expected.name} {expected.key!r}"
        if not expected.data.matches(found.data):
            return f"data of intent {number} ({found.name}) are {_shown(found.data)}, not {_shown(expected.data.content)}"
    if len(intents) > len(case.intents):
        more = intents[len(case.intents)]
        return f"there is one intent too many: {more.name} {more.key!r} with {_shown(more.data)}"
    if len(intents) < len(case.intents):
        missing = case.intents[len(intents)]
        return f"there is no intent {len(intents) + 1}: {missing.name} {missing.key!r}"
    return ""


def _shown(content: bytes) -> str:
    """Bytes in a report: as text if they are, else as hexadecimal digits."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content[: _SHOWN // 2].hex(" ", 4)
        return f"{len(content)} bytes {text}{'…' if len(content) > _SHOWN // 2 else ''}"
    return json.dumps(text[:_SHOWN] + ("…" if len(text) > _SHOWN else ""), ensure_ascii=False) if text else "nothing"
