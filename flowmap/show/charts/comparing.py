"""A chart of before and after: one row a measure, the change with its interval, and no more than that."""

import pandas as pd

from flowmap.group import Group, name_measure, name_part
from flowmap.show.charts.canvas import chart, style_rows
from flowmap.show.palette import CREATING, EDGE, NOT_CREATING, QUIET_INK
from flowmap.show.picture import Picture
from flowmap.tables import Comparison
from flowmap.words import percent, say


def prepare_change(compared: Comparison, *, group: Group) -> pd.DataFrame:
    """Return shares before and after; one row is a measure or rule that is a share of persons both times."""
    frame = compared.frame
    is_share = frame["amount_unit"].astype(object).isin(["share", "seen"])
    known = frame["before"].between(0, 1) & frame["after"].between(0, 1)
    chosen = frame[is_share.to_numpy() & known.to_numpy()].reset_index(drop=True)
    return chosen.assign(name=[_name(row, group) for _, row in chosen.iterrows()])


def draw_change(compared: Comparison, *, group: Group) -> Picture:
    """Draw shares before (orange square) and after (blue dot), with a line between them.

    Raises
    ------
    PictureError
        No share to compare, or more than 60.
    """
    shares = prepare_change(compared, group=group)
    with chart(rows=len(shares), title=say("chart.change", group=str(group.title))) as (_, axes, finish):
        rows = range(len(shares))
        axes[0].hlines(rows, shares["before"], shares["after"], color=QUIET_INK, linewidth=2)
        axes[0].plot(
            shares["before"],
            rows,
            "s",
            color=NOT_CREATING,
            markeredgecolor=EDGE,
            markersize=9,
            label=say("column.before"),
        )
        axes[0].plot(
            shares["after"],
            rows,
            "o",
            color=CREATING,
            markeredgecolor=EDGE,
            markersize=9,
            label=say("column.after"),
        )
        axes[0].set_xlim(-0.02, 1.02)
        axes[0].set_xticks([0, 0.25, 0.5, 0.75, 1], [percent(t) for t in (0, 0.25, 0.5, 0.75, 1)])
        style_rows(axes[0], shares["name"].tolist(), label=say("chart.measures_x"))
        axes[0].figure.legend(loc="lower left", ncols=2, frameon=False, fontsize=10)
        picture: Picture = finish(say("chart.change_alt", n=len(shares)))
    return picture


def _name(row: pd.Series, group: Group) -> str:
    part = f", {name_part(row['provider'], group)}" if isinstance(row["provider"], str) else ""
    return f"{name_measure(str(row['measure']), group)}{part}"
