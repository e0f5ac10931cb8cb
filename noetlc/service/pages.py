"""The pages: all playbooks, and one of them. Rendered here, with one style sheet inside, nothing from elsewhere and no script."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
from starlette.requests import Request
from starlette.responses import Response

from noetlc import __version__
from noetlc.catalog.diff import capabilities, native_share
from noetlc.catalog.model import PlaybookVersion
from noetlc.diagnostics.counts import counted
from noetlc.diagnostics.terminal import shown
from noetlc.paths import path_fault
from noetlc.service.http import Problem, query, whole_number
from noetlc.service.service import Service

Json = Any

FOLDER = Path(__file__).parent / "templates"
PER_PAGE = 100
RUNS = 20
MOST_PREFIX = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A version as a page shows it."""

    one: PlaybookVersion
    native: tuple[int, int] | None
    capabilities: list[str]
    compared: int | None
    fallbacks: dict[str, int]

    @property
    def percent(self) -> int:
        """Of the steps that are native."""
        return 0 if self.native is None or self.native[1] == 0 else 100 * self.native[0] // self.native[1]


def _row(one: PlaybookVersion, fallbacks: dict[str, int] | None = None) -> Row:
    compared = (one.verification or {}).get("compared")
    return Row(one, native_share(one), capabilities(one), compared if isinstance(compared, int) else None, fallbacks or {})


async def index(service: Service, request: Request) -> Response:
    """All playbooks, some at a time, and the last runs."""
    prefix = (query(request, "prefix") or "")[:MOST_PREFIX]
    number = whole_number(query(request, "page"), "page", 1, 10**6, 1)

    def work() -> dict[str, Json]:
        heads = service.catalog.heads(prefix)
        pages = max(1, -(-len(heads) // PER_PAGE))
        there = heads[(number - 1) * PER_PAGE : number * PER_PAGE]
        fallbacks = service.commands.fallbacks()
        rows = [_row(one, fallbacks.get(one.path)) for one in service.catalog.by_ids([head.catalog_id for head in there])]
        compiled = sum(1 for head in heads if head.state == "compiled")
        return {
            "rows": rows,
            "count": len(heads),
            "compiled": compiled,
            "runs": service.commands.recent(RUNS),
            "counts": service.commands.counts(),
            "pages": pages,
        }

    return _page("index.html", prefix=prefix, number=number, **await service.blocking(work))


async def playbook(service: Service, request: Request) -> Response:
    """One playbook: its newest version, its history, its last runs."""
    path: str = request.path_params["path"]
    if path_fault(path) is not None:
        raise Problem(404, "there is no such playbook")

    def work() -> dict[str, Json]:
        versions = service.catalog.history(path)
        live = [one for one in versions if one.deleted_at is None]
        newest = _row((live or versions)[-1], service.commands.fallbacks().get(path))
        rows = [_row(one) for one in versions[: -PER_PAGE - 1 : -1]]
        return {"newest": newest, "rows": rows, "more": len(versions) - PER_PAGE, "runs": service.commands.recent(RUNS, path)}

    return _page("playbook.html", **await service.blocking(work))


def _page(name: str, **values: Json) -> Response:
    environment, policy = _templates()
    text = environment.get_template(name).render(version=__version__, **values)
    headers = {"content-security-policy": policy, "cache-control": "no-store"}
    return Response(text.encode("utf-8", "replace"), 200, headers, "text/html; charset=utf-8")


@cache
def _templates() -> tuple[jinja2.Environment, str]:
    """The templates, and a policy under which no more than their own style sheet counts."""
    made = jinja2.Environment(loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    made.lstrip_blocks = True
    style = (FOLDER / "style.css").read_text("utf-8")
    made.globals["style"] = style
    made.filters |= {"shown": lambda text: shown(str(text)), "counted": counted}
    made.filters |= {"when": _when, "size": _size, "took": _took, "address": _address}
    made.globals["link"] = lambda **parameters: "/?" + urlencode(parameters)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    return made, policy


def _when(stamp: str | None) -> str:
    return "" if stamp is None else stamp[:16].replace("T", " ")


def _size(count: int | None) -> str:
    return "" if count is None else _scaled(count, ("B", "kB", "MB"))


def _took(microseconds: int | None) -> str:
    return "" if microseconds is None else _scaled(microseconds, ("µs", "ms", "s"))


def _scaled(count: int, units: tuple[str, str, str]) -> str:
    """A number in the unit in which it is short."""
    if count < 1000:
        return f"{count} {units[0]}"
    return f"{count / 1000:.1f} {units[1]}" if count < 10**6 else f"{count / 10**6:.1f} {units[2]}"


def _address(path: str) -> str:
    return "/playbooks/" + quote(path, safe="/")
