"""Ways to draw: one as a workshop would see it, and invented ones of any size, through the whole route."""

import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from flowmap.expected import check_expected
from flowmap.findings import list_findings
from flowmap.group import Group, read_group
from flowmap.journal import read_journal
from flowmap.journal.template import write_template
from flowmap.log import build_log
from flowmap.measures import measure_flow
from flowmap.paths import trace_paths
from flowmap.samples import invent_round, resolve_ratings
from flowmap.tables import (
    BandEntries,
    Basis,
    Contacts,
    Coverage,
    Entries,
    Expected,
    Findings,
    Journal,
    Patients,
    Ratings,
    shape_columns,
)
from flowmap.value import tag_contacts
from tests.drawing import drawn, entries

JOURNALS = ("health_centre", "inpatient", "municipal_health", "municipal_social")
ANNA = """
date       | until      | journal          | activity             | mode       | started_by | in_short                        | is_stay | unit
2026-01-08 |            | health_centre    | Läkarbesök           | visit      | care       |                                 |         |
2026-01-11 |            | health_centre    | Provtagning          | visit      | care       |                                 |         |
2026-01-14 |            | health_centre    | Rådgivning telefon   | phone      | care       | provsvar                        |         |
2026-01-17 |            | health_centre    | Läkarbesök           | visit      | care       | ombokad tid                     |         |
2026-01-21 |            | health_centre    | Läkarbesök           | visit      | care       | ombokad igen                    |         |
2026-01-28 |            | health_centre    | Läkarbesök           | visit      | care       |                                 |         |
2026-01-29 |            | health_centre    | Remiss skickad       |            |            |                                 |         |
2026-01-30 |            | municipal_health | Hembesök             | home_visit | care       | sår                             |         |
2026-02-04 |            | municipal_health | Hembesök             | home_visit | care       |                                 |         |
2026-02-05 |            | municipal_social | Ansökan om bistånd   |            | person     |                                 |         |
2026-02-07 |            | municipal_social | Biståndsutredning    | home_visit | care       | samma frågor som förra gången   |         |
2026-03-07 |            | health_centre    | Rådgivning telefon   | phone      | relative   | dottern undrar vem som ansvarar |         |
2026-03-08 |            | municipal_social | Närståendesamtal     | phone      | relative   | besked: ring vården             |         |
2026-03-09 |            | other            | 1177                 | phone      | relative   |                                 |         | 1177 Vårdguiden
2026-03-09 |            | other            | Ambulans             |            | care       |                                 |         | Ambulansen
2026-03-09 | 2026-03-18 | inpatient        | Vårdtillfälle        |            |            |                                 | x       |
2026-03-12 |            | inpatient        | Samtal på avdelning  | meeting    | care       |                                 |         |
2026-03-13 |            | inpatient        | Rapport              | phone      |            |                                 |         |
2026-03-15 |            | inpatient        | Utskrivningsklar     |            |            |                                 |         |
2026-03-15 |            | municipal_social | Utskrivningsplanering| meeting    | care       |                                 |         |
2026-03-17 |            | municipal_health | SIP-möte             | meeting    | care       |                                 |         |
2026-03-18 |            | inpatient        | Utskrivningsinformation |         |            |                                 |         |
2026-03-19 |            | municipal_health | Hembesök             | home_visit | care       |                                 |         |
2026-03-20 |            | municipal_health | Hembesök             | home_visit | care       | läkemedel saknas                |         |
2026-03-21 |            | health_centre    | Rådgivning telefon   | phone      | person     | jag ringer om recept            |         |
2026-03-25 |            | municipal_health | Hembesök             | home_visit | care       |                                 |         |
2026-03-28 |            | health_centre    | Hembesök             | home_visit | care       | läkaren kom hem                 |         |
2026-04-01 |            | municipal_health | Hembesök             | home_visit | care       |                                 |         |
2026-04-08 |            | municipal_health | SIP uppföljd         | meeting    | care       |                                 |         |
"""
ANNA_BANDS = """
entry_id | journal          | activity_text | start_on   | end_on     | times_per_week | staff_in_14_days
90001    | municipal_health | Sårvård       | 2026-01-30 | 2026-03-08 | 2              | 3
90002    | municipal_social | Hemtjänst     | 2026-02-09 |            | 28             | 17
"""
# what the person (p) or the team (t) says of Anna's contacts in order: + gave, = needed, - gave nothing
ANNA_SAID = "p+ t= t+ .. t- p+ .. p+ t+ .. p- p- t- t= t= p+ t= t+ p+ p- p+ t+ p+ t+ t+"
_VALUES = {"+": "value_creating", "=": "necessary", "-": "not_value_creating"}
MULTI = ("multisjuka_aldre",)


def band_entries(text: str, patient: str) -> BandEntries:
    """Return band rows drawn in text."""
    frame = drawn(text)
    for column in BandEntries.columns:
        if column.name not in frame:
            frame[column.name] = {"patient": patient, "file": "drawn.xlsx", "sheet": "bands", "row": 1}.get(
                column.name
            )
    for name in ("start_on", "end_on"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    frame["times_per_week"] = frame["times_per_week"].astype(float)
    for name in ("visits", "staff_in_14_days"):
        frame[name] = pd.array(pd.to_numeric(frame[name]), dtype="Int32")
    frame["entry_id"] = frame["entry_id"].astype("int64")
    frame["row"] = frame["row"].astype("int64")
    return BandEntries(shape_columns(frame[[c.name for c in BandEntries.columns]], BandEntries.columns))


def patients(
    *codes: str, important: str = "", first: str = "2026-01-08", last: str = "2026-04-08"
) -> Patients:
    """Return patients with one review window."""
    start, end = pd.Timestamp(first), pd.Timestamp(last)
    said = {"important_to_me": important, "important_by": "person" if important else None}
    return Patients.from_rows(
        [{"patient": c, "window_start": start, "window_end": end, **said} for c in codes]
    )


def coverage(*codes: str, **status: str) -> Coverage:
    """Return the four journals as reviewed, but for those named."""
    rows = [(c, j, status.get(j, "whole")) for c in codes for j in JOURNALS]
    return Coverage.from_rows([{"patient": c, "journal": j, "coverage_status": s} for c, j, s in rows])


def basis(*codes: str) -> Basis:
    """Return a consent for every journal."""
    every = (*JOURNALS, "other")
    return Basis.from_rows([{"patient": c, "journal": j, "basis": "consent"} for c in codes for j in every])


def contacts_of(
    journal: Journal, *, group: str = "multisjuka_aldre", said: str = ""
) -> tuple[Contacts, Group]:
    """Return the journal's contacts, rated as ``said`` says."""
    chosen = read_group(group)
    paths = trace_paths(build_log(journal, chosen), chosen)
    return tag_contacts(paths, chosen, ratings=_ratings(paths.frame, said)), chosen


def _ratings(frame: pd.DataFrame, said: str) -> Ratings | None:
    rows = []
    met = frame[(frame["kind"] == "contact").to_numpy()]
    for event, word in zip(met["event_id"], said.split(), strict=False):
        if word == "..":
            continue
        who = "person" if word[0] == "p" else "team"
        rows.append(
            {
                "event_id": event,
                "rater": f"{who} A",
                "role": who,
                "value": _VALUES[word[1]],
                "rating_basis": "consensus" if who == "team" else None,
                "rated_at": pd.Timestamp("2026-05-01"),
            }
        )
    return Ratings.from_rows(rows) if rows else None


def anna() -> tuple[Contacts, Group, Findings]:
    """Return the way of P07: 90 days, a stay, home care, a daughter who calls."""
    rows = entries(ANNA.replace("\n", "\n", 1))
    frame = rows.frame
    frame["patient"] = pd.Categorical(["P07"] * len(frame))
    journal = Journal(
        entries=Entries(frame),
        bands=band_entries(ANNA_BANDS, "P07"),
        patients=patients("P07", important="Att få bo hemma, och att slippa berätta allt en gång till."),
        coverage=coverage("P07"),
        basis=basis("P07"),
    )
    contacts, group = contacts_of(journal, said=ANNA_SAID)
    return contacts, group, findings("P07", *ANNA_FINDINGS)


ANNA_FINDINGS = (
    "Dottern frågade vem som ansvarar och fick inget svar; 1177 och ambulans samma vecka.",
    "Kallelse till planering samma dag som utskrivningsklar. SIP-möte två dagar senare.",
    "Läkemedel saknades första veckan hemma: jag fick själv ringa. Orsak angiven: uppgift saknades.",
)


def findings(patient: str | None, *sentences: str) -> Findings:
    """Return findings about one person, or about the group."""
    rows = [
        {
            "finding_id": f"f{at}",
            "sentence": s,
            "about_patient": patient,
            "patients": 1,
            "of_patients": 1,
            "size": 1.0,
        }
        for at, s in enumerate(sentences)
    ]
    return Findings.from_rows([{**row, "evidence": ()} for row in rows])


ACTIVITIES = (
    ("health_centre", "Läkarbesök", "visit"),
    ("health_centre", "Rådgivning telefon", "phone"),
    ("health_centre", "Ssk-besök", "visit"),
    ("health_centre", "Provtagning", "visit"),
    ("municipal_health", "Hembesök", "home_visit"),
    ("municipal_health", "Såromläggning", "home_visit"),
    ("municipal_health", "Rehabbesök", "home_visit"),
    ("municipal_health", "Läkemedelsgenomgång", "meeting"),
    ("municipal_social", "Biståndsutredning", "home_visit"),
    ("municipal_social", "Trygghetslarm", "phone"),
    ("municipal_health", "Rapport", "phone"),
    ("inpatient", "Specialistbesök", "visit"),
    ("inpatient", "Akutbesök", "visit"),
)
SHORT = (
    "ny tid",
    "undrar om läkemedel",
    "samma frågor igen",
    "yrsel",
    "hjälp med hjälpmedel",
    "",
    "",
    "",
    "",
)


def invented_rows(patient: str, count: int, *, seed: int, days: int = 90, dense: bool = True) -> pd.DataFrame:
    """Return rows of one invented person: ``count`` contacts in ``days``, in dense weeks, with a stay."""
    chance = random.Random(seed)
    start = pd.Timestamp("2026-01-08")
    centres = [chance.uniform(0.1, 0.9) * days for _ in range(3)]
    rows = []
    for _ in range(count):
        centre = chance.choice(centres)
        at = chance.gauss(centre, days / 12) if dense and chance.random() < 0.7 else chance.uniform(0, days)
        journal, activity, mode = chance.choice(ACTIVITIES)
        rows.append(
            {
                "patient": patient,
                "date": (start + pd.Timedelta(days=min(max(int(at), 0), days))).strftime("%Y-%m-%d"),
                "clock": f"{chance.randint(7, 20):02d}:{chance.choice((0, 15, 30, 45)):02d}",
                "journal": journal,
                "activity": activity,
                "mode": mode,
                "started_by": chance.choices(("care", "person", "relative"), (8, 1, 1))[0],
                "in_short": chance.choice(SHORT) or None,
                "status": chance.choices(("done", "cancelled", "unanswered"), (20, 1, 1))[0],
            }
        )
    first = start + pd.Timedelta(days=int(days * 0.55))
    last = first + pd.Timedelta(days=max(int(days * 0.08), 2))
    stay = {"patient": patient, "journal": "inpatient", "activity": "Vårdtillfälle", "is_stay": "x"}
    rows.append({**stay, "date": first.strftime("%Y-%m-%d"), "until": last.strftime("%Y-%m-%d")})
    ready = last - pd.Timedelta(days=1)
    rows.append(
        {
            "patient": patient,
            "date": ready.strftime("%Y-%m-%d"),
            "journal": "inpatient",
            "activity": "Utskrivningsklar",
        }
    )
    return pd.DataFrame(rows)


def as_text(rows: pd.DataFrame) -> str:
    """Return rows as a table drawn in text."""
    filled = rows.astype(object).where(rows.notna(), "")
    lines = [" | ".join(rows.columns), *(" | ".join(map(str, row)) for row in filled.itertuples(index=False))]
    return "\n".join(lines)


def invented(count: int, *, people: int = 1, seed: int = 7, days: int = 90) -> tuple[Contacts, Group]:
    """Return invented ways of ``people`` persons with ``count`` contacts; the last has gaps in coverage."""
    codes = [f"P{number:02d}" for number in range(1, people + 1)]
    rows = pd.concat([invented_rows(c, count, seed=seed + at, days=days) for at, c in enumerate(codes)])
    last = (pd.Timestamp("2026-01-08") + pd.Timedelta(days=days)).strftime("%Y-%m-%d")
    reviewed = coverage(*codes).frame
    status = reviewed["coverage_status"].astype(object)
    closed = ((reviewed["patient"] == codes[-1]) & (reviewed["journal"] == "municipal_social")).to_numpy()
    status = status.mask(closed, "not_allowed") if people > 1 else status
    journal = Journal(
        entries=entries(as_text(rows)),
        bands=band_entries(_bands_text(last), codes[0]),
        patients=patients(*codes, important="Att orka gå ut med hunden.", last=last),
        coverage=Coverage(shape_columns(reviewed.assign(coverage_status=status), Coverage.columns)),
    )
    chance = random.Random(seed)
    said = " ".join(
        chance.choice(("p+", "p-", "t+", "t=", "t-", "t+", "..", "..")) for _ in range(count * people)
    )
    return contacts_of(journal, said=said)


def _bands_text(last: str) -> str:
    return f"""
entry_id | journal          | activity_text | start_on   | end_on     | times_per_week | staff_in_14_days
90001    | municipal_health | Sårvård       | 2026-01-20 | 2026-03-01 | 3              | 5
90002    | municipal_social | Hemtjänst     | 2026-01-08 | {last} | 28             | 21
90003    | municipal_social | Dagverksamhet | 2026-01-12 | 2026-02-09 | 2              |
"""


@cache
def sample(name: str = "2026-var-multisjuka-aldre") -> tuple[Contacts, Group, Expected, Findings]:
    """Return an invented round that has gone through the whole route."""
    invented_round = invent_round(name)
    group = read_group(invented_round.group_id)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.xlsx"
        write_template(path, group=group, rows=invented_round.sheets)
        journal = read_journal(path, group=group)
    rows = [
        {**row, "patient": patient, "journal": journal_name, "decided_on": pd.Timestamp(row["decided_on"])}
        for row in invented_round.basis
        for patient in row["patients"]
        for journal_name in row["journals"]
    ]
    stated = Basis.from_rows([{**row, "keep_until": pd.Timestamp(row["keep_until"])} for row in rows])
    log = build_log(replace(journal, basis=stated), group)
    paths = trace_paths(log, group)
    contacts = tag_contacts(paths, group, ratings=resolve_ratings(invented_round.ratings, log))
    expected = check_expected(contacts, group)
    found = list_findings(contacts, measure_flow(contacts, group), expected=expected, group=group)
    return contacts, group, expected, found
