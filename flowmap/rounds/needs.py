"""Needs: findings that a team took on, kept with their history, listed, and looked at again a round later."""

from datetime import date, datetime

import pandas as pd

from flowmap.group import Group, name_measure
from flowmap.records import DecidedIn, NeedStatus
from flowmap.rounds.store import Store
from flowmap.tables import Comparison, Findings, Needs, Promises
from flowmap.words import day, say

_COLUMNS = tuple(column.name for column in Needs.columns if column.name != "about_patient")
_TAKEN_ON = (NeedStatus.AGREED, NeedStatus.UNDER_WAY, NeedStatus.DONE)
_OPEN = (NeedStatus.AGREED, NeedStatus.UNDER_WAY)
MOST_PROPOSED = 12


def propose_needs(findings: Findings, *, most: int = MOST_PROPOSED) -> Needs:
    """Return the first findings as proposals: what shows the need, its class, and what follows it up.

    One row is a proposal; the team writes the need in the person's words. Findings of the group come before
    those of one person.
    """
    rows = [
        {
            "need_id": finding["finding_id"],
            "in_my_words": "",
            "about_patient": finding["about_patient"],
            "shown_by": finding["sentence"],
            "need_class": _text(finding["need_class"]),
            "decided_in": "",
            "responsible_role": "",
            "action": "",
            "need_status": NeedStatus.PROPOSED.value,
            "measured_by": _text(finding["measure"]),
        }
        for finding in findings.frame.head(most).astype(object).to_dict("records")
    ]
    return Needs.from_rows(rows, findings.stamp)


def join_needs(kept: Needs, proposed: Needs) -> Needs:
    """Return the needs kept before, then the proposals that none of them rests on."""
    rows = proposed.frame
    new = rows[~rows["need_id"].isin(set(kept.frame["need_id"]))]
    frames = [frame for frame in (kept.frame, new) if len(frame)]
    joined = pd.concat([frame.astype(object) for frame in frames]) if frames else kept.frame
    return Needs.from_rows(_records(joined), proposed.stamp)


def keep_needs(store: Store, needs: Needs, *, round_id: str, recorded_at: datetime) -> int:
    """Add needs to the store in one transaction and return how many were new or changed.

    A need that says what its last record says is not added again. A proposal that nobody touched is no need
    and is not kept.

    Raises
    ------
    StoreError
        The store cannot be written; then nothing is kept.
    """
    with store.writing() as tx:
        last = {record["need_id"]: record for record in _records(read_needs(store, round_id=round_id).frame)}
        new = [
            record
            for record in _records(needs.frame)
            if last.get(record["need_id"]) != record and (record["need_id"] in last or _is_touched(record))
        ]
        tx.executemany(
            f"INSERT INTO needs (round_id, patient, recorded_at, {', '.join(_COLUMNS)})"  # noqa: S608
            f" VALUES (?, ?, ?{', ?' * len(_COLUMNS)})",
            [(round_id, r["about_patient"] or "", recorded_at.isoformat(), *_cells(r)) for r in new],
        )
    return len(new)


def read_needs(store: Store, *, round_id: str) -> Needs:
    """Return a round's needs as they stand now; one row is a need, in the order they were first kept."""
    rows = store.rows(
        f"SELECT patient, {', '.join(_COLUMNS)} FROM needs WHERE round_id = ? ORDER BY record_id",  # noqa: S608
        (round_id,),
    )
    latest: dict[str, dict[str, object]] = {}
    for patient, *cells in rows:
        record = {"about_patient": patient or None, **dict(zip(_COLUMNS, cells, strict=True))}
        latest[str(record["need_id"])] = record
    return Needs.from_rows(list(latest.values()))


def list_history(store: Store, *, round_id: str, need_id: str) -> pd.DataFrame:
    """Return how a need came to stand as it does; one row is a record, the oldest first."""
    columns = ("recorded_at", "need_status", "action", "responsible_role", "decided_in", "done_by")
    rows = store.rows(
        f"SELECT {', '.join(columns)} FROM needs WHERE round_id = ? AND need_id = ? ORDER BY record_id",  # noqa: S608
        (round_id, need_id),
    )
    return pd.DataFrame(rows, columns=list(columns))


def needs_for_plan(needs: Needs) -> Needs:
    """Return what goes into the handlingsplan: needs that the team has taken on, those to do first."""
    order = {status.value: rank for rank, status in enumerate((*_OPEN, NeedStatus.DONE))}
    rows = needs.frame
    rows = rows[rows["need_status"].isin(list(order))]
    ranks = rows["need_status"].map(order)
    rows = rows.assign(rank=ranks).sort_values(["rank", "done_by", "need_id"], kind="stable")
    return Needs.from_rows(_records(rows), needs.stamp)


def needs_for_reko(needs: Needs, *, today: date | None) -> Needs:
    """Return what the next REKO meeting should see.

    Needs taken on and not done that others than the team decide, and those whose day has passed by
    ``today`` (none where no day is given).
    """
    rows = needs.frame
    is_open = rows["need_status"].isin([status.value for status in _OPEN])
    others = ~rows["decided_in"].isin(["", DecidedIn.OURSELVES.value])
    is_late = rows["done_by"] < pd.Timestamp(today or date.min)
    kept = rows[is_open & (others | is_late)].sort_values(["done_by", "need_id"], kind="stable")
    return Needs.from_rows(_records(kept), needs.stamp)


def find_last_round(store: Store, *, round_id: str, group_id: str) -> str | None:
    """Return the last round of a group, kept for the first time before this one, that took needs on."""
    rows = store.rows(
        "SELECT round_id FROM rounds WHERE group_id = ? AND round_id <> ? AND kept_at <"
        " coalesce((SELECT kept_at FROM rounds WHERE round_id = ?), '9999') ORDER BY kept_at DESC, round_id",
        (group_id, round_id, round_id),
    )
    for (earlier,) in rows:
        if len(needs_for_plan(read_needs(store, round_id=earlier))):
            return str(earlier)
    return None


def follow_promises(needs: Needs, comparison: Comparison, *, group: Group) -> Promises:
    """Lay last round's needs beside what their measures say now: what a later round shows first.

    One row is a need that was taken on. ``sentence`` tells what was promised, how far it has come, and what
    the comparison shows; that a measure moved is not said to come of the action.
    """
    by_measure = {_measured(row): row for row in comparison.frame.astype(object).to_dict("records")}
    rows = []
    for need in _records(needs.frame):
        if need["need_status"] in _TAKEN_ON:
            found = by_measure.get(str(need["measured_by"]), {})
            sentence = _promise(need, str(found.get("sentence", "")), group)
            numbers = {"before": found.get("before"), "after": found.get("after")}
            rows.append({**need, **numbers, "sentence": sentence})
    return Promises.from_rows(rows, comparison.stamp)


def _measured(row: dict[str, object]) -> str:
    """Return the measure of a row with its part behind a colon, as a need names what it is measured by."""
    return str(row["measure"]) if pd.isna(row["provider"]) else f"{row['measure']}:{row['provider']}"


def _promise(need: dict[str, object], seen: str, group: Group) -> str:
    what = str(need["action"] or need["in_my_words"] or need["shown_by"])
    status = say(f"need_status.{need['need_status']}")
    text = say("needs.promise", what=what.rstrip("."), status=status)
    if need["done_by"]:
        text += " " + say("needs.done_by", day=day(pd.Timestamp(str(need["done_by"]))))
    if seen:
        return f"{text} {seen}"
    measure = str(need["measured_by"])
    return f"{text} {say('needs.not_measured', measure=name_measure(measure, group))}" if measure else text


def _is_touched(record: dict[str, object]) -> bool:
    filled = any(
        record[name] for name in ("in_my_words", "decided_in", "responsible_role", "action", "done_by")
    )
    return filled or record["need_status"] != NeedStatus.PROPOSED


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Return rows as they are compared and kept: texts, days as ISO dates, None where missing."""
    days = pd.to_datetime(frame["done_by"]).dt.strftime("%Y-%m-%d").astype(object)
    rows = frame.assign(done_by=days.where(days.notna(), None)).astype(object)
    rows = rows.where(rows.notna(), None)
    names = [column.name for column in Needs.columns]
    records: list[dict[str, object]] = rows[names].to_dict("records")
    return records


def _cells(record: dict[str, object]) -> list[object]:
    return [record[name] for name in _COLUMNS]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
