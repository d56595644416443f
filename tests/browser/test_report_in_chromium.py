"""The report in a real browser: nothing is fetched, nothing complains, and a keyboard finds its way."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from flowmap.show.report.web_page import page_html
from tests.conftest import DEMO_ROUND
from tests.spec.test_report import document_of

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("Chromium is not on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(params=["drawn", "demo"])
def report(request, tmp_path: Path) -> Path:
    """A small report with hostile words, and that of the demo's fourteen persons."""
    if request.param == "demo":
        return request.getfixturevalue("demo") / "rounds" / DEMO_ROUND / "out" / "rapport.html"
    path = tmp_path / "rapport.html"
    path.write_text(page_html(document_of(4)), encoding="utf-8")
    return path


def opened(browser, report: Path, *, width: int = 1600):
    """Return the page with what it asked for and what it complained of."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(report.as_uri())
    return page, asked, said


def test_nothing_is_fetched_and_nothing_complains(browser, report):
    """The page asks for itself and no more; the console is empty; no script stands in it."""
    page, asked, said = opened(browser, report)
    assert asked == [report.as_uri()]
    assert said == []
    assert page.locator("script").count() == 0
    assert page.locator("[onclick], [onload], iframe, object, embed").count() == 0


def test_headings_stand_in_order_and_the_contents_lead_to_them(browser, report):
    """Each entry of the contents is the heading it leads to."""
    page, _, _ = opened(browser, report)
    entries = page.locator("nav a").all()
    assert len(entries) > 4
    for entry in entries:
        part = page.locator(f'[id="{entry.get_attribute("href")[1:]}"]')
        assert part.count() == 1
        assert part.text_content().startswith(entry.text_content())
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert max(after - before for before, after in pairwise(levels)) <= 1


def test_every_picture_has_a_title_and_words(browser, report):
    """A screen reader is told what each picture is."""
    page, _, _ = opened(browser, report)
    pictures = page.locator("figure > svg")
    assert pictures.count() > 0
    told = page.evaluate(
        "[...document.querySelectorAll('figure > svg')].map(s => [s.getAttribute('role'),"
        " s.querySelector(':scope > title')?.textContent, s.querySelector(':scope > desc')?.textContent])"
    )
    assert all(role == "img" and title and words for role, title, words in told)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_the_page_fits_its_window(browser, report):
    """At 1600 and at 800 wide only pictures and tables scroll, never the page."""
    for width in (1600, 800):
        page, _, _ = opened(browser, report, width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_keyboard_reaches_the_contents_and_opens_what_is_folded(browser, report):
    """Tab goes to the first entry; Enter on a fold opens it, without a script."""
    page, _, _ = opened(browser, report)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('nav') !== null")
    folds = page.locator("details")
    if folds.count():
        folds.first.locator("summary").press("Enter")
        assert folds.first.evaluate("fold => fold.open")
