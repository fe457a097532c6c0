"""The site of docs/ builds strictly, holds every page and asks no other site; its figures are those told."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from kg.ontology import load_ontology

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
LOADING = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "link": "href",
    "form": "action",
}
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")


class Loads(HTMLParser):
    """What a page makes a browser fetch; a link that one may follow is none of it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in LOADING and given.get("rel") not in ("canonical", "next", "prev"):
            self.found.append(given.get(LOADING[tag]) or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}

    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_in_the_site_and_its_navigation(site: Path) -> None:
    home = (site / "index.html").read_text("utf-8")
    names = {path.stem for path in DOCS.glob("*.md")} | {"graphql", "adding-a-format", "training"}

    assert [name for name in sorted(names) if not (site / f"{name}.html").is_file()] == []
    navigation = home[home.index('class="md-nav md-nav--primary') : home.index('class="md-content"')]
    assert [name for name in sorted(names) if f'href="{name}.html"' not in navigation and name != "index"] == []


def test_links_between_pages_of_several_folders_lead_to_pages_of_the_site(site: Path) -> None:
    graphql, home = ((site / name).read_text("utf-8") for name in ("graphql.html", "index.html"))

    assert 'href="settings.html"' in graphql[graphql.index('class="md-content"') :]
    assert 'href="graphql.html"' in home[home.index('class="md-content"') :]
    pages = [path for path in site.glob("*.html") if path.name != "404.html"]
    links = [link for path in pages for link in re.findall(r'href="([^"#:]+)["#]', path.read_text("utf-8"))]
    assert len(links) > 500
    assert [link for link in links if not (site / link).exists()] == []


def test_pages_and_styles_load_nothing_from_other_sites(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    for path in pages:
        reader = Loads()
        reader.feed(path.read_text("utf-8"))
        assert reader.found
        assert [url for url in reader.found if re.match(r"(https?:)?//", url)] == [], path

    styles = "".join(path.read_text("utf-8") for path in site.rglob("*.css"))
    assert len(pages) > 15
    assert re.findall(r"(?:url\(|@import )[\"']?(?:https?:)?//[^)]*", styles) == []


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason="needs chromium and chromedriver")
def test_browser_searches_the_site_and_asks_no_other(address: str, tmp_path: Path) -> None:
    options = ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS, f"--user-data-dir={tmp_path}", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with Chrome(options=options, service=ChromeService(DRIVER)) as browser:
        for page in ("index", "graphql", "neo4j", "figures"):
            browser.get(f"{address}/{page}.html?q=visits")
            WebDriverWait(browser, 20).until(
                lambda page: page.find_elements(By.CSS_SELECTOR, ".md-search-result__item")
            )
            asked = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
            assert asked
            assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
        complaints = browser.get_log("browser")  # type: ignore[no-untyped-call]  # selenium

    assert [entry["message"] for entry in complaints if entry["level"] == "SEVERE"] == []


def test_every_figure_stands_in_the_page_that_tells_it() -> None:
    rows = re.findall(r"^\| [^|]+ \| ([\d. of]+) \|[^|]*\| \[[^]]+\]\(([^)]+)\) \|$", page("figures"), re.MULTILINE)

    assert len(rows) == page("figures").partition("## Told so far")[2].count("\n| ") - 1
    assert [value for value, told in rows if value not in (DOCS / told).read_text("utf-8")] == []


def test_every_bench_has_its_line_among_the_figures() -> None:
    modules = [path.stem for path in ROOT.glob("bench/*.py") if 'if __name__ == "__main__"' in path.read_text("utf-8")]

    assert len(modules) > 5
    assert [name for name in modules if f"python -m bench.{name}" not in page("figures")] == []
    shown = re.findall(r"python -m bench\.(\w+)", page("figures"))
    assert sorted(set(shown) - set(modules)) == []


def test_comparison_counts_the_types_that_there_are() -> None:
    assert f"the {len(load_ontology().types)} [types](types.md)" in page("comparison")


def test_first_ten_minutes_show_what_the_demo_prints(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```\n(Failaq .*?)```", page("first-ten-minutes"), re.DOTALL)

    command = [sys.executable, "-c", "from kg.cli import main; main()", "demo"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert shown in done.stdout
    assert f"kg explain {shown.split()[6]}" in page("first-ten-minutes")


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text("utf-8")
