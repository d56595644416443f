"""What the plans behind this work follow up: fixed contacts, SIP, ready for discharge, returns.

Population figures (*Årets tal*) stand beside these in the round's facts and are never mixed with them.
"""

import numpy as np
import pandas as pd

from flowmap.group import Selector
from flowmap.measures.amounts import SEEN, Amounts, Undefined, counted, divided
from flowmap.measures.time import row_flags
from flowmap.measures.view import NEVER, Flags, Ints, View, moved_on
from flowmap.records import Kind

_INPATIENT = ("inpatient",)


def measure_seen(view: View) -> list[Amounts]:
    """Return whether each thing that plans follow up is seen, and after how many days of the window.

    Fast vårdkontakt, fast läkarkontakt, fast omsorgskontakt, enrolled in hemsjukvård, SIP, medicines
    list. Numerator: 1 where an event of the person shows it. Denominator: patients with it seen, or with
    all journals reviewed. Excluded: nothing. Unit: seen (share of patients); days from the window's first
    day. Undefined: not seen and not all reviewed, wholly or in part; days where it is not seen. Source:
    what the handlingsplaner of Nära vård follow up.
    """
    settings = view.group.measures
    wanted = {
        "fast_vardkontakt": settings.fast_vardkontakt,
        "fast_lakarkontakt": settings.fast_lakarkontakt,
        "fast_omsorgskontakt": settings.fast_omsorgskontakt,
        "hemsjukvard": settings.hemsjukvard,
        "sip": settings.sip,
        "medicines_list": settings.medicines_list,
    }
    made = []
    for name, selector in wanted.items():
        if not selector.is_empty:
            made += [seen(view, f"{name}_seen", selector=selector), _seen_after(view, name, selector)]
    return made


def seen(view: View, measure: str, *, selector: Selector, journals: tuple[str, ...] = ()) -> Amounts:
    """Return 1 where an event matches; 0 where none does and the journals were reviewed."""
    rows = view.matching(selector)
    found = view.count(rows) > 0
    made = Amounts.of(measure, unit=SEEN, amount=found.astype(np.float64)).shown_by(rows)
    return made.undefined(~found & ~view.reviewed(journals, partly=True), Undefined.NOT_REVIEWED)


def _seen_after(view: View, name: str, selector: Selector) -> Amounts:
    rows = view.matching(selector)
    days = np.maximum(view.first_day(rows) - view.window[0], 0)
    made = Amounts.of(f"{name}_after_days", unit="days", amount=days).shown_by(rows)
    made = made.undefined(np.isnan(days), Undefined.NOT_SEEN)
    return made.undefined(np.isnan(days) & ~view.reviewed(partly=True), Undefined.NOT_REVIEWED)


def measure_sip_criteria(view: View) -> list[Amounts]:
    """Return whether each criterion of a correct SIP is seen, and whether all of them are.

    A part ``criterion=…`` for each criterion of the group file. Numerator: 1 where an event shows it; for
    the whole, criteria seen. Denominator: patients with a SIP seen; for the whole, criteria. Excluded:
    patients without a SIP seen. Unit: seen (share of patients). Undefined: no SIP seen; no SIP, or a
    criterion, seen while not all journals are reviewed. Source: the share of correctly done SIPs that the
    handlingsplaner follow up; the group file sets the criteria.
    """
    settings = view.group.measures
    if settings.sip.is_empty or not settings.sip_criteria:
        return []
    no_sip, unread = view.count(view.matching(settings.sip)) == 0, ~view.reviewed(partly=True)
    parts = [
        seen(view, "sip_correct", selector=criterion.seen_by)
        .undefined(no_sip, Undefined.NOT_SEEN)
        .undefined(no_sip & unread, Undefined.NOT_REVIEWED)
        .for_part(f"criterion={criterion.id}")
        for criterion in settings.sip_criteria
    ]
    number = np.sum([np.nan_to_num(part.amount) for part in parts], axis=0)
    whole = Amounts.of("sip_correct", unit=SEEN, amount=(number == len(parts)).astype(np.float64))
    whole = whole.over(number, np.full(len(number), float(len(parts))))
    unknown = (number < len(parts)) & unread
    whole = whole.undefined(no_sip, Undefined.NOT_SEEN).undefined(unknown, Undefined.NOT_REVIEWED)
    return [whole.shown_by(view.matching(settings.sip)), *parts]


def measure_aktorsmoten(view: View) -> list[Amounts]:
    """Count aktörsmöten, as the group file marks them.

    Numerator: events with that marker that took place. Unit: meetings. Undefined: not reviewed.
    Denominator: none, it is a count. Excluded: meetings that did not take place. Source: the number of
    aktörsmöten that the handlingsplaner follow up.
    """
    selector = view.group.measures.aktorsmote
    if selector.is_empty:
        return []
    rows = view.matching(selector) & view.frame["took_place"].to_numpy()
    return [counted(view, "aktorsmoten", rows=rows, unit="meetings").if_reviewed(view)]


def care_stays(view: View) -> pd.DataFrame:
    """Return the stays that a discharge of the group file can end, with ``end_row`` (−1: not discharged).

    They lie in the lanes where such discharges are seen, or that the selector names.
    """
    stays = view.stays
    selector = view.group.measures.discharge
    rows = view.matching(selector)
    lanes = {*selector.lanes, *view.frame.loc[rows, "lane"].astype(str)}
    stays = stays[stays["lane"].isin(lanes)].reset_index(drop=True)
    stay_id = view.frame["stay_id"].to_numpy()
    end = pd.Series(np.flatnonzero(rows), index=stay_id[rows])
    end = end[~end.index.duplicated()]
    stays["end_row"] = stays["stay_id"].map(end).fillna(-1).astype(np.int64)
    return stays


def measure_ready_days(view: View) -> list[Amounts]:
    """Measure the days from ready for discharge to discharge.

    Numerator: days, summed. Denominator: stays that ended in view with at least one such day. Excluded:
    stays without *utskrivningsklar*, or discharged the same day. Unit: days (a mean over stays).
    Undefined: inpatient journal not reviewed; no discharge; no such stay. Source: days as ready for
    discharge, as the regions follow them up.
    """
    settings = view.group.measures
    if settings.discharge.is_empty or settings.ready_for_discharge.is_empty:
        return []
    stays = care_stays(view)
    stays = stays[stays["end_row"] >= 0]
    ready = _ready_rows(view, stays)
    days = np.where(ready >= 0, stays["to_day"].to_numpy() - view.day[ready], 0) if len(stays) else ready
    waited = days > 0
    owner = stays["owner"].to_numpy()
    total = view.tally(owner[waited], days[waited])
    number = view.tally(owner[waited])
    mean = divided("ready_days", part=total, whole=number, unit="days", why=Undefined.NO_STAY)
    none = view.tally(owner) == 0
    flags = row_flags(view, ready[waited], stays["end_row"].to_numpy()[waited])
    return [mean.shown_by(flags).undefined(none, Undefined.NO_DISCHARGE).if_reviewed(view, _INPATIENT)]


def _ready_rows(view: View, stays: pd.DataFrame) -> Ints:
    """Return the first row that says ready for discharge in each stay, or −1."""
    rows = np.flatnonzero(view.matching(view.group.measures.ready_for_discharge))
    first = pd.Series(rows, index=view.frame["stay_id"].to_numpy()[rows])
    first = first[~first.index.duplicated()]
    found: Ints = stays["stay_id"].map(first).fillna(-1).to_numpy().astype(np.int64)
    return found


def measure_unplanned_return(view: View) -> list[Amounts]:
    """Return whether an unplanned stay began within n days of the end of the one before.

    Numerator: discharges followed by one; the amount is 1 where there is any. Denominator: discharges
    followed n days (the group's ``return_days``), or with such a return. Excluded: a transfer on the same
    day. Unit: seen (share of patients). Undefined: inpatient journal not reviewed; no discharge; not
    followed long enough; a new stay of which nobody wrote whether it was planned. Source: unplanned
    readmission within 30 days; the group file sets the days.
    """
    if view.group.measures.discharge.is_empty:
        return []
    limit = view.group.measures.return_days
    stays = care_stays(view)
    owner, planned = stays["owner"].to_numpy(), stays["planned"].astype(object).to_numpy()
    has_next = np.append(owner[1:] == owner[:-1], False) if len(owner) else np.zeros(0, dtype=np.bool_)
    away = np.append(stays["from_day"].to_numpy()[1:], 0) - stays["to_day"].to_numpy()
    after = np.array([*planned[1:], None], dtype=object)[: len(planned)]
    ended = stays["end_row"].to_numpy() >= 0
    soon = ended & has_next & (away > 0) & (away <= limit)
    returned = soon & (after == "unplanned")
    unknown = soon & pd.isna(after)
    followed = ended & (returned | (view.window[1][owner] - stays["to_day"].to_numpy() >= limit))
    return [_return_seen(view, stays, returned=returned, followed=followed, unknown=unknown)]


def _return_seen(
    view: View, stays: pd.DataFrame, *, returned: Flags, followed: Flags, unknown: Flags
) -> Amounts:
    owner = stays["owner"].to_numpy()
    part, whole, not_said = (view.tally(owner[flags]) for flags in (returned, followed, unknown))
    discharged = view.tally(owner[stays["end_row"].to_numpy() >= 0])
    made = Amounts.of("unplanned_return", unit=SEEN, amount=(part > 0).astype(np.float64)).over(part, whole)
    made = made.undefined((part == 0) & (not_said > 0), Undefined.NOT_RECORDED)
    made = made.undefined(whole == 0, Undefined.NOT_FOLLOWED)
    made = made.undefined(discharged == 0, Undefined.NO_DISCHARGE)
    ids = stays.loc[np.append(False, returned[:-1]) | returned if len(returned) else returned, "stay_id"]
    milestone = view.has("kind", Kind.MILESTONE) & np.isin(view.frame["stay_id"].to_numpy(), ids)
    return made.shown_by(milestone).if_reviewed(view, _INPATIENT)


def measure_emergency_visit(view: View) -> list[Amounts]:
    """Return whether an emergency visit came within n days of a discharge.

    Numerator: discharges followed by one; the amount is 1 where there is any. Denominator: discharges
    followed n days (the group's ``emergency_days``), or with such a visit. Excluded: visits before the
    discharge on its own day; a transfer on the same day. Unit: seen (share of patients). Undefined: not
    reviewed; no discharge; not followed long enough. Source: flowmap's own definition, beside unplanned
    return; the group file sets the days.
    """
    settings = view.group.measures
    if settings.discharge.is_empty or settings.emergency.is_empty:
        return []
    is_out = ~np.isin(view.frame["stay_id"].to_numpy(), moved_on(care_stays(view)))
    discharge = np.flatnonzero(view.matching(settings.discharge) & is_out)
    visits = np.flatnonzero(view.matching(settings.emergency) & view.is_met)
    hit = _next_of(view, discharge, visits)
    days = view.day[hit] - view.day[discharge] if len(view.day) else hit
    came = (hit >= 0) & (days <= settings.emergency_days)
    owner = view.owner[discharge]
    followed = came | (view.window[1][owner] - view.day[discharge] >= settings.emergency_days)
    part, whole = (view.tally(owner[f]) for f in (came, followed))
    made = Amounts.of("emergency_visit", unit=SEEN, amount=(part > 0).astype(np.float64)).over(part, whole)
    made = made.undefined(whole == 0, Undefined.NOT_FOLLOWED)
    made = made.undefined(view.tally(owner) == 0, Undefined.NO_DISCHARGE)
    return [made.shown_by(row_flags(view, discharge[came], hit[came])).if_reviewed(view)]


def _next_of(view: View, rows: Ints, targets: Ints) -> Ints:
    """Return the next of ``targets`` behind each row for the same patient, or −1."""
    place = np.searchsorted(targets, rows, side="right")
    hit = np.append(targets, NEVER)[place]
    same = (hit >= 0) & (np.append(view.owner, -1)[np.maximum(hit, -1)] == view.owner[rows])
    return np.where(same, hit, -1)


PLANS = (
    measure_seen,
    measure_sip_criteria,
    measure_aktorsmoten,
    measure_ready_days,
    measure_unplanned_return,
    measure_emergency_visit,
)
