"""What all tests share. On a newer Python they compare with 3.11's functions, which the interpreter gives to bodies (docs/python-versions.md).

The whole takes more than a developer waits for. Without a path, `-k` or `--whole`, every sixth test runs, the same ones everywhere.
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

EVERY = 6


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole", action="store_true", help=f"all tests; without it, and without a path or -k, every {EVERY}th runs")


def pytest_configure(config: pytest.Config) -> None:
    named = config.args_source is pytest.Config.ArgsSource.ARGS or config.option.keyword
    if named and not hasattr(config, "workerinput"):  # workers are given the option, and always a path
        config.option.whole = True


def pytest_report_header(config: pytest.Config) -> str | None:
    return None if config.option.whole else f"every {EVERY}th test runs; --whole, a path or -k runs all"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.whole:
        return
    drawn = [item for item in items if zlib.crc32(item.nodeid.encode()) % EVERY == 0]
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
