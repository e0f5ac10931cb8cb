"""On a newer Python bodies are 3.11's: what the interpreter gives is written down here as 3.11 gives it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import noetlc
from noetlc.api import BuildError
from noetlc.interp.pybody import tested, versions
from noetlc.interp.pybody.request import BodyRequest
from noetlc.interp.pybody.runner import BodyRunner
from noetlc.interp.pybody.versions import gaps
from noetlc.interp.pybody.versions.wording import WORDINGS, rewritten

Interpreted = Callable[[str], object]
ROOT = Path(__file__).parents[2]
DIGESTS = Path(__file__).parent / "digests.json"
BODIES = json.loads((Path(__file__).parent / "bodies.json").read_text("utf-8"))


@pytest.fixture(scope="module", name="interpreted")
def _interpreted() -> Iterator[Interpreted]:
    """What the interpreter makes of a body: its result, or the message of its exception."""
    with BodyRunner() as runner:

        def interpreted(code: str) -> object:
            done = runner.run(BodyRequest(code, (), {}, None, "", ""), host=None)  # type: ignore[arg-type]
            return done.failure if done.failure is not None else done.data

        yield interpreted


@pytest.mark.parametrize(("name", "code", "expected"), [pytest.param(*row, id=row[0]) for row in BODIES])
def test_bodies(name: str, code: str, expected: object, interpreted: Interpreted) -> None:
    """`bodies.json` holds what CPython 3.11 gave."""
    assert interpreted(code) == expected


def examples() -> list[Path]:
    return sorted([*ROOT.glob("examples/*.yaml"), *ROOT.glob("tests/golden/*.yaml")])


def digests() -> dict[str, str]:
    found = {}
    for path in examples():
        try:
            found[path.name] = hashlib.sha256(noetlc.build(path, verify=False).wasm).hexdigest()
        except BuildError as error:
            found[path.name] = str(error).replace(str(ROOT) + "/", "")
    return found


def test_same_bytes_on_every_version() -> None:
    """To record: `python tests/versions/test_python_versions.py` on 3.11 when the compiler's output changes."""
    assert digests() == json.loads(DIGESTS.read_text("utf-8"))


def test_texts_of_the_body_stay(interpreted: Interpreted) -> None:
    """What a body raises by itself is not rewritten, whatever it says."""
    for text in ("max() iterable argument is empty", "float modulo by zero"):
        assert interpreted(f"try:\n    raise ValueError({text!r})\nexcept ValueError as e:\n    result = str(e)") == text
        assert interpreted(f"raise ZeroDivisionError({text!r})") == f"ZeroDivisionError: {text}"


def test_wordings_are_applied_once() -> None:
    """No text of 3.11 is taken for one of a newer version."""
    names = frozenset(row.exception for row in WORDINGS)
    for text in ("max() arg is an empty sequence", "'x' is an invalid keyword argument for int()", "float modulo", "byte format requires -128 <= number <= 127"):
        assert rewritten(names, text, lambda condition: True) == text


@pytest.mark.parametrize("gap", gaps.GAPS, ids=lambda gap: gap.reason[:30])
def test_gaps_are_found(gap: gaps.Gap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps, "is_reference", lambda: False)
    assert gaps.unsupported_here(gap.example) == gap.reason
    assert gaps.unsupported_here("result = sorted([x for x in 'ab'])") is None
    monkeypatch.setattr(gaps, "is_reference", lambda: True)
    assert gaps.unsupported_here(gap.example) is None


@pytest.mark.parametrize(("version", "refused"), [((3, 11, 7), False), ((3, 12, 1), True), ((3, 13, 0), False), ((3, 14, 0), True)])
def test_verification_is_refused_on_versions_without_tests(version: tuple[int, ...], refused: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    found = tested.verification_refusal()
    assert (found is not None) == refused
    assert "\n" not in (found or "")


def test_build_says_why_it_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tested, "verification_refusal", lambda: "verification is tested on Python 3.11 and 3.13, not on 3.12")
    with pytest.raises(BuildError, match="T05 verification is tested on"):
        noetlc.build(ROOT / "examples" / "hello.yaml")
    assert noetlc.build(ROOT / "examples" / "hello.yaml", verify=False).wasm


def test_claimed_versions_are_the_tested_ones() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    claimed = [line.split(" :: ")[-1].strip('", ') for line in text.split("\n") if "Python :: 3." in line]
    assert claimed == [f"{major}.{minor}" for major, minor in tested.TESTED]


def test_nothing_is_patched_on_the_reference_version() -> None:
    if not versions.is_reference():
        pytest.skip("reference Python only: nothing to leave alone on a newer one")
    code = "from noetlc.interp.pybody import versions; versions.install(); print(sum, chr, versions.reference_version()())"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown == f"{sum} {chr} None\n"


if __name__ == "__main__":
    if not versions.is_reference():
        sys.exit("record on 3.11")
    DIGESTS.write_text(json.dumps(digests(), indent=1) + "\n", "utf-8")
