"""A chart of value: what each voice said, by phase or by lane; the voices in panels of their own."""

from typing import Any

import pandas as pd

from flowmap.group import Group
from flowmap.records import Kind, Value
from flowmap.show.charts.canvas import chart, style_rows
from flowmap.show.palette import EDGE, PAPER, VALUE_FILLS, VALUE_INKS, VALUE_SYMBOLS
from flowmap.show.picture import Picture
from flowmap.tables import Contacts
from flowmap.words import say

VOICES = {"person": "person_value", "team": "team_value"}
_LEAST_LABELLED = 0.09  # of the longest bar: a narrower piece has no room for its number
_ASSESSED = (Value.CREATING, Value.NECESSARY, Value.NOT_CREATING)


def prepare_value_by(contacts: Contacts, *, group: Group) -> pd.DataFrame:
    """Return counts of assessed contacts; one row is a voice in a phase (or in a lane, without phases).

    Columns: ``voice``, ``part`` (title on screen), then the three values. Proposals are in no row.
    """
    frame = contacts.frame
    frame = frame[(frame["kind"] == Kind.CONTACT) & frame["is_step"]]
    column = "phase" if frame["phase"].notna().any() else "lane"
    titles = {item.id: str(item.title) for item in (group.phases if column == "phase" else group.lanes)}
    rows = []
    for voice, values in VOICES.items():
        counts = pd.crosstab(frame[column].astype(object), frame[values].astype(object))
        for part in [*titles, *sorted(set(counts.index) - set(titles))]:
            if part in counts.index:
                own = {value.value: int(counts.loc[part].get(value.value, 0)) for value in _ASSESSED}
                rows.append({"voice": voice, "part": titles.get(part, str(part)), **own})
    return pd.DataFrame(rows, columns=["voice", "part", *(value.value for value in _ASSESSED)])


def draw_value_by(contacts: Contacts, *, group: Group) -> Picture:
    """Draw what the person and the team said of the contacts in each phase (or lane), side by side.

    Raises
    ------
    PictureError
        Nobody has assessed anything, or more than 60 phases or lanes.
    """
    counts = prepare_value_by(contacts, group=group)
    assessed = counts[[value.value for value in _ASSESSED]].to_numpy().sum() if len(counts) else 0
    parts = list(dict.fromkeys(counts["part"])) if assessed else []
    with chart(rows=len(parts), title=say("chart.value_by", group=str(group.title)), panels=2) as (
        _,
        axes,
        finish,
    ):
        for panel, voice in zip(axes, VOICES, strict=True):
            own = counts[counts["voice"] == voice].set_index("part").reindex(parts, fill_value=0)
            _stack(panel, own)
            total = int(own[[value.value for value in _ASSESSED]].to_numpy().sum())
            panel.set_title(
                f"{say(f'voice.{voice}')}: {say('count.contact', n=total)}", size=11.5, loc="left"
            )
            style_rows(panel, parts, label=say("chart.contacts_x"))
        _legend(axes[0], group)
        picture: Picture = finish(say("chart.value_by_alt", n=int(assessed)))
    return picture


def _stack(panel: Any, own: pd.DataFrame) -> None:
    left = pd.Series(0, index=own.index)
    narrow = max(own[[value.value for value in _ASSESSED]].sum(axis=1).max() * _LEAST_LABELLED, 1)
    for value in _ASSESSED:
        name = value.value
        bars = panel.barh(
            range(len(own)),
            own[name],
            left=left,
            height=0.66,
            color=VALUE_FILLS[name],
            edgecolor=EDGE,
            linewidth=0.8,
        )
        labels = [f"{VALUE_SYMBOLS[name]} {count}" if count >= narrow else "" for count in own[name]]
        panel.bar_label(bars, labels=labels, label_type="center", size=9, color=VALUE_INKS[name])
        left = left + own[name]


def _legend(panel: Any, group: Group) -> None:
    from matplotlib.patches import Patch

    words = group.value_words
    names = {v.value: str(getattr(words, v.value)) if words else say(f"value.{v.value}") for v in _ASSESSED}
    keys = [
        Patch(facecolor=VALUE_FILLS[v], edgecolor=EDGE, label=f"{VALUE_SYMBOLS[v]} {n}")
        for v, n in names.items()
    ]
    panel.figure.legend(handles=keys, loc="lower left", ncols=3, frameon=False, facecolor=PAPER, fontsize=10)
