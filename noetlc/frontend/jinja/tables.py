"""LALR tables of the template grammar: computed by lark from grammar.lark, shipped as tables.json, checked to be current.

`python -m noetlc.frontend.jinja.tables` writes the file anew. A table that does not belong to the grammar beside it (an edited
grammar) is not used: it is computed in memory instead, which costs about half a second once per process.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noetlc.late import late

if TYPE_CHECKING:
    import lark
    import lark.lexer
    import lark.parsers.lalr_analysis
else:
    lark = late("lark", "lark.lexer", "lark.parsers.lalr_analysis")

_HERE = Path(__file__).parent
GRAMMAR = _HERE / "grammar.lark"
TABLES = _HERE / "tables.json"
STARTS = ("template", "expression")
END = "$END"


@dataclass(frozen=True, slots=True)
class Tables:
    """`states[s][symbol]` is a state to go to (≥ 0), or a rule to reduce by (`~rule`, < 0).

    `rules` are (left side, number of symbols, action name); `starts` the first state per start symbol, `ends` the state in
    which a text of that start symbol is complete.
    """

    states: list[dict[str, int]]
    rules: list[tuple[str, int, str]]
    starts: dict[str, int]
    ends: dict[str, int]


@cache
def load() -> Tables:
    """The tables, from the shipped file if it is current."""
    grammar = GRAMMAR.read_bytes()
    data = json.loads(TABLES.read_bytes()) if TABLES.exists() else {}
    if data.get("grammar") != _digest(grammar):
        data = build(grammar.decode())
    symbols: list[str] = data["symbols"]
    states = [{symbols[s]: a for s, a in zip(row[::2], row[1::2], strict=True)} for row in data["states"]]
    return Tables(states, [(left, size, action) for left, size, action in data["rules"]], data["starts"], data["ends"])


def _digest(grammar: bytes) -> str:
    return f"{zlib.crc32(grammar.replace(bytes((13, 10)), bytes((10,)))):08x}"


def build(grammar: str) -> dict[str, Any]:
    """The tables as plain data, the same on every run: states are numbered in breadth-first order of sorted symbols."""
    shift = lark.parsers.lalr_analysis.Shift

    class NoLexer(lark.lexer.Lexer):
        def __init__(self, lexer_conf: Any) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any) -> Any:
            raise NotImplementedError("only the tables are used")

    parser: Any = lark.Lark(grammar, parser="lalr", lexer=NoLexer, start=list(STARTS))
    table = parser.parser.parser._parse_table
    order: dict[Any, int] = {}
    todo = [table.start_states[start] for start in STARTS]
    while todo:
        state = todo.pop(0)
        if state in order:
            continue
        order[state] = len(order)
        todo += [arg for _, (action, arg) in sorted(table.states[state].items()) if action is shift]
    rules = sorted(parser.rules, key=lambda rule: (rule.origin.name, [symbol.name for symbol in rule.expansion], rule.alias))
    number = {rule: index for index, rule in enumerate(rules)}
    symbols = sorted({symbol for row in table.states.values() for symbol in row})
    index = {symbol: at for at, symbol in enumerate(symbols)}
    rows: list[list[int]] = []
    for state in order:
        row: list[int] = []
        for symbol, (action, arg) in sorted(table.states[state].items()):
            row += [index[symbol], order[arg] if action is shift else ~number[arg]]
        rows.append(row)
    return {
        "grammar": _digest(grammar.encode()),
        "symbols": symbols,
        "starts": {start: order[table.start_states[start]] for start in STARTS},
        "ends": {start: order[table.end_states[start]] for start in STARTS},
        "rules": [[str(rule.origin.name), len(rule.expansion), rule.alias] for rule in rules],
        "states": rows,
    }


def dump(data: dict[str, Any]) -> str:
    """The text of tables.json."""
    rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in data["states"])
    head = json.dumps({key: value for key, value in data.items() if key != "states"}, separators=(",", ":"))
    return f'{head[:-1]},\n"states":[\n{rows}\n]}}\n'


if __name__ == "__main__":
    TABLES.write_text(dump(build(GRAMMAR.read_text())))
