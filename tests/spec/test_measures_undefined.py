"""Each measure for somebody not reviewed, nobody met, one bare contact, and a whole way: side by side.

P01 has a journal that was not allowed. P02 was reviewed, and nothing happened. P03 has one contact with nothing
written but its day. P04 has a stay, calls, home visits, a plan and routine care.
"""

import pytest

from flowmap.measures import measure_flow
from flowmap.tables import Measures
from tests.drawing import drawn
from tests.drawing_measures import GROUP, amounts, round_of

ROWS = """
| patient | date       | until      | activity                 | journal          | mode  | started_by | unit   | staff | profession    | is_stay | status    | kind  |
| P01     | 2026-03-02 |            | Läkarbesök               | health_centre    | visit | care       | Hc     | dl A  | läkare        |         |           |       |
| P01     | 2026-03-05 |            | Läkarbesök               | health_centre    | visit | care       | Hc     | dl B  | läkare        |         |           |       |
| P03     | 2026-03-02 |            | Läkarbesök               | health_centre    |       |            |        |       |               |         |           |       |
| P04     | 2026-03-02 |            | Läkarbesök               | health_centre    | visit | care       | Hc     | dl A  | läkare        |         |           |       |
| P04     | 2026-03-03 |            | Rådgivning telefon       | health_centre    | phone | relative   | Hc     | ssk A | sjuksköterska |         |           |       |
| P04     | 2026-03-04 |            | Läkarbesök               | health_centre    | visit | care       | Hc     | dl A  | läkare        |         | cancelled |       |
| P04     | 2026-03-05 |            | Rådgivning telefon       | health_centre    | phone | person     | Hc     |       |               |         | unanswered|       |
| P04     | 2026-03-10 | 2026-03-15 | Vårdtillfälle            | inpatient        |       |            | Avd    |       |               | x       |           |       |
| P04     | 2026-03-12 |            | Rapport                  | inpatient        | phone |            | Avd    |       |               |         |           | about |
| P04     | 2026-03-13 |            | Utskrivningsklar         | inpatient        |       |            |        |       |               |         |           |       |
| P04     | 2026-03-15 |            | Utskrivningsinformation  | inpatient        |       |            |        |       |               |         |           |       |
| P04     | 2026-03-16 |            | Hembesök                 | municipal_health |       | care       | Hsv    | dsk A | distriktssköterska |    |           |       |
| P04     | 2026-03-16 |            | Inskriven i hemsjukvård  | municipal_health |       |            |        |       |               |         |           |       |
| P04     | 2026-03-17 |            | Fast vårdkontakt utsedd  | health_centre    |       |            |        |       |               |         |           |       |
| P04     | 2026-03-18 |            | Fast läkarkontakt utsedd | health_centre    |       |            |        |       |               |         |           |       |
| P04     | 2026-03-19 |            | Läkemedelslista överlämnad | inpatient      |       |            |        |       |               |         |           |       |
| P04     | 2026-03-20 |            | Hembesök                 | municipal_health |       | care       | Hsv    | dsk A | distriktssköterska |    |           |       |
"""
WINDOWS = "| patient | home_place | window_start | window_end |\n" + "".join(
    f"| P0{n} | Byn | 2026-03-01 | 2026-04-30 |\n" for n in range(1, 5)
)
READ = "| patient | journal | coverage_status |\n" + "".join(
    f"| P0{n} | {journal} | {'not_allowed' if (n, journal) == (1, 'inpatient') else 'whole'} |\n"
    for n in range(1, 5)
    for journal in ("health_centre", "inpatient", "municipal_health", "municipal_social")
)
PLACES = "| home_place | unit | km | minutes |\n| Byn | Hc | 10 | 15 |\n| Byn | Avd | 100 | 90 |\n"
EXPECTED = """
| measure                        | part                            | P01          | P02          | P03          | P04          |
| contacts                       |                                 | not_reviewed | 0            | 1            | 5            |
| contacts                       | lane=halsocentral               | 2            | 0            | 1            | 3            |
| contacts                       | lane=hemsjukvard                | 0            | 0            | 0            | 2            |
| contact_days                   |                                 | not_reviewed | 0            | 1            | 5            |
| started_by_us                  |                                 | not_reviewed | 0            | not_recorded | 2            |
| started_by_me                  |                                 | not_reviewed | 0            | not_recorded | 1            |
| started_by_relative            |                                 | not_reviewed | 0            | not_recorded | 1            |
| unanswered                     |                                 | not_reviewed | 0            | 0            | 1            |
| not_held                       |                                 | not_reviewed | no_contact   | 0            | 0.2          |
| trips                          |                                 | not_reviewed | 0            | not_recorded | 2            |
| travel_km                      |                                 | not_reviewed | 0            | not_recorded | 220          |
| travel_minutes                 |                                 | not_reviewed | 0            | not_recorded | 210          |
| share_home                     |                                 | not_reviewed | no_contact   | not_recorded | 0.5          |
| share_phone                    |                                 | not_reviewed | no_contact   | not_recorded | 0.25         |
| share_video                    |                                 | not_reviewed | no_contact   | not_recorded | 0            |
| people_met                     |                                 | not_reviewed | 0            | not_recorded | 3            |
| professions_met                |                                 | not_reviewed | 0            | not_recorded | 3            |
| units_met                      |                                 | not_reviewed | 0            | not_recorded | 2            |
| first_meetings                 |                                 | not_reviewed | no_contact   | not_recorded | 0.75         |
| first_units                    |                                 | not_reviewed | no_contact   | not_recorded | 0.5          |
| stays                          |                                 | not_reviewed | 0            | 0            | 1            |
| stay_days                      |                                 | not_reviewed | 0            | 0            | 5            |
| longest_wait_days              |                                 | not_reviewed | no_wait      | no_wait      | 2            |
| total_wait_days                |                                 | not_reviewed | no_wait      | no_wait      | 2            |
| longest_wait_days              | wait=utskrivningsklar_utskriven | not_reviewed | no_wait      | no_wait      | 2            |
| total_wait_days                | wait=utskrivningsklar_utskriven | not_reviewed | no_wait      | no_wait      | 2            |
| longest_gap_days               |                                 | not_reviewed | too_few      | too_few      | 4            |
| band_visits                    |                                 | not_reviewed | 0            | 0            | 0            |
| staff_in_14_days               |                                 | not_reviewed | no_band      | no_band      | no_band      |
| voices_differ                  |                                 | not_assessed | not_assessed | not_assessed | not_assessed |
| retellings                     |                                 | not_reviewed | not_assessed | not_assessed | not_assessed |
| lane_changes                   |                                 | not_reviewed | 0            | 0            | 2.495        |
| principal_changes              |                                 | not_reviewed | 0            | 0            | 1.497        |
| handovers                      |                                 | not_reviewed | 0            | 0            | 3            |
| handovers                      | handover=inskrivning            | not_reviewed | 0            | 0            | 1            |
| handovers                      | handover=utskrivning            | not_reviewed | 0            | 0            | 1            |
| handovers                      | handover=rapport                | not_reviewed | 0            | 0            | 1            |
| handover_carried               | marker=lakemedelslista          | not_reviewed | no_handover  | no_handover  | 0            |
| handover_carried               | marker=skriftlig_sammanfattning | not_reviewed | no_handover  | no_handover  | 0            |
| handover_carried               | marker=utskrivningsinformation  | not_reviewed | no_handover  | no_handover  | 1            |
| about_me                       |                                 | not_reviewed | 0            | 0            | 1            |
| about_me_between               |                                 | not_reviewed | 0            | 0            | not_recorded |
| home_contact                   |                                 | not_reviewed | no_discharge | no_discharge | 1            |
| home_contact                   | lane=hemsjukvard                | not_reviewed | no_discharge | no_discharge | 1            |
| called_from_home               |                                 | not_reviewed | no_discharge | no_discharge | 0            |
| home_contact_after_days        |                                 | not_reviewed | no_discharge | no_discharge | 1            |
| lanes_at_once                  |                                 | not_reviewed | no_contact   | 1            | 2            |
| upc                            | staff                           | not_reviewed | too_few      | not_recorded | 0.5          |
| upc                            | unit                            | not_reviewed | too_few      | not_recorded | 0.5          |
| upc                            | profession                      | not_reviewed | too_few      | not_recorded | 0.5          |
| coc                            | staff                           | not_reviewed | too_few      | not_recorded | 0.167        |
| coc                            | unit                            | not_reviewed | too_few      | not_recorded | 0.333        |
| coc                            | profession                      | not_reviewed | too_few      | not_recorded | 0.167        |
| mmci                           | staff                           | not_reviewed | too_few      | not_recorded | 0.355        |
| mmci                           | unit                            | not_reviewed | too_few      | not_recorded | 0.677        |
| mmci                           | profession                      | not_reviewed | too_few      | not_recorded | 0.355        |
| secon                          | staff                           | not_reviewed | too_few      | not_recorded | 0.333        |
| secon                          | unit                            | not_reviewed | too_few      | not_recorded | 0.667        |
| secon                          | profession                      | not_reviewed | too_few      | not_recorded | 0.333        |
| continuity_left_out            | staff                           | not_reviewed | no_contact   | 1            | 0            |
| continuity_left_out            | unit                            | not_reviewed | no_contact   | 1            | 0            |
| continuity_left_out            | profession                      | not_reviewed | no_contact   | 1            | 0            |
| fast_vardkontakt_seen          |                                 | not_reviewed | 0            | 0            | 1            |
| fast_vardkontakt_after_days    |                                 | not_reviewed | not_seen     | not_seen     | 16           |
| fast_lakarkontakt_seen         |                                 | not_reviewed | 0            | 0            | 1            |
| fast_lakarkontakt_after_days   |                                 | not_reviewed | not_seen     | not_seen     | 17           |
| fast_omsorgskontakt_seen       |                                 | not_reviewed | 0            | 0            | 0            |
| fast_omsorgskontakt_after_days |                                 | not_reviewed | not_seen     | not_seen     | not_seen     |
| hemsjukvard_seen               |                                 | not_reviewed | 0            | 0            | 1            |
| hemsjukvard_after_days         |                                 | not_reviewed | not_seen     | not_seen     | 15           |
| sip_seen                       |                                 | not_reviewed | 0            | 0            | 0            |
| sip_after_days                 |                                 | not_reviewed | not_seen     | not_seen     | not_seen     |
| medicines_list_seen            |                                 | not_reviewed | 0            | 0            | 1            |
| medicines_list_after_days      |                                 | not_reviewed | not_seen     | not_seen     | 18           |
| sip_correct                    |                                 | not_reviewed | not_seen     | not_seen     | not_seen     |
| sip_correct                    | criterion=samtycke              | not_reviewed | not_seen     | not_seen     | not_seen     |
| sip_correct                    | criterion=deltog                | not_reviewed | not_seen     | not_seen     | not_seen     |
| sip_correct                    | criterion=mal                   | not_reviewed | not_seen     | not_seen     | not_seen     |
| sip_correct                    | criterion=vem_gor_vad           | not_reviewed | not_seen     | not_seen     | not_seen     |
| sip_correct                    | criterion=samordnare            | not_reviewed | not_seen     | not_seen     | not_seen     |
| sip_correct                    | criterion=uppfoljningsdag       | not_reviewed | not_seen     | not_seen     | not_seen     |
| sip_correct                    | criterion=uppfoljd              | not_reviewed | not_seen     | not_seen     | not_seen     |
| aktorsmoten                    |                                 | not_reviewed | 0            | 0            | 0            |
| ready_days                     |                                 | not_reviewed | no_discharge | no_discharge | 2            |
| unplanned_return               |                                 | not_reviewed | no_discharge | no_discharge | 0            |
| emergency_visit                |                                 | not_reviewed | no_discharge | no_discharge | 0            |
| larm_och_fall                  |                                 | 0            | 0            | 0            | 0            |
"""


@pytest.fixture(scope="module")
def measures() -> Measures:
    contacts = round_of(ROWS, patients=WINDOWS, coverage=READ, places=PLACES)
    return measure_flow(contacts, GROUP)


def shown(measures: Measures, measure: str, part: str | None) -> dict[str, str]:
    found = amounts(measures, measure, part)
    return {code: f"{cell:g}" if isinstance(cell, float) else str(cell) for code, cell in found.items()}


def test_each_measure_has_an_amount_or_says_why_not(measures: Measures) -> None:
    wanted = drawn(EXPECTED).astype(object)
    rows = wanted.where(wanted.notna(), None).to_dict("records")
    for row in rows:
        code = {name: str(row[name]) for name in ("P01", "P02", "P03", "P04")}
        assert shown(measures, row["measure"], row["part"]) == code, row["measure"]
    told = {row["measure"] for row in rows}
    own = {item.id for item in GROUP.indicators}
    of_voices = {
        name for name in measures.frame["measure"].astype(str) if name.startswith(("share_", "reason_"))
    }
    of_voices |= {"voices_differ", "days_value_creating"}  # in their own file: nobody has rated here
    assert set(measures.frame["measure"].astype(str)) - told - own - (of_voices - told) == set()
