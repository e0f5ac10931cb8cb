"""The documentation as a site: every link leads somewhere, every page is found from the first one, and nothing comes from elsewhere."""

from __future__ import annotations

import functools
import http.server
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.browsing import Elements, browse

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built with every warning an error."""
    folder = tmp_path_factory.mktemp("site") / "built"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


def test_every_page_is_found_from_the_first(site: Path) -> None:
    waiting, found = [site / "index.html"], {site / "index.html"}
    while waiting:
        page = waiting.pop()
        for tag, attributes in Elements(page.read_text("utf-8")).elements:
            link = (attributes.get("href") or "").partition("#")[0] if tag == "a" else ""
            target = (page.parent / unquote(link)).resolve()
            if link and ":" not in link and target.suffix == ".html" and target not in found:
                assert target.exists(), (page, link)
                found.add(target)
                waiting.append(target)
    assert len(found) > 100
    assert {str(page.relative_to(site)) for page in site.rglob("*.html")} - {str(page.relative_to(site.resolve())) for page in found} == {"404.html"}


def test_nothing_is_loaded_from_other_hosts(site: Path) -> None:
    for page in site.rglob("*.html"):
        for tag, attributes in Elements(page.read_text("utf-8")).elements:
            if tag != "a":
                assert not [value for name, value in attributes.items() if name in ("src", "href") and value and re.match(r"\w+:|//", value)], (page, tag)


def test_nothing_tells_of_the_machine(site: Path) -> None:
    told = [str(ROOT) + "/", str(Path.home()) + "/", str(site.parent)]
    for file in site.rglob("*"):
        if file.suffix in (".html", ".json", ".xml", ".md"):
            text = file.read_text("utf-8")
            assert [path for path in told if path in text] == [], file


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("width", [1280, 400])
def test_pages_work_in_a_browser_without_other_hosts(width: int, address: str, tmp_path: Path) -> None:
    """A resource that is not there would be said on the console, which must be empty."""
    alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    page = browse(tmp_path, f"{address}/index.html", alone, f"--window-size={width},900", "--virtual-time-budget=4000").decode()
    assert "Read on" in Elements(page).text
    assert "md-search__input" in page
