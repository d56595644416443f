"""Charts of what was measured: the load on each person, people met, and the group's shares with intervals."""

from typing import Any

import pandas as pd

from flowmap.group import Group, name_measure, name_part
from flowmap.show.charts.canvas import chart, style_rows
from flowmap.show.palette import BAND, CREATING, EDGE, QUIET_INK
from flowmap.show.picture import Picture
from flowmap.tables import Measures
from flowmap.words import number, percent, say


def prepare_amounts(measures: Measures, measure: str) -> pd.DataFrame:
    """Return one measure's amounts; one row is a patient with one, in the patients' order."""
    frame = measures.frame
    chosen = frame[(frame["measure"] == measure) & frame["provider"].isna() & frame["amount"].notna()]
    return chosen[["patient", "amount"]].reset_index(drop=True)


def _label(measures: Measures, measure: str, group: Group) -> str:
    """Return what the bars count, and for how many persons it could not be measured."""
    frame = measures.frame
    own = frame[(frame["measure"] == measure) & frame["provider"].isna()]
    missing = int(own["amount"].isna().sum())
    name = name_measure(measure, group)
    return f"{name} · {say('chart.not_measured', n=missing)}" if missing else name


def draw_load(measures: Measures, *, group: Group) -> Picture:
    """Draw contacts a person, and beside them the visits in recurring services; each bar says its number.

    Raises
    ------
    PictureError
        No person with contacts, or more than 60.
    """
    contacts = prepare_amounts(measures, "contacts")
    visits = prepare_amounts(measures, "band_visits").set_index("patient")["amount"]
    beside = [float(visits.get(patient, 0.0)) for patient in contacts["patient"]]
    with chart(rows=len(contacts), title=say("chart.load", group=str(group.title)), panels=2) as (
        _,
        axes,
        finish,
    ):
        _bars(axes[0], contacts["amount"].tolist(), colour=CREATING)
        _bars(axes[1], beside, colour=BAND)
        names = [str(patient) for patient in contacts["patient"]]
        style_rows(axes[0], names, label=_label(measures, "contacts", group))
        style_rows(axes[1], names, label=_label(measures, "band_visits", group))
        picture: Picture = finish(say("chart.load_alt", n=len(contacts), most=int(contacts["amount"].max())))
    return picture


def draw_people_met(measures: Measures, *, group: Group) -> Picture:
    """Draw how many different people each person met, most first.

    Raises
    ------
    PictureError
        Nobody it could be measured for, or more than 60.
    """
    met = prepare_amounts(measures, "people_met")
    met = met.assign(patient=met["patient"].astype(str)).sort_values(
        ["amount", "patient"], ascending=[False, True]
    )
    with chart(rows=len(met), title=say("chart.people_met", group=str(group.title))) as (_, axes, finish):
        _bars(axes[0], met["amount"].tolist(), colour=CREATING)
        style_rows(axes[0], met["patient"].tolist(), label=_label(measures, "people_met", group))
        picture: Picture = finish(say("chart.people_met_alt", n=len(met), most=int(met["amount"].max())))
    return picture


def _bars(axes: Any, amounts: list[float], *, colour: str) -> None:
    bars = axes.barh(range(len(amounts)), amounts, height=0.62, color=colour, edgecolor=EDGE, linewidth=0.8)
    axes.bar_label(bars, labels=[number(_whole(a)) for a in amounts], padding=4, size=10)
    axes.margins(x=0.14)


def _whole(amount: float) -> float:
    return int(amount) if amount == int(amount) else round(amount, 1)


def prepare_shares(measures: Measures, *, group: Group) -> pd.DataFrame:
    """Return the group's shares with intervals that the group file puts first; one row is a measure."""
    frame = measures.group_figures.frame
    named = list(group.measures.highlight)
    chosen = frame[(frame["by"] == "all") & frame["is_share"] & frame["low"].notna()]
    if named:
        chosen = chosen[chosen["measure"].isin(named)]
    return chosen[["measure", "provider", "mean", "low", "high", "n"]].reset_index(drop=True)


def draw_measures(measures: Measures, *, group: Group) -> Picture:
    """Draw shares of persons with their 95 % intervals; each row says of how many.

    Raises
    ------
    PictureError
        No share with an interval, or more than 60.
    """
    shares = prepare_shares(measures, group=group)
    with chart(rows=len(shares), title=say("chart.measures", group=str(group.title))) as (_, axes, finish):
        rows = range(len(shares))
        axes[0].hlines(rows, shares["low"], shares["high"], color=QUIET_INK, linewidth=3)
        axes[0].plot(
            shares["mean"], rows, "o", color=CREATING, markeredgecolor=EDGE, markersize=9, clip_on=False
        )
        axes[0].set_xlim(0, 1.0)
        axes[0].set_xticks([0, 0.25, 0.5, 0.75, 1], [percent(t) for t in (0, 0.25, 0.5, 0.75, 1)])
        style_rows(
            axes[0], [_name(row, group) for _, row in shares.iterrows()], label=say("chart.measures_x")
        )
        picture: Picture = finish(say("chart.measures_alt", n=len(shares)))
    return picture


def _name(row: pd.Series, group: Group) -> str:
    part = f", {name_part(row['provider'], group)}" if isinstance(row["provider"], str) else ""
    of = say("base.of", part=round(row["mean"] * row["n"]), whole=int(row["n"])).replace(" ", "\u00a0")
    return f"{name_measure(str(row['measure']), group)}{part}: {of}"
