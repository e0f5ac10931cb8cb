"""The rendered form of diagnostics."""

from noetlc.diagnostics import CODES, Diagnostic, SourceFile, Span, render
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
    assert excerpt("\ta: b", 2) == ("    a: b", 4, 1)
    assert excerpt("日本: x", 5, 6) == ("日本: x", 6, 1)
    assert excerpt("a\x07b", 3) == ("a�b", 2, 1)
    assert excerpt("ab", 9, 12) == ("ab", 2, 1)


def test_the_underline_is_as_wide_as_the_span() -> None:
    assert excerpt("日本: x", 1, 3) == ("日本: x", 0, 4)
    assert excerpt("a\tbc", 1, 4) == ("a   bc", 0, 5)
    assert excerpt("abc", 2, 2) == ("abc", 1, 1)
    shown, indent, width = excerpt("x" * 90 + "name" * 50, 91, 291)
    assert width == len(shown) - indent - 1, "cut where the line is"


def underlined(line: str, span: Span) -> str:
    diagnostic = Diagnostic("W15", "warning", "m", "p.yaml", span.line, span.column, "", span)
    return render([diagnostic], [SourceFile("p.yaml", line)]).splitlines()[2]


def test_spans_are_underlined_whole() -> None:
    line = "  result: '{{ totl }}'  \n  more"
    assert underlined(line, Span(1, 15, 1, 19)) == "    |               ^^^^"
    assert underlined(line, Span(1, 11, 2, 5)) == "    |           ^^^^^^^^^^^^", "of several lines the first, to its last character"
    assert underlined(line, Span(1, 15, 1, 15)) == "    |               ^"


def test_a_span_elsewhere_is_not_underlined() -> None:
    diagnostic = Diagnostic("W15", "warning", "m", "p.yaml", 1, 1, "", Span(2, 1, 2, 3))
    assert render([diagnostic], [SourceFile("p.yaml", "abc\nabc")]).splitlines()[2] == "    | ^"


def test_long_lines_are_cut_around_the_caret() -> None:
    line = "".join(chr(97 + i % 26) for i in range(500))
    for column in (1, 50, 250, 499, 500, 501):
        shown, indent, _ = excerpt(line, column)
        assert len(shown) <= MAX_WIDTH
        if column <= 500:
            assert shown[indent] == line[column - 1]


def test_codes_are_complete() -> None:
    expected = {f"V{i:02}" for i in range(27)} | {f"W{i:02}" for i in range(1, 14)} | {"W15"}
    assert expected <= CODES.keys()
    assert "W14" not in CODES, "retired"
    assert all(row.severity == ("error" if code[0] in "VTPCE" and code != "P08" else "warning") for code, row in CODES.items())
    assert all(row.title and row.explanation.endswith(".") for row in CODES.values())
