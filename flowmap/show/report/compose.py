"""Compose the report: which parts it has, in which order, for one person and for a group."""

from collections.abc import Callable, Iterator

import pandas as pd

from flowmap.group import name_measure
from flowmap.show.report.beside import lay_beside
from flowmap.show.report.cells import shown
from flowmap.show.report.checks import lay_checks
from flowmap.show.report.document import Block, Bullets, Document, Heading, Paragraph, Shown, grid
from flowmap.show.report.material import FEWEST_FOR_A_FLOW, Drawn, Material
from flowmap.words import amount, number, percent, say, screen_language, short

_MOST_PROBLEMS = 40
_FIRST_FINDINGS = 8  # as many as a tired reader takes in; the page opens the rest


def compose_report(material: Material) -> Document:
    """Return the report. With one or two patients it has no flow, variants or intervals."""
    return Document(
        title=material.title,
        subtitle=material.subtitle,
        language=screen_language().value,
        stamps=material.stamps,
        blocks=tuple(_blocks(material)),
    )


def _blocks(material: Material) -> Iterator[Block]:
    yield from _promises(material)
    yield from _findings(material)
    yield from _ways(material)
    yield from lay_checks(material)
    yield from _measures(material)
    yield from _flow(material)
    yield from _reviewed(material)
    yield from _analyst(material)
    yield from _problems(material)


def _promises(material: Material) -> Iterator[Block]:
    """Yield what the last round took on, before anything new: how far it has come, and what is seen."""
    frame = material.promises.frame
    if frame.empty:
        return
    yield Heading(say("report.promises"))
    yield Paragraph(say("report.promises_intro"), "quiet")
    if material.promises_note:
        yield Paragraph(material.promises_note)
    rows = _records(frame)
    yield Bullets(tuple((str(row["responsible_role"]), str(row["sentence"])) for row in rows))


def _findings(material: Material) -> Iterator[Block]:
    yield Heading(say("table.Findings"))
    for sentence in material.value_sentences:
        yield Paragraph(sentence)
    found = _found(material, None)
    if found is not None:
        yield found
    elif not len(material.findings):
        yield Paragraph(say("report.no_findings"), "quiet")


def _found(material: Material, patient: str | None) -> Bullets | None:
    """Return the sentences about one person, or those about the group; ``None`` where there are none."""
    about = material.findings.frame["about_patient"].astype(object)
    chosen = about.isna() if patient is None else about == patient
    rows = _records(material.findings.frame[chosen.to_numpy()])
    items = tuple((_mark(row, material), str(row["sentence"])) for row in rows)
    return Bullets(items, first=_FIRST_FINDINGS) if rows else None


def group_sentences(material: Material) -> list[str]:
    """Return the sentences about the group; with one or two persons those about them."""
    frame = material.findings.frame
    if len(material.patients) >= FEWEST_FOR_A_FLOW:
        frame = frame[frame["about_patient"].isna()]
    return [str(sentence) for sentence in frame["sentence"]]


def _mark(row: dict[str, object], material: Material) -> str:
    classes = {item.id: str(item.title) for item in material.group.need_classes}
    standing = say(f"standing.{row['standing']}") if isinstance(row["standing"], str) else ""
    return " · ".join(part for part in (classes.get(str(row["need_class"]), ""), standing) if part)


def _ways(material: Material) -> Iterator[Block]:
    if material.group_way is not None:
        yield Heading(say("report.group_way"))
        yield _drawn(material.group_way)
    if material.ways:
        yield Heading(say("report.ways"))
        yield Paragraph(say("report.ways_intro"), "quiet")
    for patient, drawn in material.ways.items():
        yield Heading(patient, 2)
        yield _drawn(drawn)
        found = _found(material, patient)
        if found is not None:
            yield found


def _drawn(drawn: Drawn) -> Block:
    return Paragraph(drawn, "strong") if isinstance(drawn, str) else Shown(drawn)


def _measures(material: Material) -> Iterator[Block]:
    yield Heading(say("report.measures"))
    if len(material.patients) < FEWEST_FOR_A_FLOW:
        yield from _own_measures(material)
    else:
        yield from _group_figures(material)
    yield from lay_beside(material)
    for chart in material.charts:
        yield Paragraph(chart, "strong") if isinstance(chart, str) else Shown(chart, is_small=True)


def _own_measures(material: Material) -> Iterator[Block]:
    yield Paragraph(say("report.measures_one"), "quiet")
    frame = material.measures.frame
    for patient in material.patients:
        is_own = (frame["patient"] == patient) & frame["provider"].isna()
        own = _highlighted(frame[is_own], material)
        rows = [[_measure_name(row, material), _own_amount(row)] for row in _records(own)]
        headings = [say(f"column.{column}") for column in ("measure", "amount")]
        yield grid(patient, headings, rows=rows)


def _own_amount(row: dict[str, object]) -> str:
    """Return one person's amount: yes or no, a share as so many of so many, or why there is none."""
    if isinstance(row["undefined_because"], str):
        return say(f"undefined.{row['undefined_because']}")
    value, unit = float(str(row["amount"])), str(row["amount_unit"])
    if unit == "seen":
        return say("base.yes") if value else say("base.no")
    told = amount(value, unit)
    if unit != "share" or pd.isna(row["denominator"]):
        return told
    part, whole = (number(short(float(str(row[side])))) for side in ("numerator", "denominator"))
    return f"{say('base.of', part=part, whole=whole)} ({told})"


def _group_figures(material: Material) -> Iterator[Block]:
    yield Paragraph(say("report.measures_group"), "quiet")
    frame = material.measures.group_figures.frame
    is_whole = (frame["by"] == "all") & (frame["n"] > 0) & frame["provider"].isna()
    rows = [_figure_row(row, material) for row in _records(_highlighted(frame[is_whole], material))]
    headings = [say(f"column.{column}") for column in ("measure", "amount_unit", "median")]
    headings += [say(f"report.{part}") for part in ("spread", "mean", "interval")]
    headings += [say(f"column.{column}") for column in ("n", "not_measured")]
    yield grid(say("report.measures"), headings, rows=rows, numbers=range(2, 8))


def _figure_row(row: dict[str, object], material: Material) -> list[str]:
    """Return a measure of the group; how many of all has no median, and few persons no quartiles."""
    in_words = _percent if row["is_share"] or row["amount_unit"] == "share" else shown
    spread = "–" if row["is_share"] else _range(row["q1"], row["q3"], show=in_words)
    middle = "–" if row["is_share"] else in_words(row["median"])
    mean, limits = in_words(row["mean"]), _range(row["low"], row["high"], show=in_words)
    alone = say("report.rests_on_one") if row["rests_on_one"] else ""
    return [
        *(
            _measure_name(row, material) + alone,
            say(f"amount_unit.{row['amount_unit']}"),
            middle,
            spread,
            mean,
            limits,
        ),
        *(shown(row["n"]), shown(row["not_measured"])),
    ]


def _percent(share: object) -> str:
    return "–" if shown(share) == "–" else percent(float(str(share)))


def _range(low: object, high: object, *, show: Callable[[object], str] = shown) -> str:
    return "–" if "–" in {shown(low), shown(high)} else f"{show(low)}–{show(high)}"


def _highlighted(frame: pd.DataFrame, material: Material) -> pd.DataFrame:
    """Return the measures that the group file puts first, and its own; all where it names none."""
    group = material.group
    named = [*group.measures.highlight, *(item.id for item in group.indicators)]
    return frame[frame["measure"].isin(named)] if group.measures.highlight else frame


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    records: list[dict[str, object]] = frame.astype(object).to_dict("records")
    return records


def _measure_name(row: dict[str, object], material: Material) -> str:
    return name_measure(str(row["measure"]), material.group)


def _flow(material: Material) -> Iterator[Block]:
    if material.flow is None:
        return
    yield Heading(say("report.flow"))
    if isinstance(material.flow, str):  # a picture says itself what it leaves out
        for sentence in material.flow_sentences:
            yield Paragraph(sentence, "quiet")
    yield _drawn(material.flow)


def _reviewed(material: Material) -> Iterator[Block]:
    coverage = material.contacts.facts.coverage.frame
    if coverage.empty:
        return
    yield Heading(say("report.reviewed"))
    yield Paragraph(say("report.reviewed_intro"), "quiet")
    table = coverage.astype(object).pivot_table(
        index="patient", columns="journal", values="coverage_status", aggfunc="first", sort=True
    )
    headings = [say("column.patient"), *(say(f"journal.{journal}") for journal in table.columns)]
    rows = [
        [str(patient), *(say(f"coverage_status.{cell}") if isinstance(cell, str) else "–" for cell in cells)]
        for patient, cells in zip(table.index, table.to_numpy().tolist(), strict=True)
    ]
    yield grid(say("report.reviewed"), headings, rows=rows)


def _analyst(material: Material) -> Iterator[Block]:
    part = material.analyst
    if part is None:
        return
    yield Heading(say("report.analyst"))
    if part.self_check:
        yield Paragraph(part.self_check)
    yield Paragraph(say("report.analyst_intro"), "quiet")
    for sentence in part.sentences:
        yield Paragraph(sentence)
    if part.figures:
        headings = [say("report.model_figure"), say("report.model_amount")]
        yield grid(say("report.model_quality"), headings, rows=part.figures, numbers=(1,))
    if part.picture is not None:
        yield _drawn(part.picture)


def _problems(material: Material) -> Iterator[Block]:
    frame = material.problems.frame
    if frame.empty:
        return
    yield Heading(say("table.Problems"))
    shown_frame = frame.head(_MOST_PROBLEMS)
    rows = [
        [
            say(f"severity.{row['severity']}"),
            ", ".join(str(part) for part in (row["file"], row["sheet"], row["row"] or "") if part),
            str(row["advice"]),
        ]
        for row in _records(shown_frame)
    ]
    headings = [say("column.severity"), say("report.where"), say("column.advice")]
    key = "report.problems_shown" if len(rows) < len(frame) else "report.problems_all"
    yield grid(say(key, n=len(frame), shown=len(rows)), headings, rows=rows)
