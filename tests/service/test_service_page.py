"""The pages: what they show, names that are HTML, and what a browser makes of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browsing import Elements, browse, pixels
from catalog_support import Quick, playbook
from service_support import Running

from noetlc.catalog.database import now
from noetlc.runs.commands import Command
from noetlc.runs.schema import COMMAND

Json = Any

HOSTILE = ("<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'+alert(1)+'", "{{ 7919 * 7907 }}", "a&lt;b&amp;c", "</style><b>", "‮evil", "javascript:alert(1)")


class Page(Elements):
    """A page of the service."""

    def check(self) -> None:
        """Nothing but what the templates have, nothing from elsewhere."""
        known = set(
            "html head meta title link style body header h1 h2 p main ul li b form input button div table thead tbody tr th td a span meter code dl dt dd nav footer".split()
        )
        assert {tag for tag, _ in self.elements} <= known
        for tag, attributes in self.elements:
            assert not any(name.startswith("on") for name in attributes), attributes
            for name in ("href", "src", "action"):
                value = attributes.get(name)
                assert value is None or (value.startswith(("/", "data:,")) and not value.startswith("//")), (tag, value)


@pytest.fixture
def hostile(service: Running) -> Running:
    """A service whose playbooks have such names, with versions, reasons and runs."""
    fill(service)
    return service


def fill(service: Running) -> None:
    for name in HOSTILE:
        service.catalog.register(playbook(f'"{name}"' if "'" in name else f"'{name}'" if '"' not in name else "'" + name + "'"))
    service.catalog.register(playbook("plain/flow", runtime="interpreted"))
    ids = [f"c{number}" for number in range(len(HOSTILE))]
    service.app.state.service.commands.submit([Command(id, name, "plain/flow", step=name) for id, name in zip(ids, HOSTILE, strict=True)])
    with service.catalog.database.writing() as connection:
        ran = {"state": "done", "version": 1, "engine": "interpreted", "status": "failed", "duration_us": 1500, "done_at": now()}
        connection.execute(COMMAND.update().where(COMMAND.c.id == "c0").values(fallback=HOSTILE[0], error_kind=HOSTILE[1], **ran))


def test_names_are_text(hostile: Running) -> None:
    text = hostile.anyone.get("/").text
    page = Page(text)
    page.check()
    for name in HOSTILE:
        assert name.replace("‮", "\\u202e") in page.text, name
    links = [attributes["href"] for tag, attributes in page.elements if tag == "a" and str(attributes["href"]).startswith("/playbooks/")]
    assert len(set(links)) == len(HOSTILE) + 1
    for link in links:
        one = hostile.anyone.get(str(link))
        assert one.status_code == 200, link
        Page(one.text).check()
    assert "7919 * 7907" in page.text, "names are no templates"
    assert "62615533" not in page.text, "names are no templates"
    found = Page(hostile.anyone.get("/playbooks/plain/flow").text)
    found.check()
    assert f"1 × {HOSTILE[0]}" in found.text
    assert HOSTILE[1] in found.text
    assert "1.5 ms" in found.text
    assert "executor.runtime is not wasm" in found.text
    assert Page(hostile.anyone.get("/", params={"prefix": HOSTILE[1]}).text).check() is None
    assert HOSTILE[0] in Page(hostile.anyone.get("/", params={"prefix": "<script>alert(1)</script>"}).text).text


def test_what_pages_show(service: Running, quick: type[Quick]) -> None:
    assert "Nothing is registered yet." in service.anyone.get("/").text
    for body in ("one", "two"):
        service.catalog.register(playbook("some/flow", body=body))
    service.catalog.delete("some/flow", 2)
    service.catalog.register(playbook("some/other", runtime="interpreted"))
    page = Page(service.anyone.get("/").text).text
    words = re.sub(r"\s+", " ", page)
    assert "2playbooks 1compiled 1interpreted" in words.replace("2 playbooks", "2playbooks")
    assert re.search(r"some/flow 1 compiled 100 %1/1 1 example \(full\) \d+\.\d kB", words), words
    assert "some/other 1 interpretedexecutor.runtime is not wasm" in words
    assert "Nothing was run yet." in words
    one = re.sub(r"\s+", " ", Page(service.anyone.get("/playbooks/some/flow").text).text)
    digest = service.catalog.playbook("some/flow").module
    assert "Version 1 " in one
    assert re.search(r"2 compiled deleted 100 %1/1", one)
    assert digest is not None
    assert digest.digest in one
    assert service.anyone.get("/playbooks/some").json() == {"error": "there is no playbook some"}
    assert service.anyone.get("/playbooks/../token").status_code == 404
    assert "There are no more." in service.anyone.get("/", params={"page": 2}).text
    policy = service.anyone.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy


def test_many_playbooks_are_shown_in_pages(lite: Running) -> None:
    for number in range(101):
        lite.catalog.register(playbook(f"p/{number:03}", runtime="interpreted"))
    first, second = (lite.anyone.get("/", params={"prefix": "p/", "page": page}).text for page in (1, 2))
    assert "p/099" in first
    assert "p/100" not in first
    assert "1 of 2" in first
    assert 'rel="next"' in first
    assert "p/100" in second
    assert "p/099" not in second
    assert 'rel="prev"' in second
    assert "101" in Page(second).text


# ---- in a browser


@pytest.mark.slow
def test_in_a_browser(lite: Running, tmp_path: Path) -> None:
    fill(lite)
    page = Page(browse(tmp_path, lite.url + "/").decode())
    page.check()
    assert all(name.replace("‮", "\\u202e") in page.text for name in HOSTILE)
    grounds: list[bytes] = []
    for width, scheme in ((1280, ()), (1280, ("--force-dark-mode", "--blink-settings=preferredColorScheme=0")), (500, ())):
        for path in ("/", "/playbooks/plain/flow"):
            rows = pixels(browse(tmp_path, lite.url + path, f"--window-size={width},700", *scheme, picture=True))
            assert {row[-1] for row in rows} == {rows[0][0]}, "nothing runs out of the page to the right"
            assert len({one for row in rows for one in row}) > 20, "there is something on it"
        grounds.append(rows[0][0])
    assert min(grounds[0]) > 200, "light and dark"
    assert max(grounds[1]) < 60, "light and dark"
    assert grounds[2] == grounds[0], "light and dark"
