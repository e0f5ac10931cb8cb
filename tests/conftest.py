"""What all tests share. On a newer Python they compare with 3.11's functions, which the interpreter gives to bodies (docs/python-versions.md).

The whole takes more than a developer waits for. Without a path, `-k` or `--every`, one test of twelve runs, the same ones everywhere.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import hypothesis.strategies  # noqa: F401  (before the patches: these are written for the Python they run on)
import openapi_spec_validator  # noqa: F401
import packaging.version  # noqa: F401
import pytest
import starlette.applications  # noqa: F401
import uvicorn  # noqa: F401

from noetlc.interp.pybody import versions

versions.install()

from noetlc.lower.python.dispatch.finish import Finisher  # noqa: E402  (after the patches)

SHARE = 12


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every", type=int, help=f"one test of so many runs; 1 with a path or -k, else {SHARE}")
    parser.addoption("--every-slow", type=int, default=1, help="one slow test of so many of these")


def pytest_configure(config: pytest.Config) -> None:
    if config.option.every is None:  # workers are given the option, and always a path
        named = config.args_source is pytest.Config.ArgsSource.ARGS or config.option.keyword
        config.option.every = 1 if named else SHARE


def pytest_report_header(config: pytest.Config) -> str | None:
    every, slow = config.option.every, config.option.every_slow
    return f"one test of {every} runs, one slow test of {every * slow}; --every 1 runs all" if every * slow > 1 else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    every, slow = config.option.every, config.option.every_slow
    drawn = [i for i in items if zlib.crc32(i.nodeid.encode()) % (every * slow if i.get_closest_marker("slow") else every) == 0]
    chosen = set(drawn)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = drawn


@pytest.fixture(autouse=True, scope="session")
def bodies_are_verified() -> Iterator[None]:
    """Python bodies that are compiled in this process are checked after every stage."""
    made = Finisher.__init__

    def verifying(self: Finisher, own: Any = None, plugins: Any = None, verify: bool = True, watch: Any = None, *rest: Any) -> None:
        made(self, own, plugins, True, watch, *rest)

    Finisher.__init__ = verifying  # type: ignore[method-assign]
    yield
    Finisher.__init__ = made  # type: ignore[method-assign]
