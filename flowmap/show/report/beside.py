"""Figures of the year in the report: beside the round's own numbers, in columns of their own."""

from collections.abc import Iterator

import pandas as pd

from flowmap.group import name_measure
from flowmap.records import Outcome
from flowmap.show.report.document import Block, Heading, Paragraph, grid
from flowmap.show.report.material import Material
from flowmap.words import amount, day, number, percent, say, short


def lay_beside(material: Material) -> Iterator[Block]:
    """Yield the figures of the year with the measures that they belong to; nothing where there are none."""
    frame = material.measures.beside.frame
    if frame.empty:
        return
    yield Heading(say("report.beside"), 2)
    yield Paragraph(say("report.beside_intro"), "quiet")
    headings = [say(f"report.beside_{part}") for part in ("measure", "round", "year", "on", "source")]
    rows = [_row(row, material) for row in frame.astype(object).to_dict("records")]
    yield grid(say("report.beside"), headings, rows=rows)


def _row(row: dict[str, object], material: Material) -> list[str]:
    measure = None if pd.isna(row["measure"]) else str(row["measure"])
    named = name_measure(measure, material.group) if measure else "–"
    own = _own(measure, material) if measure else "–"
    on = day(pd.Timestamp(row["on"])) if pd.notna(row["on"]) else "–"
    year = f"{row['figure']}: {_counted(row['numerator'], row['denominator'])}"
    return [named, own, year, on, "–" if pd.isna(row["source"]) else str(row["source"])]


def _counted(part: object, whole: object) -> str:
    known = [float(str(n)) for n in (part, whole) if pd.notna(n)]
    if len(known) == 2 and known[1] > 0:
        text = say("base.of", part=number(short(known[0])), whole=number(short(known[1])))
        return f"{text} ({percent(known[0] / known[1])})"
    return number(short(known[0])) if known else "–"


def _own(measure: str, material: Material) -> str:
    """Return what the round itself shows: so many of so many, or a mean over so many persons."""
    outcomes = material.expected.frame.query("rule_id == @measure")["outcome"]
    if len(outcomes):
        kept, missed = ((outcomes == side.value).sum() for side in (Outcome.KEPT, Outcome.NOT_KEPT))
        return say("base.of", part=int(kept), whole=int(kept + missed)) if kept + missed else "–"
    figures = material.measures.summary().frame
    own = figures[(figures["measure"] == measure) & figures["provider"].isna() & (figures["n"] > 0)]
    for row in own.to_dict("records"):
        if row["is_share"]:
            return say("base.of", part=round(row["mean"] * row["n"]), whole=row["n"])
        shown = amount(row["mean"], row["amount_unit"])
        return shown if row["n"] == 1 else say("report.beside_mean", amount=shown, n=row["n"])
    return say("report.beside_none")
