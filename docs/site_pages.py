"""A hook of MkDocs: pages and files of other folders enter the site, and links between all of them are led right."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import dirname, join, normpath, relpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
PAGES = {
    "graphql/README.md": "graphql.md",
    "loaders/README.md": "adding-a-format.md",
    "training/README.md": "training.md",
    "training/annotated/README.md": "annotated-news.md",
}
"""Where a page stands in the checkout, and where in the site."""

_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#|/)([^)#\s]+)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages, and the files outside docs/ that some page links to."""
    for source, target in PAGES.items():
        files.append(File.generated(config, target, abs_src_path=str(ROOT / source)))
    for path in _linked_files(files):
        files.append(File.generated(config, path, abs_src_path=str(ROOT / path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead each link to where its target stands in the site."""
    here = page.file.src_uri

    def led(link: re.Match[str]) -> str:
        return relpath(_in_site(_target(_in_checkout(here), link[1])), dirname(here) or ".")

    return _LINK.sub(led, markdown)


def _linked_files(files: Files) -> list[str]:
    pages = [(_in_checkout(file.src_uri), file.content_string) for file in files.documentation_pages()]
    targets = {_target(page, link) for page, text in pages for link in _LINK.findall(text)}
    outside = [path for path in targets if not path.startswith("docs/") and path not in PAGES]
    return sorted(path for path in outside if (ROOT / path).is_file())


def _target(page: str, link: str) -> str:
    return normpath(join(dirname(page), link))


def _in_checkout(page: str) -> str:
    return next((source for source, target in PAGES.items() if target == page), f"docs/{page}")


def _in_site(path: str) -> str:
    return PAGES.get(path, path.removeprefix("docs/"))
