"""JSON from outside: the same values as the library reads, and nothing that takes for ever."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from noetlc.cli.group import group
from noetlc.host.runner import decode
from noetlc.json_text import MAX_DIGITS, read_json
from noetlc.runs.effects import result_data

LONG = "7" * 3_000_000  # without a bound it is read for minutes

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@pytest.fixture(params=[0, 4300], ids=["no limit", "limit"])
def digits(request: pytest.FixtureRequest) -> Iterator[None]:
    """Python's own limit, as the command line and as a library user has it."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(request.param)
    yield
    sys.set_int_max_str_digits(before)


@given(values)
def test_values_are_those_of_the_library(value: Any) -> None:
    text = json.dumps(value)
    assert json.dumps(read_json(text)) == text
    assert json.dumps(read_json(text.encode())) == text


@pytest.mark.usefixtures("digits")
@pytest.mark.parametrize("sign", ["", "-"])
def test_integers_have_a_longest(sign: str) -> None:
    longest = sign + "9" * MAX_DIGITS
    assert read_json(f"[{longest}]") == [int(longest)]
    for text in (f'{{"n": {longest}0}}', f"[{sign}{LONG}]"):
        with pytest.raises(ValueError, match=f"an integer has more than {MAX_DIGITS} digits"):
            read_json(text)


@pytest.mark.usefixtures("digits")
@pytest.mark.parametrize(
    ("text", "message"),
    [("[" * 100_000, "nested too deep"), ("NaN", "NaN is not a JSON number"), ("[-Infinity]", "-Infinity is not a JSON number"), ("{", "double quotes")],
)
def test_what_is_no_json(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_json(text)


@pytest.mark.usefixtures("digits")
def test_what_modules_give() -> None:
    with pytest.raises(ValueError, match="more than"):
        decode(LONG.encode())
    assert set(result_data(LONG.encode())) == {"_bytes_b64"}


@pytest.mark.usefixtures("digits")
@pytest.mark.parametrize("verb", ["run", "submit"])
def test_input_of_commands(verb: str, tmp_path: Path) -> None:
    file = tmp_path / "input.json"
    file.write_text(f'{{"n": {LONG}}}')
    book = Path(__file__).parents[2] / "examples" / "hello.yaml"
    words = [str(book)] if verb == "run" else ["some/path", "--catalog", str(tmp_path / "c.sqlite")]
    done = CliRunner().invoke(group, [verb, *words, "--input", str(file)])
    assert done.exit_code == 2
    assert f"is not JSON: an integer has more than {MAX_DIGITS} digits" in done.output


def test_a_byte_order_mark_is_taken_as_before(tmp_path: Path) -> None:
    file = tmp_path / "input.json"
    file.write_bytes(b"\xef\xbb\xbf" + b'{"who": "Ada"}')
    book = Path(__file__).parents[2] / "examples" / "hello.yaml"
    done = CliRunner().invoke(group, ["run", str(book), "--input", str(file)])
    assert done.exit_code == 0
    assert "Ada" in done.output
