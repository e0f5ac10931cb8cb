"""Functions that passes are done with, kept on disk: the same modules with and without, and nothing of a file that is not whole."""

from __future__ import annotations

from pathlib import Path

import pytest

import noetlc
from noetlc.cache_files import HEADER, CacheFolder
from noetlc.ir import kept
from noetlc.ir.kept import content
from noetlc.ir.nodes import Assign, Expr, Function, Return
from noetlc.lower.passes import finished, pipeline
from noetlc.lower.passes.finished import Finished, digest

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
NAME = "finished-x.ir"


def function(name: str, value: object, site: int = 0, provides: frozenset[int] = frozenset()) -> Function:
    constant = Expr("f64.const" if isinstance(value, float) else "i32.const", (), value, "i32", site)
    return Function(name, ("a",), "i32", {"a": "val", "b": "i32"}, [Assign("b", constant), Return(Expr("local", (), "b", "i32"))], provides=provides)


def opened(path: Path, most: int = finished.MOST) -> Finished:
    return Finished([CacheFolder(path, ".ir", 1 << 20)], NAME, most)


def test_comes_back(tmp_path: Path) -> None:
    first = opened(tmp_path)
    functions = [function("f", 1), function("g", 1.0, 7, frozenset({3, 1})), function("h", -0.0), function("i", (1, "x")), function("j", b"\0")]
    for each in functions:
        assert first.get(digest(content(each))) is None
        first.put(digest(content(each)), each)
        assert first.get(digest(content(each))) is each
    first.save()
    for known in (first, opened(tmp_path)):
        for each in functions:
            found = known.get(digest(content(each)))
            assert found is not None
            assert found is not each
            assert content(found) == content(each)
    assert opened(tmp_path).get(digest(content(function("f", 2)))) is None


def test_digests_tell_functions_apart() -> None:
    functions = [function("f", value, site) for value in (1, True, 1.0, "1", 0.0, -0.0, None) for site in (0, 1)] + [function("g", 1)]
    assert len({digest(content(each)) for each in functions}) == len(functions)
    assert digest(content(function("f", 1))) == digest(content(function("f", 1)))


def test_what_words_cannot_say_is_not_kept(tmp_path: Path) -> None:
    first = opened(tmp_path)
    first.put("a" * 32, function("f", object()))
    first.put("b" * 32, function("f", 1, site=-1))
    first.put("c" * 32, function("f", 1))
    first.save()
    again = opened(tmp_path)
    assert [key for key in "abc" if again.get(key * 32) is not None] == ["c"]


@pytest.mark.parametrize("at", [0, HEADER, HEADER + 4, HEADER + 40, -1])
def test_damaged_files_are_not_used(tmp_path: Path, at: int) -> None:
    first = opened(tmp_path)
    first.put("a" * 32, function("f", 1))
    first.save()
    file = tmp_path / NAME
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    assert opened(tmp_path).get("a" * 32) is None


@pytest.mark.parametrize("text", [b"", b"\0\0\0\0", b"\2\0\0\0[]", b"\x0f\0\0\0[[],[1],[0],[9]]", b"\x10\0\0\0[[],[1],[0],[9,1]]", b"\xff\xff\xff\xff{"])
def test_files_of_another_shape_are_not_used(tmp_path: Path, text: bytes) -> None:
    assert CacheFolder(tmp_path, ".ir", 1 << 20).write(NAME, text)
    assert opened(tmp_path).get("a" * 32) is None


def test_is_bounded(tmp_path: Path) -> None:
    first = opened(tmp_path)
    for number in range(20):
        first.put(f"{number:032}", function("f", number))
    first.save()
    most = len(first._words.words) * 2 // 3
    second = opened(tmp_path, most)
    assert second.get(f"{3:032}") is not None
    second.put("a" * 32, function("f", 99))
    second.save()
    third = opened(tmp_path, most)
    assert [number for number in range(20) if third.get(f"{number:032}") is not None] == [3]
    for number in range(100):
        third.put(f"{number:032}", function("f", number))
    third.save()
    assert len(third._words.words) < 3 * most
    assert 10 < sum(opened(tmp_path, most).get(f"{number:032}") is not None for number in range(100)) < 20


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    first = opened(file)
    first.put("a" * 32, function("f", 1))
    first.save()
    assert first.get("a" * 32) is not None


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_modules_are_the_same(example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def built(disk: Finished | None) -> bytes:
        monkeypatch.setattr(pipeline, "finished", lambda: disk)
        monkeypatch.setattr(pipeline, "KEPT", kept.Kept())
        return noetlc.build(example, verify=False).wasm

    first = opened(tmp_path)
    without, new = built(None), built(first)
    first.save()
    again = opened(tmp_path)
    assert built(again) == new == without
    assert again._used
