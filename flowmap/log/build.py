"""Build the log from a journal: code, pair, fold into bands, make events, order them, and account for all."""

import hashlib
from collections.abc import Iterable

import numpy as np
import pandas as pd

from flowmap.group import Group, known_activities
from flowmap.log.bands import band_entries, find_pauses, fold_recurring, join_bands, read_bands
from flowmap.log.coding import code_entries
from flowmap.log.events import find_stays, make_events
from flowmap.log.ledger import account, close_ledger
from flowmap.log.order import order_events
from flowmap.log.pairing import pair_entries
from flowmap.log.stays import inside_which_stay, link_emergencies, list_stays, stays_left
from flowmap.log.windows import add_window, last_days, list_patients, outside_window
from flowmap.records import Stamp
from flowmap.tables import (
    LOG_COLUMNS,
    Bands,
    EventLog,
    Journal,
    Patients,
    RoundFacts,
    Stays,
    shape_columns,
)


def build_log(journal: Journal, group: Group, *, same_contact: Iterable[tuple[int, int]] = ()) -> EventLog:
    """Return the log of a journal: one row is an event of one patient, in the order of the way.

    Activities go by name or alias (case, accents and spaces forgiven), else by the group's conditions, else
    as written. Stays become two milestones, halves and doubles become one event, rows of recurring care
    become bands, and the ledger in ``facts`` says of every entry what it became. ``same_contact`` holds
    pairs of entry ids that the team accepted as one contact written in two journals; what staff said about
    the person is joined without asking. The order of the rows in the sheets never matters.
    """
    entries, patients = _round(journal)
    coded = code_entries(entries, group)
    pairing = pair_entries(coded, same_contact)
    stays = find_stays(coded, pairing)
    pauses = find_pauses(coded, stays)
    folded = fold_recurring(coded, pairing, group=group, pauses=pauses)
    made = make_events(coded, pairing, stays=stays, left_out=folded.rows, known=known_activities(group))
    made = made.take(order_events(made.frame, group, is_discharge=made.is_discharge))
    patients = add_window(patients, made.frame, group=group)
    stay_table = list_stays(coded, stays)
    outside = outside_window(made.frame, stay_table, patients=patients, group=group)
    ledger = account(coded, pairing, made=made, folded=folded, outside=outside)
    made = made.take(np.flatnonzero(~outside))
    bands = read_bands(
        band_entries(journal.bands), group, pauses=pauses, last_day=last_days(made.frame, patients)
    )
    events = made.frame.assign(stay_id=inside_which_stay(made.frame, made.is_discharge))
    facts = RoundFacts(
        patients=Patients(patients),
        coverage=journal.coverage,
        basis=journal.basis,
        stays=Stays(link_emergencies(stays_left(stay_table, made.frame), made.frame, group=group)),
        bands=Bands(join_bands(folded.bands, bands)),
        places=journal.places,
        population=journal.population,
        ledger=close_ledger(ledger, bands),
    )
    return EventLog(_shaped(events), stamp_of(journal, group), facts=facts)


def _round(journal: Journal) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the entries by id, and the patients; both code a patient alike, whoever is in which table."""
    entries = journal.entries.frame.sort_values("entry_id", ignore_index=True)
    given = journal.patients.frame
    seen = {*entries["patient"].cat.categories, *journal.bands.frame["patient"].cat.categories}
    patients = list_patients(given, sorted(seen))
    names = list(patients["patient"].cat.categories)
    return entries.assign(patient=entries["patient"].cat.set_categories(names)), patients


def _shaped(events: pd.DataFrame) -> pd.DataFrame:
    """Return the log's frame; labels that no event has are no labels."""
    labels = [c.name for c in LOG_COLUMNS if c.holds == "label" and c.name != "patient"]
    shaped = shape_columns(events, LOG_COLUMNS)
    return shaped.assign(**{name: shaped[name].cat.remove_unused_categories() for name in labels})


def stamp_of(journal: Journal, group: Group) -> Stamp:
    """Return the stamp of a round; without a round its input's hash names it."""
    own = journal.entries.stamp.round_id
    if not own and journal.input_hashes:
        hashes = "".join(journal.input_hashes[name] for name in sorted(journal.input_hashes))
        own = hashlib.blake2b(hashes.encode(), digest_size=8).hexdigest()
    return Stamp(own, group.vocabulary_id(), group.coding_id())
