"""A real browser opens the playground, asks the question that stands there, and reaches no other address."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.kg_graphql.live_server import Server

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,900",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
pytestmark = pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason="needs chromium and chromedriver")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    opened = Chrome(options=options, service=ChromeService(DRIVER))
    yield opened
    opened.quit()


@pytest.fixture(scope="module")
def opened(browser: Chrome, server: Server) -> Chrome:
    """The playground after its first question was asked and answered."""
    browser.get(server.url)
    play = WebDriverWait(browser, 20).until(
        lambda page: page.find_element(By.CSS_SELECTOR, "button.graphiql-execute-button")
    )
    play.click()
    WebDriverWait(browser, 20).until(lambda page: "totalCount" in answer(page))
    return browser


def answer(browser: Chrome) -> str:
    shown: str = browser.execute_script(
        "const box = document.querySelector('.result-window .CodeMirror');"
        "return box === null ? '' : box.CodeMirror.getValue()"
    )
    return shown


def test_question_that_stands_there_is_answered(opened: Chrome) -> None:
    assert '"NEGOTIATES_WITH"' in answer(opened)
    assert '"errors"' not in answer(opened)


def test_no_request_leaves_the_server(opened: Chrome, server: Server) -> None:
    addresses = opened.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")

    assert any(address.endswith("/graphql") for address in addresses)
    assert [address for address in addresses if not address.startswith((server.url, "data:"))] == []
    asked = [entry["message"] for entry in opened.get_log("performance")]  # type: ignore[no-untyped-call]  # selenium
    sent = [message for message in asked if "Network.requestWillBeSent" in message and '"url":"http' in message]
    assert sent
    assert [message for message in sent if f'"url":"{server.url}' not in message] == []


def test_browser_has_nothing_to_complain_of(opened: Chrome) -> None:
    entries = opened.get_log("browser")  # type: ignore[no-untyped-call]  # selenium

    assert [entry["message"] for entry in entries if entry["level"] in ("SEVERE", "WARNING")] == []


@pytest.mark.parametrize("tab", [1, 2])
def test_other_example_questions_are_answered(opened: Chrome, tab: int) -> None:
    opened.find_elements(By.CSS_SELECTOR, ".graphiql-tab-button")[tab].click()
    before = answer(opened)
    opened.find_element(By.CSS_SELECTOR, "button.graphiql-execute-button").click()
    WebDriverWait(opened, 20).until(lambda page: answer(page) not in ("", before))

    assert '"nodes"' in answer(opened)
    assert '"errors"' not in answer(opened)
