"""Value per voice: what the contacts gave, as the person, and apart from that the team, has said.

Shares are of what a voice has assessed, and so of what was read: they ask for no journal beyond it. A count
does, and is undefined where a journal was not reviewed.
"""

from collections.abc import Iterator

import numpy as np

from flowmap.measures.amounts import Amounts, Undefined, divided, shared
from flowmap.measures.view import Flags, View
from flowmap.records import REASONS_FOR, Reason, Value, Voice

_SHARES = {
    "share_value_creating": Value.CREATING,
    "share_necessary": Value.NECESSARY,
    "share_not_value_creating": Value.NOT_CREATING,
}
_PARTS = ("lane", "profession", "phase")


def _voices(view: View) -> Iterator[tuple[str, Flags]]:
    """Yield each voice that may be counted with the contacts it has assessed; proposals never are."""
    for voice in (Voice.PERSON, Voice.TEAM):
        yield voice.value, view.is_contact & view.has(f"{voice.value}_value", *list(_SHARES.values()))


def measure_assessed(view: View) -> list[Amounts]:
    """Return the share of contacts that each voice has assessed.

    Numerator: contacts with a value from that voice. Denominator: contacts with me that took place, or
    that somebody has assessed. Excluded: about me, milestones, bands; proposals are no assessment. Unit:
    share. Undefined: no contact. Source: flowmap's own definition.
    """
    made = []
    by_voice = dict(_voices(view))
    among = view.is_met | by_voice[Voice.PERSON.value] | by_voice[Voice.TEAM.value]
    for voice, assessed in by_voice.items():
        share = shared(view, "share_assessed", rows=assessed, among=among, why=Undefined.NO_CONTACT)
        made.append(share.for_part(voice))
    return made


def measure_value_shares(view: View) -> list[Amounts]:
    """Return the share of assessed contacts that gave me something, were needed, or gave me nothing.

    Per voice, and within a voice by lane, profession and phase. Numerator: contacts with that value.
    Denominator: contacts that the voice has assessed. Excluded: not assessed, disputed, proposals. Unit:
    share. Undefined: nothing assessed. Source: value-creating, necessary and not, as in lean; the scale
    of the flow mapping.
    """
    made = []
    for voice, assessed in _voices(view):
        for part, among in ((voice, assessed), *_within(view, voice, assessed)):
            for measure, value in _SHARES.items():
                rows = view.has(f"{voice}_value", value)
                share = shared(view, measure, rows=rows, among=among, why=Undefined.NOT_ASSESSED)
                made.append(share.for_part(part))
    return made


def _within(view: View, voice: str, rows: Flags) -> Iterator[tuple[str, Flags]]:
    """Yield the assessed contacts of each lane, profession and phase that has any."""
    for column in _PARTS:
        for label in view.frame[column].cat.categories:
            inside = rows & view.has(column, label)
            if inside.any():
                yield f"{voice}/{column}={label}", inside


def measure_disputed(view: View) -> list[Amounts]:
    """Return the share of the team's contacts where raters differ and the team has not agreed.

    Numerator: disputed contacts. Denominator: contacts that the team assessed or disputes. Unit: share.
    Undefined: the team has assessed nothing. Excluded: one rater alone, what raters agreed on together,
    proposals. Source: flowmap's own definition.
    """
    disputed = view.is_contact & view.frame["disputed"].to_numpy()
    assessed = dict(_voices(view))[Voice.TEAM.value]
    among = assessed | disputed
    share = shared(view, "share_disputed", rows=disputed, among=among, why=Undefined.NOT_ASSESSED)
    return [share.for_part(Voice.TEAM.value)]


def measure_voices_differ(view: View) -> list[Amounts]:
    """Return the share of contacts where person and team differ.

    Numerator: contacts that both have assessed, with different values. Denominator: contacts that both
    have assessed. Unit: share. Undefined: none that both have assessed. Excluded: disputed contacts,
    proposals. Source: flowmap's own definition.
    """
    by_voice = dict(_voices(view))
    both = by_voice[Voice.PERSON.value] & by_voice[Voice.TEAM.value]
    alike = np.zeros(len(both), dtype=np.bool_)
    for value in _SHARES.values():
        alike |= view.has("person_value", value) & view.has("team_value", value)
    return [shared(view, "voices_differ", rows=~alike, among=both, why=Undefined.NOT_ASSESSED)]


def measure_value_days(view: View) -> list[Amounts]:
    """Return the share of assessed days on which some contact gave me something.

    Numerator: days with a contact that gave me something, per voice. Denominator: days with a contact
    that the voice has assessed. Unit: share. Undefined: nothing assessed. Excluded: days on which the
    voice has assessed nothing; proposals. Source: after Red2Green, where each day moves the person on or
    does not.
    """
    day = view.day - view.day.min() if len(view.day) else view.day
    made = []
    for voice, assessed in _voices(view):
        gave = assessed & view.has(f"{voice}_value", Value.CREATING)
        part, whole = view.count_distinct(gave, day), view.count_distinct(assessed, day)
        share = divided(
            "days_value_creating", part=part, whole=whole, unit="share", why=Undefined.NOT_ASSESSED
        )
        made.append(share.shown_by(gave).for_part(voice))
    return made


def measure_reasons(view: View) -> list[Amounts]:
    """Return the share of contacts with each reason: why they gave me nothing, and what was good.

    Per voice and reason. Numerator: contacts with that reason. Denominator: reasons against, contacts
    that gave me nothing; reasons for, contacts that gave me something. Excluded: proposals' reasons.
    Unit: share. Undefined: no such contact. Source: constraint codes of Red2Green and failure demand; the
    reasons of the codebook.
    """
    made = []
    for voice, assessed in _voices(view):
        for reason in Reason:
            value = Value.CREATING if reason in REASONS_FOR else Value.NOT_CREATING
            among = assessed & view.has(f"{voice}_value", value)
            rows = view.has(f"{voice}_reason", reason)
            if not (rows & among).any():
                continue
            measure = "reason_for" if reason in REASONS_FOR else "reason_against"
            share = shared(view, measure, rows=rows, among=among, why=Undefined.NOT_ASSESSED)
            made.append(share.for_part(f"{voice}/reason={reason}"))
    return made


def measure_retellings(view: View) -> list[Amounts]:
    """Count contacts where I had to tell it again.

    Numerator: contacts that the person's or the team's reason marks *berätta igen*. Denominator: contacts
    that either has assessed. Unit: contacts. Undefined: not reviewed; nothing assessed. Excluded:
    proposals' reasons. Source: retellings, as patients' stories tell them; flowmap's own definition.
    """
    assessed = np.zeros(len(view.frame), dtype=np.bool_)
    told = assessed.copy()
    for voice, rows in _voices(view):
        assessed |= rows
        told |= rows & view.has(f"{voice}_reason", Reason.TOLD_AGAIN)
    part, whole = view.count(told), view.count(assessed)
    made = Amounts.of("retellings", unit="contacts", amount=part).over(part, whole).shown_by(told)
    return [made.undefined(whole == 0, Undefined.NOT_ASSESSED).if_reviewed(view)]


WORTH = (
    measure_assessed,
    measure_value_shares,
    measure_disputed,
    measure_voices_differ,
    measure_value_days,
    measure_reasons,
    measure_retellings,
)
