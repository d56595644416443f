"""Pictures in a real browser: letters are as wide as reckoned, and nothing that is drawn lies over a text."""

import json
import shutil
from itertools import combinations
from pathlib import Path

import pytest

from flowmap.show import draw_group, draw_way
from flowmap.show.boxes import Box
from flowmap.show.letters import text_width
from flowmap.show.picture import Picture
from tests.ways import anna, invented

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium")
SAMPLES = [
    "Utskrivningsplaneringssamordningsmöte",
    "Läkemedelsgenomgång",
    "9 av 14 fick kontakt inom tre dagar hemma",
    "VÅRDTILLFÄLLE åäö AVTAL To We",
    "1177, ambulans och akut",
]


@pytest.fixture(scope="module")
def page():
    if CHROMIUM is None:
        pytest.skip("Chromium is not on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def measured(page, picture: Picture) -> list[tuple[str, Box]]:
    """Return every text with the box that the browser gives it."""
    page.set_content(f"<body style='margin:0'>{picture.svg}</body>")
    rows = json.loads(
        page.evaluate(
            "JSON.stringify([...document.querySelectorAll('svg > text, svg > g > text')].map(t => {"
            "const b = t.getBoundingClientRect(); return [t.textContent, b.left, b.top, b.right, b.bottom]}))"
        )
    )
    # a browser's box has the font's whole height; the letters themselves stand well inside it
    boxes = [(words, Box(*sides)) for words, *sides in rows if words not in {"Region", "Kommun"}]  # turned
    return [(t, Box(b.left, b.top + 0.2 * b.height, b.right, b.bottom - 0.2 * b.height)) for t, b in boxes]


def test_letters_are_as_wide_as_reckoned(page):
    """The browser's width of each sample is at most ours, and less than 3 % under it (kerning)."""
    svg = "".join(
        f'<text y="{40 + 40 * at}" font-family="DejaVu Sans" font-size="20">{words}</text>'
        for at, words in enumerate(SAMPLES)
    )
    page.set_content(f'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="400">{svg}</svg>')
    found = page.evaluate("[...document.querySelectorAll('text')].map(t => t.getComputedTextLength())")
    for words, width in zip(SAMPLES, found, strict=True):
        ours = text_width(words, 20)
        assert 0.97 * ours <= width <= 1.005 * ours, words


@pytest.mark.parametrize("name", ["anna", "80", "group"])
def test_texts_do_not_meet_in_the_browser(page, name):
    """What the geometry promises holds in what the browser draws."""
    if name == "anna":
        contacts, group, found = anna()
        picture = draw_way(contacts, patient="P07", group=group, findings=found)
    elif name == "80":
        contacts, group = invented(80)
        picture = draw_way(contacts, patient="P01", group=group)
    else:
        contacts, group = invented(12, people=8)
        picture = draw_group(contacts, None, group=group)
    texts = measured(page, picture)
    assert len(texts) > 20
    assert [(a, b) for (a, one), (b, other) in combinations(texts, 2) if one.overlaps(other)] == []
    assert all(box.left >= 0 and box.right <= picture.width for _, box in texts)


def test_the_picture_is_read_aloud(page, tmp_path: Path):
    """A screen reader is told what the picture is."""
    contacts, group, _ = anna()
    picture = draw_way(contacts, patient="P07", group=group)
    page.set_content(picture.svg)
    assert page.locator("svg[role=img]").count() == 1
    assert page.locator("svg > title").text_content() == picture.title
    assert page.locator("svg > desc").text_content() == picture.alt
