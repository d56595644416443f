"""How alike raters value the same contacts: in words first, then Krippendorff's alpha, then an agenda."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from flowmap.records import RatingBasis, Value
from flowmap.tables import Contacts, Ratings, shape_columns
from flowmap.tables.rated import AgreementFigures, Confusion, Disagreements
from flowmap.value.alpha import FEWEST_PATIENTS, measure_alpha
from flowmap.value.voices import TEAM, latest_ratings
from flowmap.words import listed, number, say

_SCALE = (Value.NOT_CREATING.value, Value.NECESSARY.value, Value.CREATING.value)


@dataclass(frozen=True)
class Agreement:
    """How alike raters are: ``sentences`` first, figures for the analyst, and what to talk about."""

    sentences: tuple[str, ...]
    figures: AgreementFigures
    confusion: Confusion
    disagreements: Disagreements

    def _repr_html_(self) -> str:
        return "".join(f"<p>{sentence}</p>" for sentence in self.sentences)


def measure_agreement(ratings: Ratings, contacts: Contacts, *, voice: str = TEAM) -> Agreement:
    """Return how alike raters valued the same contacts, each on their own, before any consensus.

    ``voice`` is ``team`` (its raters) or ``person`` (those who speak for the person, among themselves).
    Withdrawn, missing and not assessed ratings are missing; a contact counts with two ratings or more.
    Alpha is undefined, and says so, with one rater, without a contact that two have rated, and where only
    one value was ever given; its interval needs three patients.
    """
    rated = _rated(ratings, contacts, voice)
    figures = [_figure(rows, by, part) for by, part, rows in _parts(rated)]
    table = AgreementFigures.from_rows(figures, contacts.stamp)
    return Agreement(
        sentences=tuple(_sentences(table.frame, voice)),
        figures=table,
        confusion=_confusion(rated, contacts),
        disagreements=_disagreements(rated, contacts),
    )


def _rated(ratings: Ratings, contacts: Contacts, voice: str) -> pd.DataFrame:
    """Return one row a rating that counts, with the contact's patient, activity and lane."""
    frame = latest_ratings(ratings).frame
    is_team = frame["role"] == TEAM
    alone = frame["rating_basis"].astype(object) != RatingBasis.CONSENSUS
    rows = frame[(is_team if voice == TEAM else ~is_team) & alone & frame["value"].isin(_SCALE)]
    way = contacts.frame[["event_id", "patient", "activity", "lane"]]
    way = way[way["event_id"].isin(rows["event_id"])].reset_index(names="way_row")
    rated = rows[["event_id", "rater", "role", "value"]].merge(way, on="event_id", how="inner")
    rated["rank"] = pd.Index(_SCALE).get_indexer(pd.Index(rated["value"].astype(object)))
    rated["by_role"] = [
        _role_of(code, role) for code, role in zip(rated["rater"], rated["role"], strict=True)
    ]
    rated["who"] = rated["role"].astype(str) + " " + rated["rater"]
    return rated.astype({"patient": object, "activity": object, "lane": object})


def _role_of(code: str, role: str) -> str:
    """Return what a rater is: a team rater's code without its letter, a speaker's role in words."""
    return code.rsplit(" ", 1)[0] if role == TEAM else say(f"speaker.{role}")


def _parts(rated: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    yield "all", "", rated
    for by in ("activity", "lane"):
        for part, rows in rated.groupby(by, sort=True):
            yield by, str(part), rows
    roles = sorted(rated["by_role"].unique())
    for role in roles:
        rows = rated[rated["by_role"] == role]
        if rows["who"].nunique() > 1:
            yield "role", role, rows
    for one, other in combinations(roles, 2):
        yield "role", f"{one} – {other}", rated[rated["by_role"].isin([one, other])]


def _figure(rows: pd.DataFrame, by: str, part: str) -> dict[str, object]:
    counts = _counts(rows)
    paired = counts[counts.sum(axis=1) >= 2]
    patients = rows.drop_duplicates("event_id").set_index("event_id")["patient"].reindex(paired.index)
    values, codes = paired.to_numpy(np.int64), pd.factorize(patients)[0].astype(np.int64)
    nominal = measure_alpha(values, codes, level="nominal")
    ordinal = measure_alpha(values, codes, level="ordinal")
    behind = rows[rows["event_id"].isin(paired.index)]
    return {
        "by": by,
        "part": part,
        "contacts": len(paired),
        "alike": int(((paired > 0).sum(axis=1) == 1).sum()),
        "raters": behind["who"].nunique(),
        "patients": patients.nunique(),
        "alpha_nominal": nominal.alpha,
        "nominal_low": nominal.low,
        "nominal_high": nominal.high,
        "alpha_ordinal": ordinal.alpha,
        "ordinal_low": ordinal.low,
        "ordinal_high": ordinal.high,
        "undefined_because": _undefined(rows, paired, patients.nunique()),
    }


def _counts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how many raters gave each value to each contact, in the order of the scale."""
    counts = pd.crosstab(rows["event_id"], rows["rank"])
    return counts.reindex(columns=range(len(_SCALE)), fill_value=0).astype(np.int64)


def _undefined(rows: pd.DataFrame, paired: pd.DataFrame, patients: int) -> str | None:
    if paired.empty:
        return "one_rater" if rows["who"].nunique() == 1 else "no_pairs"
    if (paired.sum() > 0).sum() < 2:
        return "one_category"
    if patients < FEWEST_PATIENTS:
        return "one_person" if patients == 1 else "two_persons"
    return "all_alike" if ((paired > 0).sum(axis=1) == 1).all() else None


def _sentences(figures: pd.DataFrame, voice: str) -> Iterator[str]:
    whole = figures.iloc[0]
    why = whole["undefined_because"]
    if not whole["contacts"]:
        yield say(f"agreement.why_{why}")
        return
    yield _in_words(figures, voice)
    if not np.isnan(whole["alpha_nominal"]):
        yield say(
            "agreement.alpha",
            nominal=_alpha_text(whole, "nominal"),
            ordinal=_alpha_text(whole, "ordinal"),
        )
    if isinstance(why, str):
        yield say(f"agreement.why_{why}")


def _in_words(figures: pd.DataFrame, voice: str) -> str:
    whole = figures.iloc[0]
    who = say(f"agreement.who_{'team' if voice == TEAM else 'person'}")
    alike, contacts = int(whole["alike"]), int(whole["contacts"])
    if alike == contacts:
        return say("agreement.all_alike", who=who, n=contacts)
    activities = figures[figures["by"] == "activity"].copy()
    activities["apart"] = activities["contacts"] - activities["alike"]
    most = activities[activities["apart"] == activities["apart"].max()]
    named = [
        say("agreement.apart", what=r["part"], n=r["apart"], of=r["contacts"]) for _, r in most.iterrows()
    ]
    return say("agreement.alike", who=who, alike=alike, n=contacts, most=listed(named[:3]))


def _alpha_text(row: pd.Series, level: str) -> str:
    alpha, low, high = row[f"alpha_{level}"], row[f"{level}_low"], row[f"{level}_high"]
    if np.isnan(low):
        return number(round(alpha, 2), digits=2)
    low, high = number(round(low, 2), digits=2), number(round(high, 2), digits=2)
    return say("agreement.interval", alpha=number(round(alpha, 2), digits=2), low=low, high=high)


def _confusion(rated: pd.DataFrame, contacts: Contacts) -> Confusion:
    counts = _counts(rated).to_numpy(np.int64)
    together = counts.T @ counts
    np.fill_diagonal(together, (counts * (counts - 1) // 2).sum(axis=0))
    rows = [
        {"value": _SCALE[a], "other_value": _SCALE[b], "pairs": int(together[a, b])}
        for a in range(len(_SCALE))
        for b in range(a, len(_SCALE))
    ]
    return Confusion.from_rows(rows, contacts.stamp)


def _disagreements(rated: pd.DataFrame, contacts: Contacts) -> Disagreements:
    """Return the contacts that raters valued differently: furthest apart, then most raters, then the way."""
    by_event = rated.groupby("event_id")
    ranks = by_event["rank"]
    apart = pd.DataFrame({"steps_apart": ranks.max() - ranks.min(), "raters": ranks.size()})
    apart = apart[apart["steps_apart"] > 0]
    rows = rated[rated["event_id"].isin(apart.index)].sort_values(["way_row", "rank", "who"])
    said = [
        say("agreement.said", who=who, value=say(f"value.{value}"))
        for who, value in zip(rows["rater"], rows["value"], strict=True)
    ]
    sentences = pd.Series(said, rows["event_id"], dtype=object).groupby(level=0).agg("; ".join)
    agenda = rows.drop_duplicates("event_id").set_index("event_id").drop(columns=["rater", "role", "value"])
    agenda = agenda.join(apart).join(sentences.rename("sentence")).reset_index()
    order = ["steps_apart", "raters", "way_row"]
    agenda = agenda.sort_values(order, ascending=[False, False, True]).reset_index(drop=True)
    return Disagreements(shape_columns(agenda, Disagreements.columns), contacts.stamp)
