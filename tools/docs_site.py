"""A hook of mkdocs: the pages of the repository that lie outside `docs/` are pages of the site too, and links lead to them.

README.md is the first page. A file or folder that a page links to and that is no Markdown is shown by a page of its own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent

MOVED = {
    "README.md": "index.md",
    "ARCHITECTURE.md": "architecture.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changes.md",
    "benchmarks/README.md": "benchmarks.md",
    "playbooks/system/README.md": "system-playbooks.md",
}

_CODE = re.compile(r"(^(?P<fence>`{3,}).*?^(?P=fence)$|`(?:[^`\n]|\n(?!\n))+`)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(\]\()([^)\s#]+)(#[^)\s]*)?(\))")
_AS_IT_IS = {".svg", ".png", ".json"}
_LANGUAGES = {".py": "python", ".pyi": "python", ".yaml": "yaml", ".toml": "toml", ".rs": "rust", ".go": "go", ".mjs": "javascript"}


def place(path: str) -> str:
    """Where a file or folder of the repository is in the site, both as paths with slashes."""
    if path in MOVED:
        return MOVED[path]
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    suffix = posixpath.splitext(path)[1]
    return f"files/{path}" if suffix == ".md" or suffix in _AS_IT_IS else f"files/{path}.md"


def relinked(text: str, path: str) -> tuple[str, list[str]]:
    """The text of a page at `path` of the repository with links as they are in the site, and what of the repository it links to."""
    found: list[str] = []
    here = posixpath.dirname(place(path))

    def link(match: re.Match[str]) -> str:
        before, target, anchor, after = match.groups()
        if ":" in target:
            return match[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if not (ROOT / target).exists():
            return match[0]  # mkdocs says so
        found.append(target)
        return f"{before}{posixpath.relpath(place(target), here)}{anchor or ''}{after}"

    return _prose(text, lambda part: _LINK.sub(link, part)), found


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds what lies outside `docs/`: README.md, what it links to, and so on."""
    known = {file.src_uri for file in files}
    waiting = [*MOVED, *(f"docs/{name}" for name in sorted(known) if name.endswith(".md"))]
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        if place(path) not in known:
            files.append(_file(path, config))
            known.add(place(path))
        if path.endswith(".md"):
            links = [target for target in relinked((ROOT / path).read_text("utf-8"), path)[1] if target not in seen]
            waiting += links
            seen.update(links)
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001  # mkdocs calls by name
    """The text with links of the site."""
    name = page.file.src_uri
    moved = {value: key for key, value in MOVED.items()}
    path = moved.get(name) or (name.removeprefix("files/") if name.startswith("files/") else f"docs/{name}")
    return relinked(markdown, path)[0] if (ROOT / path).exists() else markdown


def _file(path: str, config: MkDocsConfig) -> File:
    source = ROOT / path
    if source.suffix in _AS_IT_IS:
        return File.generated(config, place(path), content=source.read_bytes())
    text = source.read_text("utf-8") if path.endswith(".md") else "\n".join(_shown(path))
    return File.generated(config, place(path), content=text)


def _shown(path: str) -> Iterator[str]:
    """A page that shows a file, or the files of a folder."""
    source = ROOT / path
    yield f"# {path}\n"
    for file in sorted(source.iterdir()) if source.is_dir() else [source]:
        if file.is_file():
            if file != source:
                yield f"## {file.name}\n"
            yield f"````{_LANGUAGES.get(file.suffix, 'text')}\n{file.read_text('utf-8').rstrip()}\n````\n"


def _prose(text: str, change: Callable[[str], str]) -> str:
    """The text with what is no code changed."""
    parts: list[str] = []
    end = 0
    for match in _CODE.finditer(text):
        parts += [change(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*parts, change(text[end:])])
