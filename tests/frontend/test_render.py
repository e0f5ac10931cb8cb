"""The rendered form of diagnostics."""

from noetlc.diagnostics import CODES, Diagnostic, SourceFile, render
from noetlc.diagnostics.render import MAX_WIDTH, excerpt


def one(line: int, column: int, hint: str = "", path: str = "") -> Diagnostic:
    return Diagnostic("V19", "error", "step a: next target b does not exist", "p.yaml", line, column, hint, None, path)


def test_message_excerpt_caret_path_and_hint() -> None:
    source = SourceFile("p.yaml", "workflow:\n- step: a\n  next: b\n")
    assert render([one(3, 3, "add the step", "workflow[0].next")], [source]) == (
        "p.yaml:3:3: error[V19]: step a: next target b does not exist\n"
        "  3 |   next: b\n"
        "    |   ^\n"
        "  in workflow[0].next\n"
        "  help: add the step\n"
    )


def test_without_source_or_line_only_the_message_is_shown() -> None:
    expected = "p.yaml:9:1: error[V19]: step a: next target b does not exist\n"
    assert render([one(9, 1)], []) == expected
    assert render([one(9, 1)], {"p.yaml": SourceFile("p.yaml", "x")}) == expected
    assert render([], []) == ""


def test_color_only_on_request() -> None:
    source = SourceFile("p.yaml", "abc")
    plain, colored = render([one(1, 2)], [source]), render([one(1, 2)], [source], color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31merror[V19]:\x1b[0m" in colored


def test_tabs_and_wide_characters_keep_the_caret_below_its_column() -> None:
    assert excerpt("\ta: b", 2) == ("    a: b", 4)
    assert excerpt("日本: x", 5) == ("日本: x", 6)
    assert excerpt("a\x07b", 3) == ("a�b", 2)
    assert excerpt("ab", 9) == ("ab", 2)


def test_long_lines_are_cut_around_the_caret() -> None:
    line = "".join(chr(97 + i % 26) for i in range(500))
    for column in (1, 50, 250, 499, 500, 501):
        shown, indent = excerpt(line, column)
        assert len(shown) <= MAX_WIDTH
        if column <= 500:
            assert shown[indent] == line[column - 1]


def test_codes_are_complete() -> None:
    expected = {f"V{i:02}" for i in range(24)} | {f"W{i:02}" for i in range(1, 15)}
    assert expected <= CODES.keys()
    assert all(row.severity == ("error" if code[0] in "VT" else "warning") for code, row in CODES.items())
    assert all(row.title and row.explanation.endswith(".") for row in CODES.values())
