"""`import noetlc` is cheap and offers the API."""

from __future__ import annotations

import subprocess
import sys

import pytest

import noetlc


def test_import_loads_nothing() -> None:
    code = 'import sys, noetlc; print(sorted(m for m in sys.modules if m.startswith("noetlc") or m in ("wasmtime", "yaml")))'
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "['noetlc']"


def test_unknown_names() -> None:
    with pytest.raises(AttributeError):
        noetlc.nothing_like_this  # noqa: B018
    assert set(noetlc.__all__) <= set(dir(noetlc))


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"a: [", b"- 1", "apiVersion: 2", b"\x00" * 100, b"{" * 5000])
def test_check_never_raises(data: bytes | str) -> None:
    found = noetlc.check(data)
    assert found
    assert all(d.severity in ("error", "warning") and d.line >= 1 for d in found)


def test_aborted_carries_kind_site_and_place() -> None:
    error = noetlc.Aborted("budget", 3, None)
    assert (error.kind, error.site, error.at) == ("budget", 3, None)
    assert "budget" in str(error)
