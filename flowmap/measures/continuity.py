"""Continuity: whether I meet the same person, the same unit, the same profession.

With nᵢ contacts with provider i, N contacts in all and M providers. At unchanged shares COC and MMCI move
with N, and UPC is biased upwards at small N: below the group's minimum number of contacts nothing is
measured.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from flowmap.measures.amounts import Amounts, Undefined, divided
from flowmap.measures.view import Flags, Floats, Ints, View

_PROVIDERS = ("staff", "unit", "profession")


@dataclass(frozen=True)
class Shares:
    """How each patient's contacts divide between providers of one kind."""

    rows: Flags  # contacts whose provider is recorded
    codes: Ints
    contacts: Floats  # N
    providers: Floats  # M
    largest: Floats  # max nᵢ
    squares: Floats  # Σnᵢ²


def share_out(view: View, provider: str) -> Shares:
    """Count each patient's contacts with each provider."""
    codes = view.codes(provider)
    rows = view.is_met & (codes >= 0)
    width = int(codes.max(initial=0)) + 1
    keys, n = np.unique(view.owner[rows] * width + codes[rows], return_counts=True)
    owner = keys // width
    largest = np.zeros(len(view.patients))
    np.maximum.at(largest, owner, n)
    return Shares(
        rows=rows,
        codes=codes,
        contacts=view.tally(owner, n),
        providers=view.tally(owner),
        largest=largest,
        squares=view.tally(owner, n**2),
    )


def _each(view: View, measure: str, figure: Callable[[View, Shares], tuple[Floats, Floats]]) -> list[Amounts]:
    """Work out one figure for each kind of provider; undefined below the minimum number of contacts."""
    made = []
    for provider in _PROVIDERS:
        shares = share_out(view, provider)
        part, whole = figure(view, shares)
        amounts = divided(measure, part=part, whole=whole, unit="index", why=Undefined.TOO_FEW).shown_by(
            shares.rows
        )
        few = shares.contacts < max(view.group.measures.minimum_contacts, 2)
        unknown = (shares.contacts == 0) & (view.count(view.is_met) > 0)
        amounts = amounts.undefined(few, Undefined.TOO_FEW).undefined(unknown, Undefined.NOT_RECORDED)
        made.append(amounts.if_reviewed(view).for_part(provider))
    return made


def measure_upc(view: View) -> list[Amounts]:
    """Measure the share of contacts with the provider met most (UPC).

    UPC = max nᵢ / N. Numerator: contacts with the provider met most. Denominator: contacts that took place
    with the provider recorded. Excluded: provider not recorded, about me, bands. Unit: index 0–1.
    Undefined: not reviewed; fewer contacts than the minimum. Source: usual provider of care, Breslau and
    Reeb 1975; minimum as PrimärvårdsKvalitet.
    """
    return _each(view, "upc", lambda _, shares: (shares.largest, shares.contacts))


def measure_coc(view: View) -> list[Amounts]:
    """Measure how gathered the contacts are on few providers (COC).

    COC = (Σnᵢ² − N) / (N(N − 1)). Numerator and denominator as written. Excluded: provider not recorded,
    about me, bands. Unit: index 0–1. Undefined: not reviewed; fewer contacts than the minimum, and always
    below 2. Source: Bice and Boxerman 1977.
    """
    return _each(
        view, "coc", lambda _, s: (s.squares - s.contacts, s.contacts * np.maximum(s.contacts - 1, 0))
    )


def measure_mmci(view: View) -> list[Amounts]:
    """Measure how few providers there are for the number of contacts (MMCI).

    MMCI = (1 − M/(N + 0.1)) / (1 − 1/(N + 0.1)). Numerator and denominator as written. Excluded: provider
    not recorded, about me, bands. Unit: index 0–1. Undefined: not reviewed; fewer contacts than the
    minimum. Source: modified modified continuity index, Magill and Senf 1987.
    """

    def figure(_: View, shares: Shares) -> tuple[Floats, Floats]:
        n = shares.contacts + 0.1
        return np.maximum(1 - shares.providers / n, 0), np.maximum(1 - 1 / n, 0)

    return _each(view, "mmci", figure)


def measure_secon(view: View) -> list[Amounts]:
    """Measure how often the next contact is with the same provider (SECON).

    Numerator: pairs of contacts next to each other with the same provider. Denominator: such pairs (N − 1).
    Excluded: contacts whose provider is not recorded are passed over. Unit: index 0–1. Undefined: not
    reviewed; fewer contacts than the minimum, and always below 2. Source: sequential continuity,
    Steinwachs 1979.
    """
    return _each(view, "secon", _same_in_a_row)


def _same_in_a_row(view: View, shares: Shares) -> tuple[Floats, Floats]:
    owner, code = view.owner[shares.rows], shares.codes[shares.rows]
    same = (owner[1:] == owner[:-1]) & (code[1:] == code[:-1])
    part = view.tally(owner[1:][same])
    return part, np.maximum(shares.contacts - 1, 0)


def measure_left_out(view: View) -> list[Amounts]:
    """Return the share of contacts that continuity leaves out.

    Numerator: contacts that took place where staff (unit, profession) is not recorded. Denominator:
    contacts that took place. Unit: share. Undefined: not reviewed; no contact. Excluded: what did not
    take place, about me, bands. Source: flowmap's own definition, so that the indices can be weighed.
    """
    made = []
    met = view.count(view.is_met)
    for provider in _PROVIDERS:
        rows = view.is_met & (view.codes(provider) < 0)
        left = divided(
            "continuity_left_out", part=view.count(rows), whole=met, unit="share", why=Undefined.NO_CONTACT
        )
        made.append(left.shown_by(rows).if_reviewed(view).for_part(provider))
    return made


CONTINUITY = (measure_upc, measure_coc, measure_mmci, measure_secon, measure_left_out)
