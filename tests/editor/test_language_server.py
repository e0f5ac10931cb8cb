"""`noetl lsp` by a real client over stdio."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable

import pytest
from click.testing import CliRunner
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.client import LanguageClient
from test_answers import FREE, at

from noetlc.cli.group import group

URI = "file:///somewhere/flow.yaml"
Session = Callable[[LanguageClient, "asyncio.Queue[types.PublishDiagnosticsParams]"], Awaitable[None]]


def converse(session: Session) -> None:
    """Starts the server, opens nothing, runs the session, and ends the server as an editor does."""

    async def run() -> None:
        client = LanguageClient("test", "1")
        told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            told.put_nowait(params)

        await client.start_io(sys.executable, "-m", "noetlc.cli", "lsp")
        await client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities()))
        client.initialized(types.InitializedParams())
        await session(client, told)
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()

    asyncio.run(asyncio.wait_for(run(), 60))


def opened(client: LanguageClient, text: str, uri: str = URI) -> None:
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 1, text)))


def place(mark: str, offset: int = 0) -> tuple[types.TextDocumentIdentifier, types.Position]:
    return types.TextDocumentIdentifier(URI), types.Position(*at(FREE, mark, offset))


def test_diagnostics_as_you_type() -> None:
    async def session(client: LanguageClient, told: asyncio.Queue[types.PublishDiagnosticsParams]) -> None:
        opened(client, FREE)
        assert not (await told.get()).diagnostics
        line, column = at(FREE, "report | length")
        wrong = types.TextDocumentContentChangePartial(types.Range(types.Position(line, column + 1), types.Position(line, column + 7)), "reprot")
        client.text_document_did_change(types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(uri=URI, version=2), [wrong]))
        (found,) = (await told.get()).diagnostics
        assert (found.code, found.severity, found.source) == ("W15", types.DiagnosticSeverity.Warning, "noetl")
        assert "did you mean report?" in found.message
        assert found.range == types.Range(types.Position(line, column + 1), types.Position(line, column + 7)), "UTF-16: the emoji counts twice"
        opened(client, "no playbook", "file:///somewhere/flow.test.yaml")
        assert not (await told.get()).diagnostics

    converse(session)


def test_questions() -> None:
    async def session(client: LanguageClient, told: asyncio.Queue[types.PublishDiagnosticsParams]) -> None:
        opened(client, FREE)
        await told.get()
        document, position = place("start.n >", 2)
        target = await client.text_document_definition_async(types.DefinitionParams(document, position))
        assert isinstance(target, types.Location)
        assert target.range.start == types.Position(*at(FREE, "start\n"))
        places = await client.text_document_references_async(types.ReferenceParams(types.ReferenceContext(True), document, position))
        assert len(places or ()) == 5
        edit = await client.text_document_rename_async(types.RenameParams(document, position, "begin"))
        assert edit is not None
        assert {change.new_text for change in (edit.changes or {})[URI]} == {"begin"}
        with pytest.raises(JsonRpcException, match="there is a step report already"):
            await client.text_document_rename_async(types.RenameParams(document, position, "report"))
        shown = await client.text_document_hover_async(types.HoverParams(*place("round")))
        assert shown is not None
        assert isinstance(shown.contents, types.MarkupContent)
        assert shown.contents.value.startswith("filter `round(")
        items = await client.text_document_completion_async(types.CompletionParams(*place("[end]", 1)))
        assert isinstance(items, list)
        assert [item.label for item in items] == ["start", "report", "end"]
        assert await client.text_document_definition_async(types.DefinitionParams(document, types.Position(0, 0))) is None

    converse(session)


def test_types_of_bodies() -> None:
    text = FREE.replace("result = 1", "count = 1; result = count")
    line, column = at(text, "count")

    async def session(client: LanguageClient, told: asyncio.Queue[types.PublishDiagnosticsParams]) -> None:
        opened(client, text)
        assert not (await told.get()).diagnostics
        shown = await client.text_document_hover_async(types.HoverParams(types.TextDocumentIdentifier(URI), types.Position(line, column + 1)))
        assert shown is not None
        assert shown.contents == types.MarkupContent(types.MarkupKind.Markdown, "variable `count`: int")

    converse(session)


def test_the_normal_form() -> None:
    async def session(client: LanguageClient, told: asyncio.Queue[types.PublishDiagnosticsParams]) -> None:
        options = types.FormattingOptions(2, True)
        opened(client, FREE)
        given = types.DocumentFormattingParams(types.TextDocumentIdentifier(URI), options)
        (edit,) = await client.text_document_formatting_async(given) or ()
        assert edit.new_text == FREE.replace("    - {name: a", "      - {name: a").replace("    - b:", "      - b:")
        assert edit.range == types.Range(types.Position(0, 0), types.Position(FREE.count("\n"), 0))
        opened(client, edit.new_text)
        assert not await client.text_document_formatting_async(given)
        opened(client, "a: [")
        assert await client.text_document_formatting_async(given) is None

    converse(session)


def test_without_pygls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    result = CliRunner().invoke(group, ["lsp"])
    assert (result.exit_code, result.stderr) == (2, "noetl: the language server needs pygls: pip install 'noetlc[lsp]'\n")
