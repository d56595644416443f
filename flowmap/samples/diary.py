"""A person's diary: steps of a story become rows of the journals' sheets."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from flowmap.samples.sample import SHEETS, Row
from flowmap.samples.staff import Crew
from flowmap.samples.story import Part, Plan

_COPIED = ("mode", "kind", "purpose", "status", "planned", "profession", "clock", "until_clock")
_ALWAYS = "utskrivningsklar_utskriven"  # the wait that every stay has
_OWN_NOTE = "Är det här en kontakt? Fråga den andra granskaren."
_NEW_FACE = 0.25  # chance of meeting somebody new, where the step says nothing


@dataclass
class Line:
    """A row of a sheet with what the person felt of it, and what it plants."""

    sheet: str
    row: Row
    feel: str = ""
    why: str | None = None
    starts: str = ""
    ends: str = ""
    hands_over: str = ""
    leaves: str = ""
    points_to: str = ""
    is_about: bool = False
    is_between: bool = False  # about the person, and its unit is another principal's than its journal


@dataclass
class Diary:
    """The lines of one person, and the days in hospital that nothing else may fall on."""

    patient: str
    anchor: date
    plan: Plan
    units: dict[str, str]
    blocked: list[tuple[int, int]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._crew = Crew(self.plan.rng)
        self._said: dict[str, list[str]] = {}

    def on(self, day: int) -> date:
        """Return the date of a day counted from the anchor."""
        return self.anchor + timedelta(days=day)

    def write(self, episode: Part, start: int, *, shift: bool = False) -> None:
        """Write an episode's steps from day ``start``; ``shift`` moves those in hospital days to after."""
        for step in episode["step"]:
            day = self.plan.day(step["day"]) if self.plan.wants(step) else None
            if day is None or ("kontroll" in self.plan.flags and _plants(step)):
                continue
            if not isinstance(step["day"], str):
                day = self._on_a_free_day(step, day + start)
            self._write_step(step, self._after_blocked(day) if shift else day)

    def _on_a_free_day(self, step: Part, day: int) -> int:
        """Return the first day from ``day`` without such a contact, on a weekday where nothing is urgent."""
        same = {line.row["date"] for line in self.lines if line.row["activity"] == step["do"]}
        while self.on(day) in same or (_can_wait(step) and self.on(day).weekday() > 4):
            day += 1
        return day

    def _after_blocked(self, day: int) -> int:
        for first, last in self.blocked:
            if first <= day <= last:
                return last + 3
        return day

    def _write_step(self, step: Part, day: int) -> None:
        row: Row = {"patient": self.patient, "date": self.on(day), "activity": step["do"]}
        row |= {key: step[key] for key in _COPIED if key in step}
        is_milestone = "say" not in step and "from" not in step
        if not is_milestone:
            row["started_by"] = step.get("from", "care")
        if "until" in step:
            stop = self.plan.day(step["until"])
            row["until"] = None if stop is None else self.on(stop)
        if "unit" in step:
            row["unit"] = self.units.get(step["unit"], step["unit"])
        if "profession" in step and step.get("kind") != "about":
            row["staff"] = self._crew.meet(
                str(step.get("unit", step["in"])), step["profession"], new=step.get("new", _NEW_FACE)
            )
        if "mark" in step:
            row["marker"] = step["mark"]
        feel = step.get("feel", "")
        if "say" in step:
            row["in_short"], feel = self._say(step)
        self._add(step, row, feel)

    def _say(self, step: Part) -> tuple[str, str]:
        """Return a text that was not said yet for this person, as far as there are any, and how it felt."""
        felt = step.get("feels", [step.get("feel", "")] * len(step["say"]))
        texts = dict(zip((text.format(**self.plan.words) for text in step["say"]), felt, strict=True))
        if "kontroll" in self.plan.flags:
            texts = {text: feel for text, feel in texts.items() if feel != "-"}
        said = self._said.setdefault("|".join(step["say"]), [])
        left = [text for text in texts if text not in said] or list(texts)
        text = self.plan.rng.choice(left)
        said.append(text)
        return text[0].upper() + text[1:], texts[text]

    def _add(self, step: Part, row: Row, feel: str) -> None:
        is_about = step.get("kind") == "about"
        labels = {key: step.get(key, "") for key in ("starts", "ends", "hands_over", "leaves", "points_to")}
        line = Line(SHEETS[step["in"]], row, feel, step.get("why"), is_about=is_about, **labels)
        line.is_between = bool(step.get("between"))
        if step.get("unsure") and self.plan.rng.random() < 0.5:
            row |= {"unsure": True, "own_note": _OWN_NOTE}
        self.lines.append(line)
        if "also_in" in step:
            other = {key: value for key, value in row.items() if key not in {"unsure", "own_note"}}
            self.lines.append(Line(SHEETS[step["also_in"]], other, is_about=is_about, **labels))


def _plants(step: Part) -> bool:
    """Return whether a step plants something, so that the control round goes without it."""
    return step.get("feel") == "-" or step.get("starts", _ALWAYS) != _ALWAYS or step.get("why") == "waiting"


def _can_wait(step: Part) -> bool:
    """Return whether a contact would not happen on a weekend."""
    is_urgent = "clock" in step or step.get("planned") == "unplanned"
    return not is_urgent and step.get("profession") != "undersköterska"
