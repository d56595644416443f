"""How alike raters value the same contacts: in words first, then Krippendorff's alpha, then an agenda."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.records import RatingBasis, Value
from flowmap.tables import Contacts, Ratings, shape_columns
from flowmap.tables.rated import AgreementFigures, Confusion, Disagreements
from flowmap.value.alpha import FEWEST_PATIENTS, measure_alpha
from flowmap.value.voices import TEAM, latest_ratings
from flowmap.words import listed, number, say

Ints = NDArray[np.int64]
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
    """Return one row a rating that counts, with the contact's patient, activity and lane.

    ``unit`` numbers the contacts, ``whose`` the patients and ``who`` the raters.
    """
    frame = latest_ratings(ratings).frame
    is_team = frame["role"] == TEAM
    alone = frame["rating_basis"].astype(object) != RatingBasis.CONSENSUS
    rows = frame[(is_team if voice == TEAM else ~is_team) & alone & frame["value"].isin(_SCALE)]
    way = contacts.frame[["event_id", "patient", "activity", "lane"]]
    way = way[way["event_id"].isin(rows["event_id"])].reset_index(names="way_row")
    rated = rows[["event_id", "rater", "role", "value"]].merge(way, on="event_id", how="inner")
    rated["rank"] = pd.Index(_SCALE).get_indexer(pd.Index(rated["value"].astype(object)))
    who, raters = pd.MultiIndex.from_frame(rated[["role", "rater"]].astype(object)).factorize()
    roles = [_role_of(code, role) for role, code in raters]
    rated["who"] = who
    rated["by_role"] = pd.Categorical([roles[place] for place in who], sorted(set(roles)))
    rated["unit"] = pd.factorize(rated["event_id"])[0]
    rated["whose"] = rated["patient"].cat.codes
    return rated


def _role_of(code: str, role: str) -> str:
    """Return what a rater is: a team rater's code without its letter, a speaker's role in words."""
    return code.rsplit(" ", 1)[0] if role == TEAM else say(f"speaker.{role}")


def _parts(rated: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    yield "all", "", rated
    for by in ("activity", "lane"):
        for part, rows in rated.groupby(by, sort=True, observed=True):
            yield by, str(part), rows
    roles = list(rated["by_role"].cat.categories)
    for role in roles:
        rows = rated[rated["by_role"] == role]
        if rows["who"].nunique() > 1:
            yield "role", role, rows
    for one, other in combinations(roles, 2):
        yield "role", f"{one} – {other}", rated[rated["by_role"].isin([one, other])]


def _figure(rows: pd.DataFrame, by: str, part: str) -> dict[str, object]:
    units, first, counts = _counts(rows)
    is_paired = counts.sum(axis=1) >= 2
    paired, patients = counts[is_paired], rows["whose"].to_numpy(np.int64)[first][is_paired]
    nominal = measure_alpha(paired, patients, level="nominal")
    ordinal = measure_alpha(paired, patients, level="ordinal")
    behind = np.isin(rows["unit"].to_numpy(), units[is_paired])
    persons = len(np.unique(patients))
    return {
        "by": by,
        "part": part,
        "contacts": len(paired),
        "alike": int(_is_alike(paired).sum()),
        "raters": rows["who"][behind].nunique(),
        "patients": persons,
        "alpha_nominal": nominal.alpha,
        "nominal_low": nominal.low,
        "nominal_high": nominal.high,
        "alpha_ordinal": ordinal.alpha,
        "ordinal_low": ordinal.low,
        "ordinal_high": ordinal.high,
        "undefined_because": _undefined(rows, paired, persons),
    }


def _counts(rows: pd.DataFrame) -> tuple[Ints, Ints, Ints]:
    """Return the contacts, the first row of each, and how many raters gave them each value of the scale."""
    units, first, codes = np.unique(rows["unit"].to_numpy(), return_index=True, return_inverse=True)
    cells = codes * len(_SCALE) + rows["rank"].to_numpy()
    counts = np.bincount(cells, minlength=len(units) * len(_SCALE))
    return units, first, counts.reshape(-1, len(_SCALE))


def _is_alike(counts: Ints) -> NDArray[np.bool_]:
    return np.asarray((counts > 0).sum(axis=1) == 1)


def _undefined(rows: pd.DataFrame, paired: Ints, patients: int) -> str | None:
    if not len(paired):
        return "one_rater" if rows["who"].nunique() == 1 else "no_pairs"
    if (paired.sum(axis=0) > 0).sum() < 2:
        return "one_category"
    if patients < FEWEST_PATIENTS:
        return "one_person" if patients == 1 else "two_persons"
    return "all_alike" if _is_alike(paired).all() else None


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
    counts = _counts(rated)[2]
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
    sentences = _said(rows)
    agenda = rows.drop_duplicates("event_id").set_index("event_id").drop(columns=["rater", "role", "value"])
    agenda = agenda.join(apart).join(sentences.rename("sentence")).reset_index()
    order = ["steps_apart", "raters", "way_row"]
    agenda = agenda.sort_values(order, ascending=[False, False, True]).reset_index(drop=True)
    return Disagreements(shape_columns(agenda, Disagreements.columns), contacts.stamp)


def _said(rows: pd.DataFrame) -> pd.Series:
    """Return what raters said of each contact, in words; each way of saying it is put together once."""
    codes, pairs = pd.MultiIndex.from_frame(rows[["rater", "value"]].astype(object)).factorize()
    texts = [say("agreement.said", who=who, value=say(f"value.{value}")) for who, value in pairs]
    said: dict[int, list[str]] = {}
    for event, code in zip(rows["event_id"].tolist(), codes.tolist(), strict=True):
        said.setdefault(event, []).append(texts[code])
    return pd.Series({event: "; ".join(parts) for event, parts in said.items()}, dtype=object)
