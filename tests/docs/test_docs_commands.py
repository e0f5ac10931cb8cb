"""Every command of the documentation is run, or named in not_run.yaml with the reason; what a page shows of its output is what it prints."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import console
import pytest
import yaml

from tests.servers import free_port, nats_url, postgres  # noqa: F401  # fixtures

ROOT = Path(__file__).parents[2]
PAGES = {
    str(path.relative_to(ROOT)): path.read_text("utf-8")
    for path in [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "benchmarks/README.md", "playbooks/system/README.md")),
        *sorted((ROOT / "docs").rglob("*.md")),
    ]
}
NOT_RUN: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "not_run.yaml").read_text("utf-8"))
_OTHER = re.compile(r"^```(?!console|sh\b|usage)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^(?:\$ |noetl |python3? |pip |curl |export )", re.MULTILINE)

# Programs that a page needs, and its command that fetches packages for them.
NEEDS = {
    "docs/howto/node.md": ("node", None),
    "docs/howto/go.md": ("go", "go get github.com/tetratelabs/wazero@v1.9.0 2> get.txt"),
    "docs/howto/rust.md": ("cargo", "cargo fetch --quiet"),
}


def kept(page: str) -> list[console.File | console.Command]:
    """What of a page is run."""
    return [part for part in console.parts(PAGES[page]) if isinstance(part, console.File) or part.text not in NOT_RUN.get(page, {})]


RUN = [page for page in PAGES if any(isinstance(part, console.Command) for part in kept(page))]


def environment(folder: Path) -> dict[str, str]:
    """Variables of a page's shell: the `noetl` of this Python, and folders of its own for what is kept between runs."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    home = folder.parent / "home"
    home.mkdir()
    return {**os.environ, "PATH": path, "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "NO_COLOR": "1", "COLUMNS": "120"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for the files of a page."""
    made = tmp_path / "page"
    made.mkdir()
    return made


def test_commands_stand_in_blocks_that_are_run() -> None:
    """No block of another language holds a command; `usage` is for what a command takes."""
    assert {(page, block) for page, text in PAGES.items() for block in _OTHER.findall(text) if _COMMAND.search(block)} == set()


def test_what_is_not_run_stands_in_a_page() -> None:
    for page, left_out in NOT_RUN.items():
        assert set(left_out) <= {command.text for command in console.commands(PAGES[page])}, page
        assert all(reason.strip() for reason in left_out.values()), page
    assert sum(isinstance(part, console.Command) for page in RUN for part in kept(page)) > sum(len(left_out) for left_out in NOT_RUN.values())


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("page", RUN)
def test_page_is_what_happens(page: str, folder: Path, request: pytest.FixtureRequest) -> None:
    program, fetches = NEEDS.get(page, ("bash", None))
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed: {page} was not run")
    values = others(page, request)
    parts = [with_others(part, values) for part in kept(page)]
    for name in ("examples", "playbooks"):
        if any(isinstance(part, console.Command) and f"{name}/" in part.text for part in parts):
            shutil.copytree(ROOT / name, folder / name)
    variables = environment(folder)
    if page in NEEDS:
        variables["HOME"] = os.environ.get("HOME", variables["HOME"])  # toolchains keep what they fetched there
    try:
        assert console.run(parts, folder, variables, fetches=fetches) > 0
    except console.NotFetchedError as error:
        pytest.skip(f"its packages cannot be fetched: {page} was not run: {str(error).strip()[-100:]}")


def others(page: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """What stands in a page for what a test has to have of its own: ports, and the servers of the tests."""
    if page == "docs/howto/services.md":
        keys, address = request.getfixturevalue("postgres"), urlsplit(request.getfixturevalue("nats_url"))
        shown = {"localhost": keys["host"], "5432": keys["port"], "orders_db": keys["database"], "orders_user": keys["user"], "orders_password": keys["password"]}
        return {**{name: str(value) for name, value in shown.items()}, "4222": str(address.port), "nats_user": "noetl", "nats_password": "s3cret-nats"}
    return {"8082": str(free_port())} if "8082" in PAGES[page] else {}


def with_others(part: console.File | console.Command, values: dict[str, str]) -> console.File | console.Command:
    def changed(text: str) -> str:
        for shown, value in values.items():
            text = text.replace(shown, value)
        return text

    if isinstance(part, console.File) or part.expected is None:
        return replace(part, text=changed(part.text))
    return replace(part, text=changed(part.text), expected=[changed(line) for line in part.expected])


@pytest.mark.parametrize(
    ("shown", "said", "same"),
    [
        (["a", "…", "b"], ["a", "x", "y", "b"], True),
        (["a", "…", "b"], ["a", "b"], True),
        (["a", "  …"], ["a", "x", "y"], True),
        (["a … c"], ["a b c"], True),
        (["a … c"], ["a b", "c"], False),
        (["took 3 ms, 1,204 bytes"], ["took 4.25 s, 77 bytes"], True),
        (["sha256 0123456789abcdef"], ["sha256 fedcba9876543210"], True),
        (["3 cases"], ["4 cases"], False),
        (["a"], ["a", "b"], False),
        ([], ["a"], False),
        ([], [], True),
    ],
)
def test_output_is_held_against_a_page(shown: list[str], said: list[str], same: bool) -> None:
    assert console.fits(shown, said) is same


def test_a_command_that_fails_is_told(folder: Path) -> None:
    page = "```console\n$ false\n$ echo $?\n1\n$ false\n```\n"
    with pytest.raises(AssertionError, match=r"line 5: \$ false"):
        console.run(list(console.parts(page)), folder, environment(folder))


def test_files_commands_and_variables_of_a_page(folder: Path) -> None:
    page = '```text title="a/b.txt"\nx\n```\n\n```sh\nexport V=1  # a variable\nsleep 60 &\n```\n\n```console\n$ cat a/b.txt \\\n    a/b.txt\nx\nx\n$ echo "$V" <<END\n> y\n> END\n1\n```\n'
    assert console.run(list(console.parts(page)), folder, environment(folder)) == 4
