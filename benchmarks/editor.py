"""How long an editor waits for `noetl lsp`: a real server over stdio, and a playbook of 300 lines that is being typed."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from benchmarks.common import Row

URI = "file:///benchmark/flow.yaml"
STEP = """\
  - step: step_{n}
    when: "{{{{ limit > {n} and not ctx.done | default(false) }}}}"
    loop: {{in: "{{{{ rows | list }}}}", iterator: row}}
    tool:
      kind: python
      input: {{row: "{{{{ row }}}}", limit: "{{{{ limit }}}}"}}
      code: |
        import json
        total = 0
        names = []
        for key, value in sorted(row.items()):
            if isinstance(value, int) and value > limit:
                total += value * {n}
            elif isinstance(value, str):
                names.append(value.strip().title())
            else:
                names.append(json.dumps(value))
        best = max(names, key=len, default='')
        result = {{'total': total, 'names': names, 'best': f'{{best!r:>10}}', 'share': total / (len(row) or 1)}}
    set: {{ctx.done: "{{{{ step_{n}.stats.total > 0 }}}}"}}
    next:
      arcs:
        - {{step: step_{after}, when: "{{{{ step_{n}.results | map(attribute='total') | sum > 10 }}}}"}}
        - {{step: end}}
"""


def document(lines: int = 300) -> str:
    """A playbook of this many lines, whose steps have bodies, templates, loops and arcs."""
    head = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: benchmark}\nworkload: {limit: 3, rows: [{a: 1, b: x}]}\nworkflow:\n"
    head += "  - step: start\n    tool: {kind: noop}\n    next: step_0\n"
    tail = "  - step: end\n    tool: {kind: noop, result: '{{ ctx.done }}'}\n"
    count = (lines - head.count("\n") - tail.count("\n")) // STEP.count("\n")
    steps = "".join(STEP.format(n=n, after=n + 1 if n + 1 < count else 0) for n in range(count))
    text = head + steps + tail
    return text + "# …\n" * (lines - text.count("\n"))


def rows(quick: bool) -> Iterator[Row]:
    """Milliseconds from a question to its answer, warm; the median and the longest of some rounds."""
    found = asyncio.run(_measured(document(), 5 if quick else 25))
    for what, spent in found.items():
        target = "≤ 300 ms" if what == "diagnostics" else ""
        yield Row(f"language server, {what}, 300 lines, median", statistics.median(spent) * 1e3, "ms", target=target)
        yield Row(f"language server, {what}, 300 lines, longest", max(spent) * 1e3, "ms", target=target)


async def _measured(text: str, rounds: int) -> dict[str, list[float]]:
    client = LanguageClient("benchmark", "1")
    told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def published(params: types.PublishDiagnosticsParams) -> None:
        told.put_nowait(params)

    await client.start_io(sys.executable, "-m", "noetlc.cli", "lsp")
    await client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities()))
    client.initialized(types.InitializedParams())
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(URI, "yaml", 1, text)))
    if (await told.get()).diagnostics:
        raise RuntimeError("the document of the benchmark is not free of diagnostics")
    session = _Session(client, told, text)
    questions: dict[str, Callable[[], Awaitable[object]]] = {
        "diagnostics": session.typed,
        "hover over a variable of a body after a key": session.hover_variable,
        "completion in a template": session.complete,
        "go to step": session.definition,
    }
    found: dict[str, list[float]] = {}
    for what, question in questions.items():
        await question()  # the first one imports what it needs
        found[what] = []
        for _ in range(rounds):
            began = time.perf_counter()
            await question()
            found[what].append(time.perf_counter() - began)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return found


class _Session:
    """A document in an editor, in which keys are typed one after the other."""

    def __init__(self, client: LanguageClient, told: asyncio.Queue[types.PublishDiagnosticsParams], text: str) -> None:
        self.client = client
        self.told = told
        self.lines = text.split("\n")
        self.version = 1

    def place(self, mark: str, offset: int) -> tuple[types.TextDocumentIdentifier, types.Position]:
        """In the middle of the document."""
        line = next(n for n in range(len(self.lines) // 2, len(self.lines)) if mark in self.lines[n])
        return types.TextDocumentIdentifier(URI), types.Position(line, self.lines[line].index(mark) + offset)

    async def typed(self) -> object:
        """One digit more in a body, and what the server says of it."""
        self.version += 1
        at = self.place("total = ", 8)[1]
        change = types.TextDocumentContentChangePartial(types.Range(at, at), "1")
        versioned = types.VersionedTextDocumentIdentifier(uri=URI, version=self.version)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(versioned, [change]))
        return await self.told.get()

    async def hover_variable(self) -> object:
        await self.typed()
        found = await self.client.text_document_hover_async(types.HoverParams(*self.place("best = max", 1)))
        if found is None:
            raise RuntimeError("nothing is known of the variable")
        return found

    async def complete(self) -> object:
        return await self.client.text_document_completion_async(types.CompletionParams(*self.place("limit >", 2)))

    async def definition(self) -> object:
        return await self.client.text_document_definition_async(types.DefinitionParams(*self.place(".results", -2)))
