"""The table of all stable diagnostic codes: data for reports and the documentation page.

`V` rejects a document, `W` warns, `L` names a construct that is not lowered to wasm, `T` a thing the target host cannot grant, `P` what
is wrong with a plug-in that the playbook names, `C` what a catalog refuses, `E` what is wrong with a
test file.
A code is never reused for another meaning. W14, a body that does not parse, has become V26.
"""

# ruff: noqa: E501 - one row of the table per line
from __future__ import annotations

from dataclasses import dataclass

from noetlc.diagnostics.model import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One row: `title` in a few words, `explanation` what it means and what to do."""

    code: str
    severity: Severity
    title: str
    explanation: str


def _rows(severity: Severity, rows: tuple[tuple[str, str, str], ...]) -> tuple[Code, ...]:
    return tuple(Code(code, severity, title, explanation) for code, title, explanation in rows)


_ERRORS = _rows(
    "error",
    (
        ("V00", "file cannot be read", "The playbook file does not exist, is a folder, or may not be read; or its name was given where its text is expected."),
        (
            "V01",
            "invalid YAML",
            "The text is not one UTF-8 YAML document of reasonable size and depth. Quote values that contain braces, colons or a leading special character.",
        ),
        ("V02", "duplicate key", "A map has the same key twice. Keep one of the two entries."),
        (
            "V03",
            "playbook must be a map",
            "The document is a list, a single value, or empty. A playbook starts with apiVersion, kind, metadata and workflow.",
        ),
        ("V04", "apiVersion", "The key apiVersion must be noetl.io/v2 or noetl.io/v10."),
        ("V05", "kind", "The key kind must be Playbook."),
        ("V06", "metadata.name", "The key metadata must be a map with a non-empty name."),
        ("V07", "workflow", "The key workflow must be a list with at least one step."),
        ("V08", "step name", "Every item of workflow is a map with a non-empty name under the key step."),
        ("V09", "duplicate step", "Two steps have the same name. Arcs and templates refer to steps by name, so names are unique."),
        ("V10", "tool is required", "Every step has a tool; use {kind: noop} for a step that only routes."),
        ("V11", "case is not supported", "Route with next.arcs[].when instead of case."),
        ("V12", "unknown tool kind", "A tool needs a key kind with one of the known tool kinds."),
        ("V13", "input and args", "A tool has both input and its alias args. Merge them into input."),
        ("V14", "invalid pipeline", "A pipeline is a non-empty list of tasks {name, kind, …} or {label: {kind, …}}."),
        ("V15", "unknown workbook entry", "A tool of kind workbook names an entry of the playbook's workbook list."),
        (
            "V16",
            "invalid loop",
            "A loop has a non-empty iterator and a collection in (a template or text); mode cursor has cursor.claim instead.",
        ),
        ("V17", "malformed expression", "A when or loop.in is empty, or has single braces where a template needs {{ }}."),
        ("V18", "invalid next", "next is a step name, a list of names, a list of arcs, or a map with arcs; every arc names a step."),
        (
            "V19",
            "next target does not exist",
            "An arc leads to a step that the workflow does not have. This holds for end, too: it is an ordinary step.",
        ),
        ("V20", "invalid eval.do", "eval[].do is one of continue, retry, break, jump, fail."),
        ("V21", "no such step", "executor.spec.entry_step or final_step names a step that the workflow does not have."),
        ("V22", "wrong type", "A key holds a value of the wrong shape, for instance a list where a string or a map is needed."),
        ("V23", "non-finite number", "NaN and infinite numbers are not data. Quote the value if text is meant."),
        (
            "V24",
            "template does not parse",
            "A template, or a bare condition, is not of the template language. With --lenient a warning: evaluating it raises, if a run gets there.",
        ),
        (
            "V25",
            "unknown filter or test",
            "The language has no such filter or test. With --lenient a warning: evaluating this part raises, if a run gets there.",
        ),
        (
            "V26",
            "Python body does not parse",
            "CPython refuses the body, with this message at this place. With --lenient a warning: running the step is an error outcome of kind exception, SyntaxError: invalid syntax.",
        ),
        ("V30", "document too large", "The file has more bytes than a playbook may have. Split it, and load large data with a tool."),
        (
            "V31",
            "too many values",
            "The document has more keys, scalars, lists and maps than a playbook may have; those of aliases and workbook entries count at each use.",
        ),
        ("V32", "too many steps", "The workflow has more steps than a playbook may have. Split it, or loop over data."),
        ("V33", "too many tasks or arcs", "The steps have more tasks or arcs than a playbook may have. Split it, or loop over data."),
        (
            "V34",
            "template nested too deep",
            "Expressions or blocks of a template nest deeper than a template may; every operator, filter and attribute of a chain is a level.",
        ),
        ("V35", "Python body too large", "One Python body has more characters than a body may have. Split the step."),
        (
            "V36",
            "Python body nested too deep",
            "Expressions or blocks of a Python body nest deeper than a body may; every elif, operator, call and attribute of a chain is a level.",
        ),
        ("V37", "template too large", "One template has more characters than a template may have. Move text into workload, logic into a Python step."),
        ("V38", "too much code", "All templates and Python bodies together have more characters than a playbook may have, aliases counted at each use."),
        (
            "V39",
            "too much work to compile",
            "Compiling the playbook would take more work than a build may. Split it, or run it in the interpreter.",
        ),
    ),
)

_WARNINGS = _rows(
    "warning",
    (
        ("W01", "key ignored", "The key has no meaning at this place; a run behaves as if it was absent."),
        ("W02", "policy rule without effect", "A rule that has no then matches and does nothing; with else, write else: {then: {…}}."),
        ("W03", "unknown policy word", "An unknown do acts as continue, an unknown backoff as a constant delay."),
        ("W04", "duplicate task label", "Two tasks of a pipeline share a label: the later result overwrites, and jump goes to the first."),
        ("W05", "jump to an unknown label", "A run that gets to this jump has an error outcome of kind policy."),
        (
            "W06",
            "template error",
            "Evaluating this part of a template raises: an unknown function or method, arguments that do not fit, a statement that is not supported. A branch that is not taken does not.",
        ),
        (
            "W07",
            "reserved name",
            "The names workload, ctx, iter, steps, output, event, execution_id, loop and job hide it in templates. Rename it.",
        ),
        ("W08", "guard of the entry step", "when and admit of the entry step are not evaluated."),
        ("W09", "unreachable step", "No chain of arcs leads from the entry step to this step."),
        (
            "W10",
            "host tool needed",
            "Tools of this kind are run by the host; where it has none, the outcome is an error of kind unsupported.",
        ),
        ("W11", "ctx write in a parallel loop", "Iterations do not see each other's writes; the write of the last index stays."),
        ("W12", "unknown routing mode", "Known are exclusive and inclusive; another word is treated as exclusive."),
        (
            "W13",
            "order of a set of strings",
            "Found by verification: the result depends on the order in which Python iterates a set of strings, which is not defined.",
        ),
        (
            "W15",
            "nothing binds the name",
            "No workload key, step, ctx write, iterator, input, import or assignment of the playbook defines the name or key at this place: a slip, or a payload key that workload should declare. An error where every run gets there, fails, and nothing handles it; --lenient makes that a warning.",
        ),
        (
            "W16",
            "nothing was compared",
            "Found by verification: no example was run to its end by both engines, so the module is not verified. --require-verified makes it an error.",
        ),
        (
            "W17",
            "own input is not finished by the module",
            "Found by verification: on the playbook's own workload, or a given input, the module gives the run to the interpreter or a limit ends it.",
        ),
        (
            "W18",
            "own input fails",
            "Found by verification: on the playbook's own workload, or a given input, a step fails and nothing handles its error. Tools are answered by stubs with status ok.",
        ),
        (
            "W19",
            "verification is not confined",
            "Verification runs templates and bodies, and this machine gives no wall around them: an error unless that is allowed. noetl doctor says what is missing.",
        ),
    ),
)

_LOWERING = _rows(
    "warning",
    (
        (
            "L01",
            "Python construct not lowered",
            "The body uses a statement or expression the compiler does not translate; the step becomes a host Python call where the target allows it.",
        ),
        ("L02", "module not lowered", "The body imports a module that the compiler does not have, or only in part."),
        (
            "L03",
            "builtin, method or function not lowered",
            "The body uses a builtin, a method or a function of a module that the compiler does not translate, or not when used like this.",
        ),
        (
            "L04",
            "dynamic code",
            "The body is built by a template with non-constant parts or loaded by the host, uses exec, eval, compile or __import__, changes globals(), or reaches into frames and code objects.",
        ),
        ("L07", "body has effects", "The body opens files, uses the network or starts processes: it runs only where the host grants it."),
        (
            "L08",
            "defect of the compiler",
            "The compiler failed on the Python bodies of the playbook, which become host Python calls where the target allows it; please report it.",
        ),
        (
            "L09",
            "Python body too large to compile",
            "The body has more nodes than one that is compiled may have, a function of more code than hosts take, or compiling would take too much work; the step becomes a host Python call where the target allows it.",
        ),
    ),
)

_TARGETS = _rows(
    "error",
    (
        ("T01", "capability not in target", "The step needs a host function that the target host does not grant."),
        ("T02", "step would be interpreted", "The step cannot be compiled, and the target has no host Python to run it."),
        ("T03", "capability not declared", "executor.wasm.capabilities does not list a capability the playbook needs."),
        ("T04", "module too large", "The module has 2,000,000 bytes or more, or a function of more than 131,072 bytes of code, which hosts do not take."),
        ("T05", "Python cannot verify", "Bodies mean what CPython 3.11 makes of them; only versions that the tests run on can stand for it."),
    ),
)

_PLUGINS = _rows(
    "error",
    (
        ("P01", "plug-in is no module", "The file that was found is neither a wasm module nor WAT text that can be assembled."),
        (
            "P02",
            "plug-in imports what nobody grants",
            "A plug-in may import noetl.emit, event_publish, result_put and object_put with their types, and nothing else: no WASI, no clock, no other module.",
        ),
        (
            "P03",
            "plug-in lacks an export",
            "A plug-in exports memory, alloc (i32) -> i32 and its entries (i32, i32) -> i64; the step names an entry that it does not have, or that has another type.",
        ),
        ("P04", "plug-in uses a feature that hosts lack", "The code of a plug-in must be valid for wasmtime 27 with its default features."),
        ("P05", "plug-in source does not compile", "The kernel Python source of the plug-in has a mistake at this place, or lies beside the playbook, where building would run it unasked."),
        ("P06", "plug-in declares nonsense", "The custom section noetlc.plugin of the module is malformed; noetl plugin inspect shows it."),
        (
            "P07",
            "plug-in is too large",
            "The plug-in, or the module with all its plug-ins, exceeds what hosts take: bytes, parts, memories, or the memory it begins with.",
        ),
        (
            "P09",
            "plug-in is given a credential",
            "The input of a step whose plug-in is part of the module mentions the keychain. Only host tools can be given credentials.",
        ),
        ("P10", "plug-in source is not built", "noetl plugin build: there is no compiler for the source, or it refuses it."),
        ("P11", "file of cases is none", "noetl plugin test: the file beside the plug-in is not a list of cases."),
        (
            "P12",
            "body with plug-ins is not compiled",
            "Only compiled bodies can call plug-ins, which are part of the module; this one would be a call of the host.",
        ),
    ),
) + _rows(
    "warning",
    (
        (
            "P08",
            "plug-in not found, one of nearly that name is",
            "No plug-in folder has the plug-in, so the step is a call of the host tool wasm. The name is nearly that of a plug-in that is there.",
        ),
    ),
)

_CATALOG = _rows(
    "error",
    (
        (
            "C01",
            "path that no catalog can hold",
            "The playbook's path is part of URLs and file names: 1 to 500 characters without control characters and backslashes, with names between its slashes.",
        ),
        (
            "C02",
            "document cannot be checked",
            "noetl register: checking the document took more time or memory than the catalog's limits allow, or could not be started. Nothing was stored.",
        ),
    ),
)

_TESTS = _rows(
    "error",
    (
        ("E01", "test file is no YAML", "A file that noetl test runs is not one UTF-8 YAML document of reasonable size and depth, or has a key twice."),
        ("E02", "invalid test file", "A key of a test file is unknown, missing or has the wrong type; docs/testing.md has the format."),
    ),
)

CODES: dict[str, Code] = {row.code: row for row in (*_ERRORS, *_WARNINGS, *_LOWERING, *_TARGETS, *_PLUGINS, *_CATALOG, *_TESTS)}
