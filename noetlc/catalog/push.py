"""Puts a module, and the playbook that names it, into a NoETL server: the client's side of its registry.

Module first: in the other order there is a moment in which an execution finds no module. The server replaces what lies under a version
without a word, so a version that holds other bytes is refused here unless that is meant. Its worker grants four imports and takes less than
2,000,000 bytes, which is checked before anything is sent.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from noetlc.catalog.export import ring_fault
from noetlc.catalog.model import MAX_VERSION, CatalogError, diagnostic_of
from noetlc.diagnostics.terminal import LONGEST, shown
from noetlc.host.errors import HostError
from noetlc.host.sections import MalformedModule
from noetlc.json_text import read_json
from noetlc.late import late, load
from noetlc.paths import path_fault

if TYPE_CHECKING:
    import httpx

    from noetlc.diagnostics import Diagnostic
    from noetlc.host import module as host_module
else:
    host_module = late("noetlc.host.module")  # wasmtime
    httpx = late("httpx")

Json = Any

MOST_BYTES = 2_000_000
PROBED = 1000
"""How many versions are tried for a free one."""

CONNECT_SECONDS, READ_SECONDS = 10.0, 60.0
MAX_ANSWER = 1 << 20


REGISTER = "/api/catalog/register"


class PushError(CatalogError):
    """The server refused, or what was sent cannot run there."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """A module on a server. `sent` is False if it was there already."""

    path: str
    version: int
    digest: str
    bytes: int
    sent: bool


def checked(data: bytes) -> bytes:
    """The binary of a module that a NoETL server takes and its worker can run. Raises PushError."""
    try:
        wasm = host_module.to_binary(data)
        fault = ring_fault(wasm)
    except (HostError, MalformedModule) as error:
        raise PushError(f"this is no wasm module: {error}") from error
    if len(wasm) >= MOST_BYTES:
        raise PushError(f"the module has {len(wasm)} bytes, a NoETL server takes less than {MOST_BYTES}")
    if fault is not None:
        raise PushError(fault)
    return wasm


def _content(content: bytes) -> dict[str, Json]:
    """The request that registers a playbook. Always base64: a server tries that first, and some YAML is valid base64."""
    return {"content": base64.b64encode(content).decode("ascii"), "resource_type": "Playbook"}


class Server:
    """A NoETL server by its base URL. `token` is sent as bearer token, if there is one. A context manager."""

    def __init__(self, url: str, token: str | None = None, *, read_seconds: float = READ_SECONDS) -> None:
        """Raises PushError for a URL that is none, or where httpx is missing."""
        try:
            load(httpx)
        except ImportError as error:
            raise PushError("push needs the package httpx: pip install 'noetlc[catalog]'") from error
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.username is not None:
            raise PushError("a server is http://HOST:PORT or https://HOST, without a password")
        if token is not None and not (token.isascii() and token.isprintable() and " " not in token):
            raise PushError("the token is none: it has spaces or characters that a header cannot hold")
        self.url = url.rstrip("/")
        self._errors = (httpx.HTTPError, httpx.InvalidURL)
        self._client = httpx.Client(
            timeout=httpx.Timeout(read_seconds, connect=CONNECT_SECONDS),
            headers={"authorization": f"Bearer {token}"} if token else {},
            follow_redirects=False,  # a token is for this server
        )

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def push(self, wasm: bytes, path: str, version: int | None = None, *, replace: bool = False) -> Pushed:
        """Stores a module (see `checked`) under a path and a version, by default the first that is free or has these bytes.

        Raises PushError: also for a version that has other bytes, unless `replace`.
        """
        fault = path_fault(path)
        if fault is not None:
            raise PushError(f"no module can lie under the path {path[:100]!r}: {fault}")
        if version is not None and not 1 <= version <= MAX_VERSION:
            raise PushError(f"a version is a number from 1 to {MAX_VERSION}")
        digest = hashlib.sha256(wasm).hexdigest()
        number = self._free(path, digest) if version is None else version
        there = self._there(path, number, digest)
        if there is True:
            return Pushed(path, number, digest, len(wasm), False)
        if there is False and not replace:
            raise PushError(f"{path} version {number} has other bytes on the server: choose another version, or --replace them")
        answer = self._answer("POST", self._address(path), params={"version": number, "media_type": "application/wasm"}, content=wasm)
        if answer.get("digest") != digest:
            raise PushError(f"the server stored {path} version {number} with another digest: {answer.get('digest')}")
        return Pushed(path, number, digest, len(wasm), True)

    def register(self, content: bytes) -> dict[str, Json]:
        """Registers a playbook; the server's answer with `path`, `version`, `catalog_id`. Raises PushError."""
        return self._answer("POST", REGISTER, json=_content(content))

    def register_checked(self, content: bytes, name: str, **more: Json) -> tuple[dict[str, Json] | None, list[Diagnostic]]:
        """As `register`, in a service that checks and compiles: its answer, None if it refused the playbook, and what it found there, under
        the file name `name`. `more` goes into the request. Raises PushError."""
        with self._stream("POST", REGISTER, json=_content(content) | more) as response:
            if response.status_code not in (200, 422):
                raise self._refused(response)
            answer = self._object(response, REGISTER)
        try:
            found = [diagnostic_of(row, name) for row in answer.get("diagnostics", [])]
        except (ValueError, TypeError) as error:
            raise PushError(f"{self.url}{REGISTER} gave diagnostics that are none") from error
        if response.status_code == 422 and not any(one.severity == "error" for one in found):
            raise PushError(f"{self.url}{REGISTER}: 422: {shown(str(answer.get('error')), longest=LONGEST)}")
        return (answer if response.status_code == 200 else None), found

    def _free(self, path: str, digest: str) -> int:
        for version in range(1, PROBED + 1):
            if self._there(path, version, digest) is not False:
                return version
        raise PushError(f"{path} has {PROBED} versions on the server: choose one with --version")

    def _there(self, path: str, version: int, digest: str) -> bool | None:
        """Whether the server has these bytes under the version; None if it has none."""
        with self._stream("GET", self._address(path), params={"version": version, "digest": digest}) as response:
            if response.status_code == 404:
                return None
            if response.status_code == 409:
                return False
            if response.status_code == 200:  # the bytes are not read: the tag tells
                return str(response.headers.get("etag", "")).strip('"') == digest
            raise self._refused(response)

    def _address(self, path: str) -> str:
        return f"/api/internal/plugins/{quote(path, safe='/')}"

    def _answer(self, method: str, address: str, **request: Json) -> dict[str, Json]:
        with self._stream(method, address, **request) as response:
            if not 200 <= response.status_code < 300:
                raise self._refused(response)
            return self._object(response, address)

    def _object(self, response: httpx.Response, address: str) -> dict[str, Json]:
        """The JSON object of an answer. Raises PushError."""
        try:
            answer: Json = read_json(self._body(response))
        except ValueError as error:
            raise PushError(f"{self.url}{address} gave no JSON: is that a NoETL server?") from error
        if not isinstance(answer, dict):
            raise PushError(f"{self.url}{address} gave no JSON object: is that a NoETL server?")
        return answer

    def _stream(self, method: str, address: str, **request: Json) -> _Streamed:
        return _Streamed(self, self._client.stream(method, self.url + address, **request))

    def _refused(self, response: httpx.Response) -> PushError:
        text = self._body(response).decode("utf-8", "replace")
        told = " ".join(shown(text, breaks=True, longest=LONGEST).split())
        return PushError(f"{response.request.url.path} at {self.url}: {response.status_code}" + (f": {told}" if told else ""))

    @staticmethod
    def _body(response: httpx.Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_ANSWER:
                break
        return bytes(body[:MAX_ANSWER])


class _Streamed:
    """A response while its body is read; errors of the connection are PushErrors."""

    def __init__(self, server: Server, context: Any) -> None:
        self._server = server
        self._context = context

    def __enter__(self) -> httpx.Response:
        try:
            response: httpx.Response = self._context.__enter__()
        except self._server._errors as error:
            raise self._failed(error) from error
        return response

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self._context.__exit__(kind, error, trace)
        if isinstance(error, self._server._errors):
            raise self._failed(error) from error

    def _failed(self, error: BaseException) -> PushError:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        return PushError(f"{self._server.url} does not answer: {lines[0]}")
