"""`http`: one request with httpx; `{status_code, headers, data, body}`, a status outside 200-299 is an error with that data."""

from __future__ import annotations

import base64
import ipaddress
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from noetlc.host.tools.base import MAX_ANSWER, Json, Request, ToolError, json_or_text, missing_extra, scalar_text, text_map
from noetlc.host.tools.session import Session
from noetlc.late import late, load

if TYPE_CHECKING:
    import httpx
else:
    httpx = late("httpx")

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
RESPONSE_TYPES = ("json", "text", "binary")
MAX_REDIRECTS = 20
BODY_HEADERS = frozenset(("content-length", "content-type", "content-encoding", "transfer-encoding"))
SHARED_HEADERS = frozenset(("accept", "accept-language", "content-type", "user-agent"))


def run(request: Request, session: Session) -> Json:
    """Sends the request. Raises ToolError; its data is the response, if there was one."""
    try:
        load(httpx)
    except ImportError as error:
        raise missing_extra("http", "httpx", "http") from error
    response_type = str(request.first("response_type") or "json").lower()
    if response_type not in RESPONSE_TYPES:
        raise ToolError("config", f"http: response_type must be one of {', '.join(RESPONSE_TYPES)}")
    url = request.text("url", "endpoint")
    client = _client(request, session, url)
    try:
        data = _exchange(client, request, session, url, response_type)
    except httpx.TimeoutException as error:
        raise ToolError("timeout", f"http: no answer in time ({type(error).__name__})", retryable=True) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
        raise ToolError("config", f"http: {error}") from error
    except httpx.TooManyRedirects as error:
        raise ToolError("client_error", f"http: more than {MAX_REDIRECTS} redirects") from error
    except httpx.DecodingError as error:
        raise ToolError("parse", f"http: the response cannot be decoded: {error}") from error
    except httpx.TransportError as error:
        raise ToolError("connection", f"http: {error or type(error).__name__}", retryable=True) from error
    status = data["status_code"]
    if 200 <= status <= 299:
        return data
    kind, retryable = error_kind(status)
    raise ToolError(kind, f"HTTP {status}", retryable=retryable, data=data)


def error_kind(status: int) -> tuple[str, bool]:
    """The error kind of a status outside 200-299, and whether a retry may help."""
    if status in (401, 403, 407):
        return "auth", False
    if status in (404, 410):
        return "not_found", False
    if status == 408:
        return "timeout", True
    if status == 429:
        return "rate_limit", True
    if status >= 500:
        return "server_error", status not in (501, 505)
    return "client_error", status == 425


def _client(request: Request, session: Session, url: str) -> httpx.Client:
    """A kept client; proxies of the environment are not used for this machine's own addresses."""
    verify = request.flag(True, "verify_ssl", "verify")
    trust = not _is_loopback(url)

    def open_client() -> tuple[httpx.Client, Any]:
        client = httpx.Client(verify=verify, trust_env=trust, follow_redirects=False)
        return client, client.close

    # Cookies of one step are not for the next.
    client = session.resource(("http", verify, trust), open_client)
    client.cookies.clear()
    return client


def _is_loopback(url: str) -> bool:
    try:
        host = httpx.URL(url).host
    except (httpx.InvalidURL, ValueError):
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _exchange(client: httpx.Client, request: Request, session: Session, url: str, response_type: str) -> dict[str, Json]:
    """Sends, follows redirects, reads the answer."""
    sent = authorization(request.auth)
    session.redactor.add(*(value.split(" ")[-1] for value in sent.values()))
    outgoing, private = _outgoing(client, request, url, sent)
    follow = request.flag(True, "follow_redirects")
    redirects = 0
    while True:
        response = client.send(outgoing, stream=True)
        try:
            following = response.next_request
            if not follow or following is None:
                return _read(response, response_type)
        finally:
            response.close()
        redirects += 1
        if redirects > MAX_REDIRECTS:
            raise ToolError("client_error", f"http: more than {MAX_REDIRECTS} redirects")
        if _origin(following.url) != _origin(outgoing.url):
            following = _elsewhere(following, private, session)
            private = []
        outgoing = following


def _elsewhere(following: httpx.Request, private: list[str], session: Session) -> httpx.Request:
    """A redirected request as another origin may see it: without body, and without headers that do or may hold a secret."""
    clean = session.redactor.message
    headers = [
        (name, value)
        for name, value in following.headers.items()
        if name not in private and name not in BODY_HEADERS and clean(value) == value
    ]
    return httpx.Request(following.method, following.url, headers=headers, extensions=following.extensions)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _outgoing(client: httpx.Client, request: Request, url: str, sent: Mapping[str, str]) -> tuple[httpx.Request, list[str]]:
    """The request, and the headers that must not follow a redirect to another place: any of them may hold a secret."""
    method = str(request.first("method") or "GET").strip().upper()
    if method not in METHODS:
        raise ToolError("config", f"http: unknown method {method}")
    headers = {name.lower(): value for name, value in text_map(request.map("headers")).items()}
    headers = {**sent, **headers}
    if any(ord(character) < 32 and character != "\t" for name, value in headers.items() for character in name + value):
        raise ToolError("config", "http: a header has a control character")
    content, content_type = _body(request)
    if content_type is not None:
        headers.setdefault("content-type", content_type)
    arguments: dict[str, Any] = {"headers": headers, "content": content}
    arguments["timeout"] = request.number(30.0, "timeout_seconds", "timeout") or None
    params = _query(request.map("params", "query_params"))
    if params:
        arguments["params"] = params
    try:
        built = client.build_request(method, url, **arguments)
    except (UnicodeEncodeError, TypeError, ValueError) as error:
        raise ToolError("config", "http: a header or parameter has characters that cannot be sent") from error
    return built, [name for name in headers if name not in SHARED_HEADERS]


def _query(params: Mapping[str, Json]) -> list[tuple[str, str]]:
    """Query parameters; a list repeats its name, null is left out."""
    pairs: list[tuple[str, str]] = []
    for name, value in params.items():
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                pairs.append((name, scalar_text(item)))
    return pairs


def _body(request: Request) -> tuple[bytes | None, str | None]:
    """Content and its type: `json`, else `form`, else `body` (a text as it is, else as JSON); `payload` and `data` mean JSON."""
    sent, form = request.first("json", "payload"), request.first("form")
    if sent is None and form is not None:
        if not isinstance(form, Mapping):
            raise ToolError("config", "http: form must be a map")
        return urlencode(_query(form)).encode("ascii"), "application/x-www-form-urlencoded"
    if sent is None:
        sent = request.first("body", "data")
        if sent is None:
            return None, None
        if isinstance(sent, str):
            return sent.encode("utf-8", "replace"), None
    # A text that is a JSON object or list already, such as a rendered template, is not quoted again.
    text = sent if isinstance(sent, str) and isinstance(json_or_text(sent), dict | list) else json.dumps(sent, ensure_ascii=False)
    return text.encode("utf-8", "replace"), "application/json"


def _read(response: httpx.Response, response_type: str) -> dict[str, Json]:
    """The answer as data."""
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > MAX_ANSWER:
            raise ToolError("limit", f"http: the response is larger than {MAX_ANSWER // 2**20} MiB")
        chunks.append(chunk)
    content = b"".join(chunks)
    headers = {name.lower(): value for name, value in response.headers.items()}
    result: dict[str, Json] = {"status_code": response.status_code, "headers": headers}
    if response_type == "binary":
        encoded = base64.b64encode(content).decode("ascii")
        return result | {"data": {"base64": encoded, "size": len(content)}, "body": encoded}
    text = _decoded(content, response.charset_encoding)
    return result | {"data": json_or_text(text) if response_type == "json" and text.strip() else text or None, "body": text}


def _decoded(content: bytes, charset: str | None) -> str:
    try:
        return content.decode(charset or "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def authorization(auth: Json) -> dict[str, str]:
    """The headers a resolved `auth` stands for: a text is a bearer token, a map says its `type`, or has one map per alias.

    Raises ToolError `auth`.
    """
    if auth is None or auth == "" or auth == {}:
        return {}
    if isinstance(auth, str):
        return {"authorization": f"Bearer {auth}"}
    if not isinstance(auth, Mapping):
        raise ToolError("auth", "http: auth must be a credential name or a map")
    kind = str(auth.get("type") or auth.get("kind") or "").lower()
    if not kind and auth and all(isinstance(value, Mapping) for value in auth.values()):
        return {name: value for part in auth.values() for name, value in authorization(part).items()}
    token = next((auth[name] for name in ("token", "access_token", "bearer", "value", "api_key") if isinstance(auth.get(name), str)), None)
    user = auth.get("username") or auth.get("user")
    if kind in ("none",):
        return {}
    if kind == "basic" or (not kind and user and auth.get("password") is not None):
        pair = f"{user or ''}:{auth.get('password') or ''}".encode()
        return {"authorization": "Basic " + base64.b64encode(pair).decode("ascii")}
    if kind in ("api_key", "apikey", "header"):
        value = token if token is not None else auth.get("key")
        if not isinstance(value, str):
            raise ToolError("auth", "http: auth of type api_key needs a value")
        return {str(auth.get("header") or "x-api-key").lower(): value}
    if kind in ("", "bearer", "oauth", "oauth2", "token") and token is not None:
        return {"authorization": f"Bearer {token}"}
    raise ToolError("auth", f"http: auth of type {kind or 'unknown'} cannot be resolved on this host")
