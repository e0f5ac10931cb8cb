"""The language server: diagnostics as one types, completion, hover, go to step, references, rename. Speaks LSP over stdio by pygls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from noetlc import __version__, api, body_types, formatting
from noetlc.body_types import BodyTypes
from noetlc.diagnostics import Diagnostic, Span
from noetlc.diagnostics.codes import CODES
from noetlc.editor import answers
from noetlc.editor.steps import Mention, Outline, outline
from noetlc.loading import BuildError
from noetlc.paths import TEST_SUFFIX

_KINDS = {
    "step": types.CompletionItemKind.Event,
    "name": types.CompletionItemKind.Variable,
    "key": types.CompletionItemKind.Property,
    "kind": types.CompletionItemKind.EnumMember,
}


class _At(Protocol):
    """The parameters of a question about a place."""

    @property
    def text_document(self) -> types.TextDocumentIdentifier: ...

    @property
    def position(self) -> types.Position: ...


class Server(LanguageServer):
    """The server, with the last outline of each document that could be read: one that is being typed often cannot."""

    def __init__(self) -> None:
        super().__init__("noetl", __version__)
        self.outlines: dict[str, Outline] = {}
        self.types: dict[str, tuple[str, Sequence[BodyTypes]]] = {}

    def known(self, uri: str) -> Outline | None:
        """The outline of a document as it is, else as it last was readable."""
        found = outline(self.workspace.get_text_document(uri).source)
        if found is not None:
            self.outlines[uri] = found
        return self.outlines.get(uri)

    def bodies(self, uri: str) -> Sequence[BodyTypes]:
        """The types of variables in the bodies of a document, kept for its text; none where it has errors."""
        text = self.workspace.get_text_document(uri).source
        if self.types.get(uri, ("", ()))[0] != text:
            try:
                self.types[uri] = text, body_types.types_of_bodies(text, _path(uri))
            except BuildError:
                self.types[uri] = text, ()
        return self.types[uri][1]

    def check(self, uri: str) -> None:
        """Publishes the diagnostics of a document; a test file has none."""
        document = self.workspace.get_text_document(uri)
        path = _path(uri)
        found = [] if path.endswith(TEST_SUFFIX) else api.check(document.source.encode(), path=path)
        given = types.PublishDiagnosticsParams(uri, [_diagnostic(document, one) for one in found], document.version)
        self.text_document_publish_diagnostics(given)


def serve() -> None:
    """Answers on stdin and stdout until the editor ends it."""
    server().start_io()


def server() -> Server:
    """The server with its features."""
    made = Server()

    _follow(made)

    @made.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["|", ".", " ", ":"]))
    def complete(ls: Server, params: types.CompletionParams) -> list[types.CompletionItem]:
        document, line, column = _place(ls, params)
        found = answers.completion(document.source, line, column, ls.known(document.uri))
        plain = types.CompletionItemKind.Function
        return [types.CompletionItem(one.label, kind=_KINDS.get(one.kind, plain), detail=one.detail or one.kind) for one in found]

    @made.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
        document, line, column = _place(ls, params)
        found = answers.hover(document.source, line, column, ls.known(document.uri))
        if found is None:
            found = answers.variable(document.source, line, column, ls.bodies(document.uri))
        return None if found is None else types.Hover(types.MarkupContent(types.MarkupKind.Markdown, found))

    @made.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(ls: Server, params: types.DefinitionParams) -> types.Location | None:
        document, line, column = _place(ls, params)
        known = ls.known(document.uri)
        found = None if known is None else answers.definition(known, line, column)
        return None if found is None else types.Location(document.uri, _range(document, found.span))

    @made.feature(types.TEXT_DOCUMENT_REFERENCES)
    def references(ls: Server, params: types.ReferenceParams) -> list[types.Location]:
        document, found = _mentions(ls, params)
        return [types.Location(document.uri, _range(document, one.span)) for one in found]

    @made.feature(types.TEXT_DOCUMENT_RENAME)
    def rename(ls: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
        document, found = _mentions(ls, params)
        known = ls.known(document.uri)
        if not found or known is None:
            return None
        fault = answers.rename_fault(known, found[0].name, params.new_name)
        if fault is not None:
            raise JsonRpcInvalidParams(message=fault)
        edits = [types.TextEdit(_range(document, one.span), params.new_name) for one in found]
        return types.WorkspaceEdit(changes={document.uri: edits})

    @made.feature(types.TEXT_DOCUMENT_FORMATTING)
    def in_form(ls: Server, params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        document = ls.workspace.get_text_document(params.text_document.uri)
        try:
            text = formatting.formatted(document.source)
            formatting.ensure_same(document.source, text, _path(document.uri))
        except formatting.FormatError:
            return None  # what cannot be read has its diagnostic
        whole = types.Range(types.Position(0, 0), types.Position(len(document.lines), 0))
        return [] if text == document.source else [types.TextEdit(whole, text)]

    return made


def _follow(made: Server) -> None:
    """Diagnostics of what is opened and typed."""

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        ls.check(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        ls.check(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        ls.outlines.pop(params.text_document.uri, None)
        ls.types.pop(params.text_document.uri, None)


def _path(uri: str) -> str:
    return unquote(urlsplit(uri).path)


def _place(ls: Server, params: _At) -> tuple[TextDocument, int, int]:
    """The document, and line and column in code points."""
    document = ls.workspace.get_text_document(params.text_document.uri)
    at = document.position_codec.position_from_client_units(document.lines, params.position)
    return document, at.line, at.character


def _mentions(ls: Server, params: _At) -> tuple[TextDocument, list[Mention]]:
    """Every mention of the step at a place of the document, which has to be readable as it is."""
    document, line, column = _place(ls, params)
    known = outline(document.source)
    here = None if known is None else answers.named_at(known, line, column)
    return document, [] if known is None or here is None else answers.references(known, here.name)


def _range(document: TextDocument, span: Span) -> types.Range:
    start = types.Position(span.line - 1, span.column - 1)
    whole = types.Range(start, types.Position(span.end_line - 1, span.end_column - 1))
    return document.position_codec.range_to_client_units(document.lines, whole)


def _diagnostic(document: TextDocument, one: Diagnostic) -> types.Diagnostic:
    span = one.span or Span(one.line, one.column, one.line, one.column + 1)
    severity = types.DiagnosticSeverity.Error if one.severity == "error" else types.DiagnosticSeverity.Warning
    message = one.message + (f"\n{one.hint}" if one.hint else "") + f"\n({CODES[one.code].title}: noetl explain {one.code})"
    return types.Diagnostic(_range(document, span), message, severity, code=one.code, source="noetl")
