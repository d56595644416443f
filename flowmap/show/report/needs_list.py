"""The needs list as municipalities file it: a Word table for the handlingsplan."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from flowmap.files import rezip
from flowmap.group import Group, name_measure
from flowmap.show.letters import clean
from flowmap.show.report.cells import heading, shown
from flowmap.tables import Findings, Needs
from flowmap.words import day, has_words, say, screen_language

COLUMNS = (
    "in_my_words",
    "shown_by",
    "need_class",
    "decided_in",
    "responsible_role",
    "action",
    "done_by",
    "need_status",
    "measured_by",
)
_WIDTHS_CM = (4.5, 4.4, 2.6, 2.3, 2.6, 3.6, 1.9, 1.8, 2.4)
_MOST_PROPOSED = 12
_WRITTEN = datetime(2020, 1, 1)


def proposed_needs(findings: Findings, group: Group) -> list[list[str]]:
    """Return rows of the needs list to fill in: what shows the need, its class, what follows it up."""
    classes = {item.id: str(item.title) for item in group.need_classes}
    rows = []
    for finding in findings.frame.head(_MOST_PROPOSED).astype(object).to_dict("records"):
        proposed = {
            "shown_by": finding["sentence"],
            "need_class": classes.get(str(finding["need_class"]), ""),
            "need_status": say("report.need_proposed"),
            "measured_by": _named(finding["measure"], group),
        }
        rows.append([str(proposed.get(column, "")) for column in COLUMNS])
    return rows


def _named(measure: object, group: Group) -> str:
    return name_measure(measure, group) if isinstance(measure, str) and measure else ""


def agreed_needs(needs: Needs, group: Group) -> list[list[str]]:
    """Return rows of the needs that the team took on, ids of the group file in its own words."""
    records = needs.frame.astype(object).to_dict("records")
    return [[_cell(record[column], column, group) for column in COLUMNS] for record in records]


def _cell(value: object, column: str, group: Group | None) -> str:
    if group is not None and column == "need_class":
        return {item.id: str(item.title) for item in group.need_classes}.get(str(value), str(value))
    if group is not None and column == "measured_by":
        return _named(value, group)
    if column in {"need_status", "decided_in"} and has_words(f"{column}.{value}"):
        return say(f"{column}.{value}")
    return "" if shown(value) == "–" else shown(value)


def say_needs(needs: Needs) -> list[str]:
    """Return each need in one line: in the person's words, what is done, by which role, where, and when."""
    return [_said(record) for record in needs.frame.astype(object).to_dict("records")]


def _said(record: dict[Any, Any]) -> str:
    words = record["in_my_words"] or record["shown_by"]
    place = record["decided_in"]
    parts = [
        f"{str(words).rstrip('.')}.",
        f"{str(record['action']).rstrip('.')}." if record["action"] else "",
        say("report.need_role", role=record["responsible_role"]) if record["responsible_role"] else "",
        say("report.need_decided", place=_cell(place, "decided_in", None)) if place else "",
        say("needs.done_by", day=day(record["done_by"])) if shown(record["done_by"]) != "–" else "",
        say("report.need_status", status=say(f"need_status.{record['need_status']}")),
    ]
    return " ".join(part for part in parts if part)


def needs_docx(rows: Sequence[Sequence[str]], *, title: str, stamps: Sequence[str]) -> bytes:
    """Return the needs list as a Word document, landscape A4, with a heading row that repeats.

    ``rows`` are as ``agreed_needs`` or ``proposed_needs`` give them.
    """
    import docx

    document = docx.Document()
    _set_page(document)
    document.add_heading(clean(title), level=1)
    document.add_paragraph(say("report.needs_intro"))
    table = document.add_table(rows=1, cols=len(COLUMNS))
    table.style = "Table Grid"
    _write_row(table.rows[0], [heading(column) for column in COLUMNS], is_head=True)
    for row in rows:
        _write_row(table.add_row(), row)
    _write_properties(document, title)
    document.sections[0].footer.paragraphs[0].text = " · ".join(stamps)
    written = BytesIO()
    document.save(written)
    return rezip(written.getvalue())


def _set_page(document: Any) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(1.6)
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(10)


def _write_row(row: Any, texts: Sequence[str], *, is_head: bool = False) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    for cell, text, width in zip(row.cells, texts, _WIDTHS_CM, strict=True):
        cell.width = Cm(width)
        run = cell.paragraphs[0].add_run(clean(text))
        run.font.size = Pt(9)
        run.bold = is_head
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader" if is_head else "w:cantSplit"))


def _write_properties(document: Any, title: str) -> None:
    properties = document.core_properties
    properties.title = clean(title)[:255]
    properties.author = properties.last_modified_by = "flowmap"
    properties.comments = ""
    properties.language = screen_language().value
    properties.created = properties.modified = _WRITTEN
