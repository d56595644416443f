"""Measure a round: every measure of every patient, as rows, and the group's figures from them."""

from itertools import pairwise

import numpy as np
import pandas as pd

from flowmap.group import Group
from flowmap.measures.amounts import REASONS, Amounts
from flowmap.measures.beside import place_figures
from flowmap.measures.continuity import CONTINUITY
from flowmap.measures.coordination import COORDINATION
from flowmap.measures.figures import sum_figures
from flowmap.measures.load import LOAD
from flowmap.measures.own import OWN
from flowmap.measures.plans import PLANS
from flowmap.measures.time import TIME
from flowmap.measures.view import View
from flowmap.measures.worth import WORTH
from flowmap.tables import Contacts, Measures, shape_columns

MEASURES = (*LOAD, *TIME, *WORTH, *COORDINATION, *CONTINUITY, *PLANS, *OWN)
SHOWS_EVIDENCE = 2000  # patients: in larger logs nobody looks at single events, and ids would fill memory


def measure_flow(contacts: Contacts, group: Group) -> Measures:
    """Measure each patient's way, from the person's side.

    One row is a measure (and a part of it) of one patient, in the order of the measures and then of the
    patients. Where ``amount`` is missing, ``undefined_because`` says why: first of all that a journal it
    needs was not reviewed. A measure that the group file asks nothing of (such as SIP in a group that names
    no marker for it) has no rows. ``beside`` has the figures of the year, each with its measure.
    ``evidence`` holds event ids, in rounds of up to 2,000 patients.

    Examples
    --------
    >>> from flowmap.group import read_group
    >>> len(measure_flow(Contacts.empty(), read_group("generisk")))
    0
    """
    view = View(contacts, group)
    rows = _rows(view, [amounts for measure in MEASURES for amounts in measure(view)])
    figures = sum_figures(rows, view, stamp=contacts.stamp)
    beside = place_figures(contacts.facts.population, group, stamp=contacts.stamp)
    shaped = shape_columns(rows, Measures.columns)
    return Measures(shaped, contacts.stamp, group_figures=figures, beside=beside)


def _rows(view: View, all_amounts: list[Amounts]) -> pd.DataFrame:
    """Return the columns of ``Measures``, and ``place``: the patient's place in the view."""
    if not (view.patients and all_amounts):
        return Measures.empty_frame().assign(place=np.zeros(0, dtype=np.int64))
    kept = [np.flatnonzero(amounts.kept()) for amounts in all_amounts]
    empty = np.full(len(view.patients), np.nan)

    def whole(columns: list[np.ndarray]) -> np.ndarray:
        return np.concatenate([column[rows] for column, rows in zip(columns, kept, strict=True)])

    def each(words: list[str | None]) -> np.ndarray:
        return np.repeat(np.array(words, dtype=object), [len(rows) for rows in kept])

    place = np.concatenate(kept)
    because = pd.Categorical.from_codes(
        whole([a.because for a in all_amounts]), [str(why) for why in REASONS]
    )
    return pd.DataFrame(
        {
            "patient": pd.Categorical.from_codes(place, view.patients),
            "place": place,
            "measure": each([amounts.measure for amounts in all_amounts]),
            "provider": each([amounts.part for amounts in all_amounts]),
            "amount": whole([amounts.amount for amounts in all_amounts]),
            "amount_unit": each([amounts.unit for amounts in all_amounts]),
            "numerator": whole([empty if a.numerator is None else a.numerator for a in all_amounts]),
            "denominator": whole([empty if a.denominator is None else a.denominator for a in all_amounts]),
            "undefined_because": because,
            "evidence": whole([_evidence(view, amounts) for amounts in all_amounts]),
        }
    )


def _evidence(view: View, amounts: Amounts) -> np.ndarray:
    """Return each patient's event ids that show the amount."""
    found = np.empty(len(view.patients), dtype=object)
    found[:] = [()] * len(view.patients)
    if amounts.rows is None or len(view.patients) > SHOWS_EVIDENCE:
        return found
    ids = view.frame["event_id"].to_numpy()[amounts.rows].tolist()
    bounds = np.searchsorted(view.owner[amounts.rows], np.arange(len(view.patients) + 1))
    found[:] = [tuple(ids[a:b]) for a, b in pairwise(bounds)]
    return found
