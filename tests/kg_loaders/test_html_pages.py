"""Web pages: the article, title, date, author and site leave; a page without an article is an error."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from kg.partial_date import PartialDate
from tests.kg_loaders.reading_files import documents, errors

PARAGRAPHS = (
    "Ana Kerr visited Berlin on Sunday, officials said, and met the mayor of the city.",
    "The minister met Omar Dellé, who leads the council of Northport, to discuss the harbour and its future trade.",
    "Lena Brook denied that the harbour would be sold to anyone and said that no talks had been held with firms.",
)
ARTICLE = "<article><h1>Kerr in Berlin</h1>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS) + "</article>"
HEAD = """<meta property="og:site_name" content="Northport News"><meta name="author" content="Ben Orr">
<meta property="article:published_time" content="2021-05-10T23:30:00-05:00"><meta name="description" content="A visit.">
<link rel="canonical" href="https://news.example/a/1?utm_source=x">"""


def page(body: str = ARTICLE, head: str = "") -> str:
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head>{head}<title>Kerr in Berlin</title></head><body>
<nav><a href="/">All the news of the harbour, every day.</a></nav>{body}
<footer>Copyright 2019 by the Northport News company, all rights reserved.</footer></body></html>"""


def saved(tmp_path: Path, html: str | bytes, name: str = "a.html") -> Path:
    path = tmp_path / name
    path.write_bytes(html if isinstance(html, bytes) else html.encode())
    return path


def test_page_gives_the_article_and_what_it_tells_of_itself(tmp_path: Path) -> None:
    (document,) = documents(saved(tmp_path, page(head=HEAD)))

    assert document.text == "\n".join(("Kerr in Berlin", *PARAGRAPHS))
    assert (document.title, document.author, document.source) == ("Kerr in Berlin", "Ben Orr", "Northport News")
    assert (document.id, document.url) == ("https://news.example/a/1", "https://news.example/a/1")
    assert (str(document.published), document.language) == ("2021-05-10", "en-GB")
    assert document.metadata == (("description", '"A visit."'),)


def test_page_that_tells_nothing_of_itself_is_named_by_its_file_and_has_no_date(tmp_path: Path) -> None:
    (document,) = documents(saved(tmp_path, page(), "b.HTM"))

    assert (document.id, document.url, document.published) == ("b.HTM", None, None)


def test_address_of_the_front_page_identifies_no_article(tmp_path: Path) -> None:
    head = '<link rel="canonical" href="https://news.example/">'

    (document,) = documents(saved(tmp_path, page(head=head)))

    assert document.id == "a.html"


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta name="date" content="2019">', None),
        ('<meta name="date" content="2019-05">', "2019-05"),
        ('<meta property="article:published_time" content="1953-06-02">', "1953-06-02"),
        ('<script type="application/ld+json">{"@type": "News", "datePublished": "2022-03-01"}</script>', "2022-03-01"),
        ('<link rel="canonical" href="https://n.example/2020/02/03/x">', "2020-02-03"),
        ('<meta property="og:image" content="https://n.example/2018/07/09/a.jpg">', None),
    ],
)  # fmt: skip
def test_date_is_the_one_told_and_no_more_of_it_than_is_told(tmp_path: Path, head: str, date: str | None) -> None:
    (document,) = documents(saved(tmp_path, page(head=head)))

    assert document.published == (None if date is None else PartialDate.parse(date))


@pytest.mark.parametrize("written", ["1 May 2020", "May 1st, 2020", "01.05.2020", "1st of May, 2020"])
def test_date_in_the_words_of_the_page_is_read(tmp_path: Path, written: str) -> None:
    body = ARTICLE.replace("<p>", f'<p class="date">{written}</p><p>', 1)

    (document,) = documents(saved(tmp_path, page(body)))

    assert str(document.published) == "2020-05-01"


@pytest.mark.parametrize(
    ("charset", "declaration"),
    [
        ("latin-1", '<meta charset="ISO-8859-1">'),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'),
        ("cp1250", "<meta charset=windows-1250>"),
        ("utf-8", ""),
        ("utf-8-sig", '<meta charset="iso-8859-1">'),
        ("utf-16", '<meta charset="utf-16">'),
    ],
)
def test_character_set_is_the_one_that_the_page_declares(tmp_path: Path, charset: str, declaration: str) -> None:
    path = saved(tmp_path, page(head=declaration).encode(charset))

    (document,) = documents(path)

    assert PARAGRAPHS[1] in document.text


def test_character_set_may_stand_in_an_xml_declaration(tmp_path: Path) -> None:
    path = saved(tmp_path, ('<?xml version="1.0" encoding="ISO-8859-1"?>\n' + page()).encode("latin-1"))

    (document,) = documents(path)

    assert PARAGRAPHS[1] in document.text


@pytest.mark.parametrize(
    "html", [ARTICLE, f"<div>{ARTICLE}</div>", page(f"<table><tr><td>{ARTICLE}</td></tr></table>")]
)
def test_part_of_a_page_and_a_page_laid_out_as_a_table_are_read(tmp_path: Path, html: str) -> None:
    (document,) = documents(saved(tmp_path, html))

    assert all(text in document.text for text in PARAGRAPHS)
    assert "|" not in document.text


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (page(""), ": text: the page holds no article"),
        (page("<div>We use cookies. <button>OK</button></div>"), ": text: the page holds no article"),
        (
            page("<div id=root></div><noscript>Enable JavaScript to run this app.</noscript>"),
            ": text: the page holds no",
        ),
        ("<html>" + "<div>" * 100_000 + ARTICLE, ": text: the page holds no article"),
        ("", ": is no HTML page"),
        ("{}" * 100, ": is no HTML page"),
        (b"\x89PNG\r\n\x1a\n", ":1: not UTF-8 at byte 0 (0x89)"),
        (page(head="<meta charset=klingon>"), ": charset: the page declares an unknown character set, 'klingon'"),
        (
            page(head="<meta charset=iso-8859-99>"),
            ": charset: the page declares an unknown character set, 'iso-8859-99'",
        ),
        (page(head="<meta charset=unicode_escape>"), ": charset: the page declares an unknown character set"),
        (page().encode("latin-1"), ":3: not UTF-8 at byte"),
        (page(head="<meta charset=utf-8>").encode("latin-1"), ":3: not UTF-8 at byte"),
        (page(head="<meta charset=big5>").encode("latin-1"), ":3: not big5, which the page says it is, at byte"),
    ],
)
def test_page_without_an_article_is_an_error_that_names_its_file(
    tmp_path: Path, html: str | bytes, message: str
) -> None:
    (error,) = errors(saved(tmp_path, html))

    assert error.startswith(f"{tmp_path}/a.html{message}")


def test_control_characters_and_halves_of_surrogate_pairs_do_no_harm(tmp_path: Path) -> None:
    html = page(ARTICLE.replace("Brook", "Br\x00ook\x01 &#xD800; &#0;"), head=HEAD.replace("Orr", "Orr &#xDFFF;"))

    (document,) = documents(saved(tmp_path, html))

    assert document.text.isprintable() or "\n" in document.text
    assert "\x00" not in document.text


@pytest.mark.parametrize("mention", ["2018-03-18T10:00:00", "<b>18 March 2018</b>", "Posted on: 18 March 2018"])
def test_day_that_the_article_speaks_of_is_not_its_own(tmp_path: Path, mention: str) -> None:
    body = ARTICLE.replace("on Sunday, officials said,", f"on {mention}, officials said in a statement to reporters,")
    table = (
        f"<table><tr><td>What was said on {mention} to all the reporters of the town, and later to us</td></tr></table>"
    )

    (document,) = documents(saved(tmp_path, page(body + table)))

    assert "2018" in document.text
    assert document.published is None


def test_time_zone_that_is_none_is_no_warning(tmp_path: Path) -> None:
    (document,) = documents(saved(tmp_path, page(head=HEAD.replace("-05:00", "T05:00"))))

    assert str(document.published) == "2021-05-10"


def test_page_larger_than_a_document_may_be_is_an_error(tmp_path: Path) -> None:
    path = saved(tmp_path, page())

    assert errors(path, max_document_bytes=500) == [
        f"{path}: is larger than a document may be (500 bytes); cut it into articles"
    ]


def test_page_from_stdin_is_named_by_its_text(tmp_path: Path) -> None:
    script = """
from kg.ontology import load_ontology
from kg_loaders.readers import ReadingOptions, read_paths
for document in read_paths(["-"], ontology=load_ontology(), options=ReadingOptions(format="html")):
    print(document.id)
"""
    done = subprocess.run([sys.executable, "-c", script], input=page().encode(), capture_output=True, check=True)

    text = "\n".join(("Kerr in Berlin", *PARAGRAPHS))
    assert done.stdout.decode().strip() == hashlib.sha256(text.encode()).hexdigest()


def test_page_is_read_without_the_network_and_nothing_else_loads_its_library(tmp_path: Path) -> None:
    saved(tmp_path, page(head=HEAD))
    (tmp_path / "a.txt").write_text("Ana Kerr left.")
    (tmp_path / "a.csv").write_text("text\nBen Orr left.")
    script = """
import sys
def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        sys.exit(f"{event} {args}")
sys.addaudithook(refuse)
from kg.ontology import load_ontology
from kg_loaders.readers import read_paths
def read(*paths):
    return [type(reading).__name__ for reading in read_paths(paths, ontology=load_ontology())]
print(*read("a.txt", "a.csv"), "trafilatura" in sys.modules)
print(*read("a.html"), "trafilatura" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path)

    assert (done.stdout, done.stderr) == ("Document Document False\nDocument True\n", "")


def test_same_page_gives_the_same_document(tmp_path: Path) -> None:
    path = saved(tmp_path, page(head=HEAD))

    assert documents(path) == documents(path)
