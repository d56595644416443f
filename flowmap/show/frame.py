"""What stands around a picture: title, sentences, stamps, legend, findings and the foot."""

from collections.abc import Sequence
from dataclasses import dataclass

from flowmap.show.boxes import Box
from flowmap.show.letters import clean, text_width, wrap
from flowmap.show.palette import HATCH, INK, PAPER, QUIET_INK, STAMP, TITLE_INK
from flowmap.show.svg import Lettering, Look, rectangle
from flowmap.show.texts import Text, text_height, write_at
from flowmap.tables import Findings
from flowmap.words import has_words, say

MARGIN = 24.0
TITLE_SIZE = 27.0
IMPORTANT_SIZE = 18.0
SENTENCE_SIZE = 14.0
LEGEND_SIZE = 13.5
FINDING_SIZE = 15.0
LEGEND_STEP = 27.0
MOST_FINDINGS = 3


@dataclass(frozen=True, slots=True)
class FramedText:
    """A text in a box of its own."""

    box: Box
    text: Text


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A sign and what it means; the sign's name says how it is drawn."""

    sign: str
    x: float
    y: float
    width: float
    text: Text


def write_title(title: str, *, width: float, top: float = 18.0) -> tuple[Text, float]:
    """Return the title, and where what follows may begin."""
    lines = wrap(clean(title), width, size=TITLE_SIZE, lines=2, weight="bold")
    made = write_at(top, MARGIN, lines=lines, lettering=Lettering(TITLE_SIZE, weight="bold"), role="title")
    return made, made.box.bottom + 6


def write_sentence(
    sentence: str, *, width: float, top: float, lettering: Lettering, lines: int = 3
) -> tuple[Text, float]:
    """Return a sentence broken to ``width``, and where what follows may begin."""
    broken = wrap(clean(sentence), width, size=lettering.size, lines=lines, weight=lettering.weight)
    made = write_at(top, MARGIN, lines=broken, lettering=lettering, role="sentence")
    return made, made.box.bottom + 6


def important_lettering() -> Lettering:
    """Return how what matters to the person is written."""
    return Lettering(IMPORTANT_SIZE, ink=TITLE_INK, is_italic=True)


def quiet_lettering(size: float = SENTENCE_SIZE) -> Lettering:
    """Return how counts and remarks are written."""
    return Lettering(size, ink=QUIET_INK)


def write_stamps(words: Sequence[str], *, right: float, top: float = 16.0) -> tuple[FramedText, ...]:
    """Return stamps in a row from the right edge."""
    made = []
    lettering = Lettering(13.0, ink=STAMP, weight="bold")
    for word in words:
        width = text_width(word, lettering.size, weight="bold") + 22
        box = Box(right - width, top, right, top + 27)
        made.append(
            FramedText(
                box, write_at(top + 7, box.left + 11, lines=(word,), lettering=lettering, role="stamp")
            )
        )
        right = box.left - 10
    return tuple(made)


def lay_legend(
    items: Sequence[tuple[str, str]], *, left: float, right: float, top: float
) -> tuple[tuple[LegendItem, ...], float]:
    """Return signs with their meaning in as many rows as they need, and where what follows may begin."""
    made = []
    x, y = left, top + LEGEND_STEP / 2
    for sign, meaning in items:
        sign_width = 40.0 if sign.startswith("line-") else 26.0
        width = sign_width + 6 + text_width(meaning, LEGEND_SIZE)
        if x + width > right and x > left:
            x, y = left, y + LEGEND_STEP
        words = write_at(
            y - LEGEND_SIZE * 0.5, x + sign_width + 6, lines=(meaning,), lettering=Lettering(LEGEND_SIZE)
        )
        made.append(LegendItem(sign, x + sign_width / 2, y, sign_width, words))
        x += width + 22
    return tuple(made), y + LEGEND_STEP / 2


def choose_findings(findings: Findings | None, patient: str | None) -> tuple[list[str], int]:
    """Return the sentences to show, with their standing, and how many more there are.

    For one person those about that person; for a group those about the group.
    """
    if findings is None:
        return [], 0
    frame = findings.frame
    about = frame["about_patient"].astype(object)
    frame = frame[(about == patient).to_numpy()] if patient else frame[about.isna().to_numpy()]
    sentences = [
        _with_standing(clean(str(sentence)), standing)
        for sentence, standing in zip(frame["sentence"], frame["standing"].astype(object), strict=True)
    ]
    return sentences[:MOST_FINDINGS], max(len(sentences) - MOST_FINDINGS, 0)


def _with_standing(sentence: str, standing: object) -> str:
    key = f"standing.{standing}"
    if not isinstance(standing, str) or not has_words(key) or say(key) in sentence:
        return sentence
    return f"{sentence.rstrip('.')} ({say(key)})"


def lay_findings(
    sentences: Sequence[str], *, left: float, right: float, top: float
) -> tuple[tuple[FramedText, ...], float]:
    """Return findings side by side in boxes of one height, and where what follows may begin."""
    if not sentences:
        return (), top
    apart = 18.0
    width = (right - left - apart * (MOST_FINDINGS - 1)) / MOST_FINDINGS
    broken = [wrap(sentence, width - 38, size=FINDING_SIZE, lines=5) for sentence in sentences]
    height = max(text_height(len(lines), FINDING_SIZE) for lines in broken) + 26
    made = []
    for at, lines in enumerate(broken):
        box = Box(left + at * (width + apart), top, left + at * (width + apart) + width, top + height)
        words = write_at(
            top + 13, box.left + 22, lines=lines, lettering=Lettering(FINDING_SIZE), role="finding"
        )
        made.append(FramedText(box, words))
    return tuple(made), top + height


def draw_framed(item: FramedText) -> str:
    """Return a finding's box with its bar and its words."""
    bar = Box(item.box.left, item.box.top, item.box.left + 7, item.box.bottom)
    frame = rectangle(item.box, Look(fill=PAPER, edge=HATCH), corner=6)
    return frame + rectangle(bar, Look(fill=TITLE_INK)) + item.text.svg


def findings_heading(top: float) -> tuple[Text, float]:
    """Return the heading of the findings, and where they may begin."""
    lettering = Lettering(18.0, ink=INK, weight="bold")
    made = write_at(top, MARGIN, lines=(say("picture.findings"),), lettering=lettering, role="heading")
    return made, made.box.bottom + 8


def foot_words(*parts: str) -> str:
    """Return the line at the foot of a picture: that it is working material, then remarks."""
    return " · ".join([say("picture.working_material"), *(part for part in parts if part)])
