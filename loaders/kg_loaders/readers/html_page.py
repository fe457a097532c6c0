"""A web page -> the article in it, with the title, date, author and site that the page tells."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from warnings import catch_warnings, simplefilter

from kg.errors import ModelError
from kg.model import Document
from kg.pipeline import Reading
from kg_loaders.readers.canonical_url import canonical_url
from kg_loaders.readers.html_charset import decode_html
from kg_loaders.readers.html_date import find_published
from kg_loaders.readers.source import LocatedReading, SourceFile

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Document as Article

_TAG = re.compile(r"<(?:html|body|main|article|section|div|p|h1)\b", re.IGNORECASE)
_NO_ARTICLE = ["//nav | //footer | //aside | //noscript"]
_MARKS = re.compile(r"^(?:- |\| ?)| ?\| ?$", re.MULTILINE)  # of list items and table rows, no part of the page
_SENTENCE = re.compile(r"^.{20,}[.!?…。！？।؟][\"'”’»)\]]*\s*$", re.MULTILINE)
_OTHERS = ("description", "categories", "tags", "license", "pagetype")


def read_html(source: SourceFile) -> Iterator[LocatedReading]:
    """Read the page as one document: its own address is its id, else the file's name."""
    yield None, _reading(decode_html(source.read(), source), source)


def _reading(html: str, source: SourceFile) -> Reading:
    tree = _tree(html)
    if tree is None:
        return source.error("is no HTML page")
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    for name in ("trafilatura", "htmldate"):  # they log what becomes our error, without the file's name
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with catch_warnings():
        simplefilter("ignore")  # of a time zone that is none, for instance
        published, article = find_published(tree), _article(tree)
    text = "" if article is None else _MARKS.sub("", article.text or "").strip()
    if article is None or not _SENTENCE.search(text):
        return source.error("the page holds no article", field="text")
    try:
        return Document(
            id=_id(article.url, text, source),
            text=text,
            title=article.title or None,
            url=article.url or None,
            source=article.sitename or None,
            author=article.author or None,
            published=published,
            language=(language or "").strip() or None,
            metadata=tuple(_metadata(article)),
        )
    except ModelError as error:
        return source.error(str(error))


def _tree(html: str) -> HtmlElement | None:
    from trafilatura import load_html

    if not _TAG.search(html):
        return None
    # a part of a page is taken for no page at all
    return load_html(html if "<html" in html[:50].lower() else f"<html>{html}")


def _article(tree: HtmlElement) -> Article | None:
    from trafilatura import bare_extraction

    found = bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        prune_xpath=_NO_ARTICLE,
        date_extraction_params={"extensive_search": False},  # its date goes unused
    )
    if isinstance(found, dict):
        raise TypeError("trafilatura gives a dict only if it is asked for one")
    return found


def _id(url: str | None, text: str, source: SourceFile) -> str:
    """Return the article's address; the front page's, which some sites give for all of theirs, identifies none."""
    if url:
        parts = urlsplit(url)
        if parts.path.strip("/") or parts.query:
            return canonical_url(url)
    return source.id_of(text)


def _metadata(article: Article) -> Iterator[tuple[str, str]]:
    for name in _OTHERS:
        if value := getattr(article, name):
            yield name, json.dumps(value, ensure_ascii=False)
