"""SQL parameters as playbooks write them: a list for `$1` or `%s`/`?`, a map for `:name`, `%(name)s` or `$name`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from noetlc.diagnostics.counts import counted
from noetlc.host.tools.base import Json, Request, ToolError

# A quoted text, a dollar-quoted body, a comment or a cast: places where no parameter is meant.
_OPAQUE = r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$\$[\s\S]*?\$\$|\$(?P<tag>[A-Za-z_]\w*)\$[\s\S]*?\$(?P=tag)\$|--[^\n]*|/\*[\s\S]*?\*/|::"
_TOKEN = re.compile(
    rf"(?P<opaque>{_OPAQUE})|\$(?P<number>[1-9]\d*)|(?P<percent>%s)|%\((?P<named>\w+)\)s|(?<![\w:]):(?P<colon>[A-Za-z_]\w*)"
)


def statement(request: Request) -> str:
    """The SQL text: `query`, `command`, `claim`, or the texts of `commands` joined."""
    several = request.first("commands")
    if request.first("query", "command", "claim") is None and isinstance(several, list) and several:
        return ";\n".join(str(text).rstrip().rstrip(";") for text in several)
    return request.text("query", "command", "claim", "commands", "sql")


def parameters(request: Request) -> list[Json] | Mapping[str, Json] | None:
    """`params`: a list, a map, or None if there are none. A single scalar is a list of one. Raises ToolError `config`."""
    params = request.first("params", "parameters")
    if params is None or params == "" or params == [] or params == {}:
        return None
    if isinstance(params, list | Mapping):
        return params
    return [params]


def numbered(sql: str, params: list[Json] | Mapping[str, Json], kind: str) -> tuple[str, list[Json]]:
    """The SQL with `$1`, `$2`, … for its parameters, and their values in that order.

    Raises ToolError `config` for a parameter without a value, and when `$1` and `%s` are mixed.
    """
    values: list[Json] = list(params) if isinstance(params, list) else []
    names: list[str] = []
    styles: set[str] = set()
    position = 0

    def name_index(name: str, must_exist: bool) -> str | None:
        if not isinstance(params, Mapping) or (name not in params and not must_exist):
            return None
        if name not in params:
            raise ToolError("config", f"{kind}: params has no value for {name}")
        if name not in names:
            names.append(name)
            values.append(params[name])
        return f"${names.index(name) + 1}"

    def replace(match: re.Match[str]) -> str:
        nonlocal position
        found = match.group(0)
        if match.group("number"):
            styles.add("$")
            return found
        if match.group("percent") and isinstance(params, list):
            styles.add("%")
            position += 1
            return f"${position}"
        if match.group("named"):
            return name_index(match.group("named"), True) or found
        # `:name` may also be part of an array slice.
        return (name_index(match.group("colon"), False) if match.group("colon") else None) or found

    text = _TOKEN.sub(replace, sql)
    if len(styles) > 1:
        raise ToolError("config", f"{kind}: the query mixes $1 and %s")
    if isinstance(params, list) and position and position != len(params):
        asked, given = counted(position, "parameter"), counted(len(params), "value")
        raise ToolError("config", f"{kind}: the query has {asked}, params has {given}")
    return (text.replace("%%", "%") if "%" in styles else text), values


def error_data(message: str) -> str:
    """The first line of a database message: what follows quotes the query."""
    return message.strip().split("\n")[0][:500]
