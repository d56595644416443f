"""About me: whose staff spoke with one another, as far as the rows themselves say."""

import numpy as np
import pandas as pd

from flowmap.measures.view import Flags, View
from flowmap.records import Principal

_NO_PART = {Principal.UNKNOWN.value, Principal.ME.value}


def find_parts(view: View, about: Flags) -> tuple[Flags, Flags]:
    """Return which of the rows ``about`` me name two principals, and which name both their parts.

    A row names the principals of the journals that it stands in, of its lane, and of its unit where contacts
    of the log show whose unit that is. It names both parts where these are two principals, or where it stands
    in two journals.
    """
    between, named = np.zeros((2, len(about)), dtype=np.bool_)
    journals = _journals(view, about)
    said = pd.concat([_by_journal(view, journals), _by_lane(view, about), _by_unit(view, about)])
    said = said[~said["principal"].isin(_NO_PART)].drop_duplicates()
    parts = said.groupby("row").size()
    stands_in = journals.groupby("row").size()
    between[parts.index[parts > 1]] = True
    named[stands_in.index[stands_in > 1]] = True
    return between, named | between


def _journals(view: View, about: Flags) -> pd.DataFrame:
    """Return each row with every journal that it stands in."""
    rows = np.flatnonzero(about)
    events = pd.DataFrame({"row": rows, "event_id": view.frame["event_id"].to_numpy()[rows]})
    ledger = view.contacts.facts.ledger.frame
    entries = ledger.loc[ledger["event_id"].isin(events["event_id"]), ["event_id", "journal"]]
    own = events.assign(journal=view.frame["journal"].astype(object).to_numpy()[rows])
    merged = events.merge(entries.astype({"journal": object}), on="event_id")
    return pd.concat([own, merged])[["row", "journal"]].drop_duplicates()


def _by_journal(view: View, journals: pd.DataFrame) -> pd.DataFrame:
    """Return each row with the principals of its journals; a journal that two principals share names none."""
    lanes = [(str(j), lane.principal.value) for lane in view.group.lanes for j in lane.journals]
    owners = pd.DataFrame(sorted(set(lanes)), columns=["journal", "principal"], dtype=object)
    owners = owners.drop_duplicates("journal", keep=False)
    return journals.merge(owners, on="journal")[["row", "principal"]]


def _by_lane(view: View, about: Flags) -> pd.DataFrame:
    rows = np.flatnonzero(about)
    return pd.DataFrame({"row": rows, "principal": view.frame["principal"].astype(object).to_numpy()[rows]})


def _by_unit(view: View, about: Flags) -> pd.DataFrame:
    """Return each row with its unit's principal, where all contacts with that unit have the same."""
    units = view.codes("unit")
    frame = pd.DataFrame({"unit": units, "principal": view.frame["principal"].astype(object)})
    met = frame[view.is_contact & (units >= 0)].drop_duplicates().drop_duplicates("unit", keep=False)
    rows = np.flatnonzero(about & (units >= 0))
    return pd.DataFrame({"row": rows, "unit": units[rows]}).merge(met, on="unit")[["row", "principal"]]
