"""Load on me: what care asks of the person in contacts, days, calls and journeys."""

import numpy as np
import pandas as pd

from flowmap.measures.amounts import Amounts, Undefined, counted, shared
from flowmap.measures.said import tells_status
from flowmap.measures.view import Flags, Floats, View, plain_texts
from flowmap.records import Kind, Mode, StartedBy, Status


def measure_contacts(view: View) -> list[Amounts]:
    """Count contacts with me, whole and by lane.

    Numerator: contacts that took place, and calls that nobody answered. Excluded: about me, milestones,
    bands, what was only planned, cancelled or missed. Unit: contacts. Undefined: not reviewed (a lane
    asks only for its own journals). Denominator: none, it is a count. Source: the national terms besök,
    hembesök and distanskontakt.
    """
    whole = counted(view, "contacts", rows=view.is_load).if_reviewed(view)
    by_lane = []
    for lane in view.group.lanes:
        rows = view.is_load & view.has("lane", lane.id)
        if rows.any():
            journals = tuple(str(journal) for journal in lane.journals)
            made = counted(view, "contacts", rows=rows).if_reviewed(view, journals)
            by_lane.append(made.for_part(f"lane={lane.id}"))
    return [whole, *by_lane]


def measure_contact_days(view: View) -> list[Amounts]:
    """Count days with at least one contact.

    Numerator: different days with a contact or an unanswered call. Excluded: as for contacts. Unit: days.
    Undefined: not reviewed. Denominator: none, it is a count. Source: the flow mapping that
    municipalities do; flowmap's own definition.
    """
    days = view.count_distinct(view.is_load, view.day - view.day.min() if len(view.day) else view.day)
    return [Amounts.of("contact_days", unit="days", amount=days).shown_by(view.is_load).if_reviewed(view)]


def measure_started(view: View) -> list[Amounts]:
    """Count contacts that I, or a relative, had to start.

    Numerator: contacts started by the person; by a relative; by either. Denominator: contacts whose start
    is recorded. Excluded: as for contacts. Unit: contacts. Undefined: not reviewed, or no contact has it
    recorded, of the patient or of anybody. Source: the flow mapping asks who took the initiative;
    flowmap's own definition.
    """
    known = view.is_load & view.has("started_by", *StartedBy)
    both = ("started_by_us", (StartedBy.PERSON, StartedBy.RELATIVE))
    each = (("started_by_me", (StartedBy.PERSON,)), ("started_by_relative", (StartedBy.RELATIVE,)))
    return [_started(view, measure, who, known=known) for measure, who in (both, *each)]


def _started(view: View, measure: str, who: tuple[str, ...], *, known: Flags) -> Amounts:
    rows = known & view.has("started_by", *who)
    made = counted(view, measure, rows=rows).over(view.count(rows), view.count(known))
    unknown = (view.count(known) == 0) & (view.count(view.is_load) > 0)
    made = made.undefined(unknown, Undefined.NOT_RECORDED).if_known(is_known=bool(known.any()))
    return made.if_reviewed(view)


def measure_unanswered(view: View) -> list[Amounts]:
    """Count calls that nobody answered.

    Numerator: contacts with status unanswered. Unit: contacts. Undefined: not reviewed; a log where no
    contact has another status than done, since it then says nothing of status. Denominator: none, it is a
    count. Excluded: calls that were answered, whoever made them. Source: the flow mapping that
    municipalities do; flowmap's own definition.
    """
    made = counted(view, "unanswered", rows=view.is_load & ~view.is_met)
    return [made.if_known(is_known=tells_status(view)).if_reviewed(view)]


def measure_not_held(view: View) -> list[Amounts]:
    """Return the share of agreed contacts that were cancelled or missed.

    Numerator: cancelled or no-show. Denominator: those and contacts that took place. Excluded: still only
    planned. Unit: share. Undefined: not reviewed, no contact; a log where no contact has another status
    than done, since it then says nothing of status. Source: status 2 Inställd of GetCareContacts, and
    uteblivet as the regions report it.
    """
    missed = view.is_contact & view.has("status", Status.CANCELLED, Status.NO_SHOW)
    among = missed | view.is_met
    made = shared(view, "not_held", rows=missed, among=among, why=Undefined.NO_CONTACT)
    return [made.if_known(is_known=tells_status(view)).if_reviewed(view)]


def measure_trips(view: View) -> list[Amounts]:
    """Count journeys to care, there and back as one.

    Numerator: one a day and unit visited, and one for each stay that no emergency visit led to. Excluded:
    home visits, phone, video, letters, meetings, what happens inside a stay, and what drives the person
    (ambulance; the group's ``transport``). Unit: trips. Undefined: not reviewed; contacts, but of none how it
    took place; a log that says so of no contact, and of no stay.
    Denominator: none, it is a count; ``numerator`` and ``denominator`` say for how many contacts it is
    recorded how they took place, of how many: where of some it is not, the amount is *at least*. Source:
    less travel as Nära vård follows it up; flowmap's own definition.
    """
    trips = _trips(view)
    amount = view.tally(trips["owner"].to_numpy())
    rows = view.is_trip | _admissions(view)
    known, met = _known_modes(view)
    made = Amounts.of("trips", unit="trips", amount=amount).over(known, met).shown_by(rows)
    made = made.undefined((met > 0) & (known == 0), Undefined.NOT_RECORDED)
    return [made.if_known(is_known=_tells_trips(view)).if_reviewed(view)]


def _known_modes(view: View) -> tuple[Floats, Floats]:
    """Return for each patient the contacts outside stays that say how they took place, and all of them."""
    outside = view.is_met & (view.frame["stay_id"].to_numpy() == 0)
    return view.count(outside & view.has("mode", *Mode)), view.count(outside)


def _tells_trips(view: View) -> bool:
    return view.has_review or len(view.stays) > 0 or bool(view.has("mode", *Mode).any())


def measure_travel(view: View) -> list[Amounts]:
    """Sum kilometres, and minutes, travelled to and from care.

    Numerator: twice the way from home to unit in *Platser*, over the trips. Unit: km; minutes. Excluded:
    as for trips. Undefined: as for trips; a trip whose way is not known (no home place, no unit, not
    in *Platser*, or below 0 there), and all where the round has no *Platser*. Without a trip it is 0.
    Denominator: none, it is a sum. Source: as for trips; ways from the round's own *Platser*.
    """
    trips = _trips(view)
    rows = view.is_trip | _admissions(view)
    made = []
    has_places = len(view.contacts.facts.places) > 0
    known, met = _known_modes(view)
    for measure, column in (("travel_km", "km"), ("travel_minutes", "minutes")):
        lengths = trips[column].where(trips[column] >= 0)
        owner = trips["owner"].to_numpy()
        amount = 2 * view.tally(owner, lengths.fillna(0.0).to_numpy())
        unknown = view.tally(owner, lengths.isna().to_numpy()) > 0
        travelled = Amounts.of(measure, unit=column, amount=amount).shown_by(rows)
        travelled = travelled.undefined((met > 0) & (known == 0), Undefined.NOT_RECORDED)
        travelled = travelled.undefined(unknown, Undefined.PLACE_UNKNOWN)
        made.append(travelled.if_known(is_known=has_places, why=Undefined.PLACE_UNKNOWN).if_reviewed(view))
    return made


def _admissions(view: View) -> Flags:
    """Return the rows where a stay begins that no emergency visit led to."""
    stays = view.stays
    ids = stays.loc[stays["emergency_event_id"] == 0, "stay_id"]
    stay_id = view.frame["stay_id"].to_numpy()
    milestone = view.has("kind", Kind.MILESTONE) & np.isin(stay_id, ids)
    rows = np.zeros(len(stay_id), dtype=np.bool_)
    places = np.flatnonzero(milestone)
    rows[places[np.unique(stay_id[milestone], return_index=True)[1]]] = True
    return rows


def _trips(view: View) -> pd.DataFrame:
    """Return one row a trip with its patient and its length one way, NaN where that is not known."""
    trips = pd.DataFrame({"owner": view.owner, "day": view.day, "unit": _plain(view.frame["unit"])})
    trips = trips[view.is_trip | _admissions(view)].drop_duplicates()
    sheet = view.contacts.facts.patients.frame
    homes = pd.Series(None, index=range(len(view.patients)), dtype=object)
    homes.loc[view.places_of(sheet["patient"])] = _plain(sheet["home_place"]).to_numpy()
    trips["home_place"] = trips["owner"].map(homes).astype(object)
    places = view.contacts.facts.places.frame
    ways = pd.DataFrame(
        {
            "home_place": _plain(places["home_place"]),
            "unit": _plain(places["unit"]),
            "km": places["km"],
            "minutes": places["minutes"],
        }
    ).drop_duplicates(["home_place", "unit"])
    return trips.merge(ways.astype({"home_place": object, "unit": object}), "left", ["home_place", "unit"])


def _plain(values: pd.Series) -> pd.Series:
    """Return labels as texts that do not differ in case or spaces only."""
    texts = np.array([*plain_texts(values.cat.categories), None], dtype=object)
    return pd.Series(texts[values.cat.codes.to_numpy()], index=values.index, dtype=object)


def measure_modes(view: View) -> list[Amounts]:
    """Return the share of contacts at home, by phone, and by video.

    Numerator: home visits; phone; video. Denominator: contacts that took place and say how. Unit: share.
    Undefined: not reviewed, no contact, or how is recorded for none. Excluded: what did not take place,
    about me, bands. Source: the national terms hembesök and distanskontakt.
    """
    known = view.is_met & view.has("mode", *Mode)
    wanted = (("share_home", Mode.HOME_VISIT), ("share_phone", Mode.PHONE), ("share_video", Mode.VIDEO))
    return [_mode(view, measure, mode, known=known) for measure, mode in wanted]


def _mode(view: View, measure: str, mode: Mode, *, known: Flags) -> Amounts:
    made = shared(view, measure, rows=view.has("mode", mode), among=known, why=Undefined.NOT_RECORDED)
    return made.undefined(view.count(view.is_met) == 0, Undefined.NO_CONTACT).if_reviewed(view)


def measure_people(view: View) -> list[Amounts]:
    """Count different people, professions and units met.

    Numerator: different staff; professions; units. Texts that differ only in case or spaces are one.
    ``numerator`` and ``denominator`` say for how many contacts it is recorded, of how many: where some
    are not, the amount is *at least*. Excluded: what did not take place, about me, bands. Unit: people;
    professions; units. Undefined: not reviewed; contacts, but recorded for none. Source: counts of people
    met, as patients' stories tell them; flowmap's own definition.
    """
    wanted = (("people_met", "staff"), ("professions_met", "profession"), ("units_met", "unit"))
    return [_distinct(view, measure, column) for measure, column in wanted]


def _distinct(view: View, measure: str, column: str) -> Amounts:
    codes = view.codes(column)
    known = view.is_met & (codes >= 0)
    amount = view.count_distinct(view.is_met, codes)
    met = view.count(view.is_met)
    made = Amounts.of(measure, unit=measure.removesuffix("_met"), amount=amount).shown_by(known)
    made = made.over(view.count(known), met)
    unknown = (view.count(known) == 0) & (met > 0)
    return made.undefined(unknown, Undefined.NOT_RECORDED).if_reviewed(view)


def measure_first_meetings(view: View) -> list[Amounts]:
    """Return the share of contacts that were a first meeting with that member of staff, or that unit.

    Numerator: contacts where the person meets staff (unit) for the first time in the window. Denominator:
    contacts that took place with staff (unit) recorded. Unit: share. Undefined: not reviewed, no contact,
    recorded for none. Excluded: what did not take place, about me, bands. Source: flowmap's own
    definition.
    """
    made = []
    for measure, flag, column in (
        ("first_meetings", "first_meeting_staff", "staff"),
        ("first_units", "first_meeting_unit", "unit"),
    ):
        known = view.is_met & (view.codes(column) >= 0)
        first = known & view.frame[flag].to_numpy()
        share = shared(view, measure, rows=first, among=known, why=Undefined.NOT_RECORDED)
        none_met = view.count(view.is_met) == 0
        made.append(share.undefined(none_met, Undefined.NO_CONTACT).if_reviewed(view))
    return made


def measure_stays(view: View) -> list[Amounts]:
    """Count stays, and days in stays.

    Numerator: stays; days from admission to discharge, summed. Excluded: a stay that still goes on has no
    days. Unit: stays; days. Undefined: inpatient journal not reviewed; a stay goes on; a log that holds
    no stay of anybody. Denominator: none, counts and sums. Source: the national term vårdtillfälle.
    """
    stays = view.stays
    owner = stays["owner"].to_numpy()
    number = view.tally(owner)
    has_ended = (stays["end"].notna()).to_numpy()
    days = np.where(has_ended, stays["to_day"] - stays["from_day"], 0)
    total: Floats = view.tally(owner, days)
    ongoing = view.tally(owner, ~has_ended) > 0
    rows = view.has("kind", Kind.MILESTONE) & (view.frame["stay_id"].to_numpy() != 0)
    made = (
        Amounts.of("stays", unit="stays", amount=number),
        Amounts.of("stay_days", unit="days", amount=total).undefined(ongoing, Undefined.ONGOING),
    )
    is_known = view.has_review or len(stays) > 0
    return [
        amounts.shown_by(rows).if_known(is_known=is_known).if_reviewed(view, ("inpatient",))
        for amounts in made
    ]


LOAD = (
    measure_contacts,
    measure_contact_days,
    measure_started,
    measure_unanswered,
    measure_not_held,
    measure_trips,
    measure_travel,
    measure_modes,
    measure_people,
    measure_first_meetings,
    measure_stays,
)
