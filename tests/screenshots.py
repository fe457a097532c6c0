"""The demo graph enters; pictures of the playground and of Neo4j Browser leave, small enough for the docs.

`python -m tests.screenshots` takes them anew after either has changed, `--only playground` or `--only browser` some of
them. It needs Chromium with its driver, for Neo4j Browser Java too, and Pillow, which comes with matplotlib.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from PIL import Image
from selenium.common import ElementNotInteractableException, StaleElementReferenceException
from selenium.webdriver import ActionChains, Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import element_to_be_clickable
from selenium.webdriver.support.ui import Select, WebDriverWait

from kg.ontology import load_ontology
from kg.pipeline import ingest
from kg.resolve import RuleResolver
from kg.samples import sample_articles
from kg.store import open_store
from kg.store.protocol import GraphStore
from kg_graphql.app import bind, create_app
from kg_loaders.extract import SpacyExtractor
from kg_loaders.readers import read_paths
from tests.kg_graphql.live_server import running
from tests.kg_graphql.test_playground import CHROMIUM, DRIVER, FLAGS, answer
from tests.neo4j_server.guarded import throwaway_server
from tests.neo4j_server.server import Server
from tests.test_neo4j_docs import NUMBERED, STYLE, parsed

DOCS = Path(__file__).parent.parent / "docs"
MAX_BYTES = 200_000
WIDTH, HEIGHT = 1440, 810
COLOURS = 128
PATIENCE_S = 30
QUESTIONS = {"browser.png": 4, "evidence.png": 9}  # the number of each question in docs/neo4j.md
EDITOR = "[data-testid=activeEditor] textarea"
NODES = "return [...document.querySelectorAll('svg g.node')].map(node => node.getAttribute('transform')).join()"


def main(arguments: Sequence[str]) -> None:
    """Take the pictures that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--only", choices=["playground", "browser"])
    only = parser.parse_args(arguments).only
    if only != "browser":
        with closing(open_store("sqlite://")) as store:
            read_demo_into(store)
            tell(picture_playground(store, DOCS / "screenshots"))
    if only != "playground":
        with throwaway_server() as server:
            with closing(open_store(server.url)) as store:
                read_demo_into(store)
            tell(picture_browser(server, DOCS / "neo4j"))


def tell(pictures: Sequence[Path]) -> None:
    """Say what was taken, and how large it is."""
    for path in pictures:
        sys.stdout.write(f"{path} {path.stat().st_size // 1000} kB\n")


def read_demo_into(store: GraphStore) -> None:
    """Read the bundled articles, as `kg demo` does."""
    with sample_articles() as articles:
        readings = read_paths([str(articles)], ontology=load_ontology())
        ingest(readings, extractor=SpacyExtractor(), resolver=RuleResolver(), store=store)


# ---- the playground ----


def picture_playground(store: GraphStore, folder: Path) -> list[Path]:
    """Picture an answered question, and another one beside the docs."""
    with contextmanager(running)(bind("127.0.0.1", 0), create_app(store)) as server, chromium() as page:
        page.get(server.url)
        ask_example(page, 1)
        first = save(page, folder / "playground.png")
        ask_example(page, 2)
        shown(page, "[aria-label='Show Documentation Explorer']").click()
        shown(page, ".graphiql-doc-explorer-root-type + .graphiql-doc-explorer-type-name").click()
        shown(page, ".graphiql-doc-explorer-field-name")
        return [first, save(page, folder / "playground-docs.png")]


def ask_example(page: Chrome, tab: int) -> None:
    """Go to the question of a tab, press the play button and wait for the answer."""
    shown(page, f".graphiql-tab:nth-of-type({tab + 1}) .graphiql-tab-button").click()
    before = answer(page)
    shown(page, "button.graphiql-execute-button").click()
    WebDriverWait(page, PATIENCE_S).until(lambda page: answer(page) not in ("", before))


# ---- Neo4j Browser ----


def picture_browser(server: Server, folder: Path) -> list[Path]:
    """Picture the answers to some of the ten questions, in our style."""
    address = f"{http_address(server)}/browser/?dbms={server.url}"
    with chromium() as page:
        page.get(address)
        WebDriverWait(page, PATIENCE_S).until(lambda page: page.execute_script("return localStorage['neo4j.settings']"))
        page.execute_script(
            "const settings = JSON.parse(localStorage['neo4j.settings']);"
            "const ours = {autoComplete: false, theme: 'normal', initCmd: '', playImplicitInitCommands: false};"
            "localStorage['neo4j.settings'] = JSON.stringify({...settings, ...ours});"
            "localStorage['neo4j.grass'] = arguments[0];",
            json.dumps(parsed(STYLE)),  # as text: the order of the rules counts
        )
        page.get(address)
        once_possible(
            page, lambda: Select(shown(page, "[data-testid=authenticationMethod]")).select_by_value("NO_AUTH")
        )
        shown(page, "[data-testid=connect]").click()
        WebDriverWait(page, PATIENCE_S).until(lambda page: "neo4j$" in shown(page, "[data-testid=activeEditor]").text)
        return [picture_answer(page, NUMBERED[n - 1][2], folder / name) for name, n in QUESTIONS.items()]


def picture_answer(page: Chrome, question: str, path: Path) -> Path:
    """Ask, let the graph fill the window, picture it."""
    once_possible(page, lambda: page.find_element(By.CSS_SELECTOR, EDITOR).send_keys(" ".join(question.split())))
    ActionChains(page).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
    shown(page, "[data-testid=frame] svg g.node")
    shown(page, "[data-testid=frame] button[title=Fullscreen]").click()
    at_rest(page)
    shown(page, "button[aria-label=zoom-to-fit]").click()
    at_rest(page)
    picture = save(page, path)
    shown(page, "[data-testid=frame] button[title=Close]").click()
    return picture


def at_rest(page: Chrome) -> None:
    """Wait until the nodes have found their places."""
    seen = [""]

    def is_still(page: Chrome) -> bool:
        seen.append(page.execute_script(NODES))
        return seen[-1] == seen[-2]

    WebDriverWait(page, PATIENCE_S, poll_frequency=1).until(is_still)


def http_address(server: Server) -> str:
    """Where the server serves Browser."""
    configuration = (server.home / "conf" / "neo4j.conf").read_text("utf-8")
    (address,) = re.findall(r"^server\.http\.listen_address=(.*)$", configuration, re.MULTILINE)
    return f"http://{address}"


# ---- the window ----


@contextmanager
def chromium() -> Iterator[Chrome]:
    """A window of one size, which reaches this machine only."""
    with tempfile.TemporaryDirectory() as folder:
        options = ChromeOptions()
        options.binary_location = CHROMIUM or ""
        for flag in (*FLAGS, f"--user-data-dir={folder}"):
            options.add_argument(flag)
        page = Chrome(options=options, service=ChromeService(DRIVER))
        try:
            size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
            page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            yield page
        finally:
            page.quit()


def shown(page: Chrome, selector: str) -> WebElement:
    """Wait for an element that can be used, and return it."""
    return WebDriverWait(page, PATIENCE_S).until(element_to_be_clickable((By.CSS_SELECTOR, selector)))


def once_possible(page: Chrome, act: Callable[[], object]) -> None:
    """Do something as soon as the page lets us: what stands there may be drawn anew meanwhile."""
    not_yet = (ElementNotInteractableException, StaleElementReferenceException)
    WebDriverWait(page, PATIENCE_S, ignored_exceptions=not_yet).until(lambda _: (act(), True)[1])


def save(page: Chrome, path: Path) -> Path:
    """Write what the window shows, in few colours."""
    path.parent.mkdir(exist_ok=True)
    picture = Image.open(io.BytesIO(page.get_screenshot_as_png())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


if __name__ == "__main__":
    main(sys.argv[1:])
