"""One A4 page for the next REKO meeting: what was seen, what the checks say, which needs are on the way."""

from collections.abc import Sequence

from flowmap.show.letters import clean
from flowmap.show.page import page_setup, typeset
from flowmap.show.report.document import Document
from flowmap.show.report.paper import RULED, quoted
from flowmap.words import say

_MOST_SENTENCES = 8
_MOST_CHECKS = 12
_MOST_NEEDS = 6
_LONGEST = 190
_LONGEST_NEED = 340  # a need or promise has its action, role, day and measure with it
# the largest letters with which everything stands on one page; what even the smallest cannot hold is cut off
_FITTED = """
#set page(margin: 15mm)
#set par(leading: 0.6em)
#let sheet = [
%s
]
#layout(room => {
  let sizes = (12pt, 11.5pt, 11pt, 10.5pt, 10pt, 9.5pt, 9pt, 8.5pt, 8pt, 7pt, 6pt)
  let fits(size) = measure(width: room.width, { set text(size: size); sheet }).height <= room.height
  let size = sizes.find(fits)
  block(height: room.height, width: room.width, clip: true, {
    set text(size: if size == none { 6pt } else { size })
    sheet
  })
})
"""


def reko_pdf(
    document: Document,
    *,
    sentences: Sequence[str],
    checks: Sequence[Sequence[str]],
    needs: Sequence[str],
    promises: Sequence[str] = (),
) -> bytes:
    """Return one A4 page. ``checks`` are rows of three texts: the rule, its standing, "11 av 14".

    What was promised last time stands first. Lists are cut where the page ends (6 promises, 8 sentences, 12
    checks, 6 needs), and the page says so.
    """
    head = page_setup(
        title=clean(f"{say('report.reko_title')}: {document.title}"),
        paper="a4",
        is_landscape=False,
        footer=" · ".join(document.stamps),
    )
    body = [f"#heading(level: 1, {quoted(document.title)})"]
    body.append(f"#text(size: 0.9em, fill: rgb(69, 83, 95), {quoted(document.subtitle)})\n")
    if promises:
        body += _listed(say("report.promises"), promises, most=_MOST_NEEDS, longest=_LONGEST_NEED)
    body += _listed(say("report.reko_seen"), sentences, most=_MOST_SENTENCES)
    body += _checked(checks)
    told = needs or [say("report.reko_no_needs")]
    body += _listed(say("report.reko_needs"), told, most=_MOST_NEEDS, longest=_LONGEST_NEED)
    body.append(f"#v(8pt)\n#text(size: 0.85em, {quoted(say('report.reko_foot'))})")
    return typeset(head + _FITTED % "\n".join(body), images={}, as_format="pdf")


def _listed(title: str, texts: Sequence[str], *, most: int, longest: int = _LONGEST) -> list[str]:
    lines = [_head(title)]
    lines += [f"#list(text({quoted(_short(text, longest))}))" for text in texts[:most]]
    return [*lines, *_cut(len(texts) - most)]


def _checked(checks: Sequence[Sequence[str]]) -> list[str]:
    if not checks:
        return []
    titles = ", ".join(
        f"strong({quoted(say(f'report.check_{part}'))})" for part in ("rule", "standing", "seen")
    )
    rows = "".join(
        f"  {', '.join(f'text({quoted(_short(cell))})' for cell in row)},\n" for row in checks[:_MOST_CHECKS]
    )
    table = f"#table(columns: (1fr, auto, auto), stroke: {RULED},\n  table.header({titles}),\n{rows})"
    return [_head(say("report.checks")), table, *_cut(len(checks) - _MOST_CHECKS)]


def _cut(left_out: int) -> list[str]:
    return [f"#text(size: 0.85em, {quoted(say('report.more', n=left_out))})\n"] if left_out > 0 else []


def _head(title: str) -> str:
    return f"#block(above: 14pt, below: 6pt, heading(level: 2, {quoted(title)}))"


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0] + "…"
