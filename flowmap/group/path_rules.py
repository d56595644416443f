"""What a group declares of the way: waits, handovers, and the path that is expected."""

from collections.abc import Iterable
from typing import Literal, Self

from pydantic import Field, model_validator

from flowmap.group.select import Selector
from flowmap.group.texts import BothTexts, Id, Strict
from flowmap.records import JournalName, Standing


def _asks(rule_id: str, **parts: Selector | None) -> None:
    """Refuse parts that ask for nothing: nothing would match them, and everybody would be told so."""
    for name, selector in parts.items():
        if selector is not None and selector.is_empty:
            message = f"{rule_id}: {name} asks for nothing; name activities, markers or another field"
            raise ValueError(message)


class WaitRule(Strict):
    """A declared wait: from an event that matches to the next one that ends it.

    What did not take place counts for neither, and a call that nobody answered ends no wait unless ``ends``
    asks for it by status. ``limit_days``: whole calendar days.
    """

    id: Id
    title: BothTexts
    starts: Selector
    ends: Selector
    limit_days: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        _asks(self.id, starts=self.starts, ends=self.ends)
        return self


class HandoverRule(Strict):
    """A declared handover at an event.

    ``to = "next"``: it hands over to the patient's next contact in another lane; ``previous``: the one
    before hands over to it. Without one there is none; ``passes_over`` (calls to 1177) are left out.
    ``to_wait``: it hands over to the contact that ends this declared wait, where that is in another lane.
    Without such an end there is none, nor where an event that matches ``stopped_by`` (the referral is turned
    down) comes first.
    """

    id: Id
    title: BothTexts
    at: Selector
    to: Literal["next", "previous"] = "next"
    to_wait: Id | None = None
    passes_over: Selector = Selector()
    stopped_by: Selector = Selector()
    carries: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _goes_one_way(self) -> Self:
        _asks(self.id, at=self.at)
        if self.to_wait is not None and (self.to == "previous" or not self.passes_over.is_empty):
            message = f"{self.id}: to_wait says who takes over; leave out to and passes_over"
            raise ValueError(message)
        if self.to_wait is None and not self.stopped_by.is_empty:
            message = f"{self.id}: stopped_by needs to_wait"
            raise ValueError(message)
        return self


OF_BANDS = frozenset(
    {"activities", "lanes", "principals", "journals", "units"}
)  # what a band can be asked for


class ExpectedRule(Strict):
    """A path rule that is checked for each patient.

    - ``existence``: ``target`` happens (within ``within_days`` of ``counted_from`` where given)
    - ``absence``: ``target`` does not happen (within ``within_days`` of ``counted_from``)
    - ``response``: after each ``counted_from``, ``target`` follows within ``within_days``
    - ``precedence``: before each ``counted_from``, ``target`` came (at most ``within_days`` before)
    - ``succession``: response and precedence both

    ``only_if``: the rule applies only to a patient with such an event. ``needs``: journals that must have
    been reviewed; without them the outcome is ``not_reviewed``. ``ages_from``: lowest age the rule is for.
    ``earlier_counts``: for ``existence`` and ``response``, what came before ``counted_from`` counts too
    ("at the latest three days after"). ``at_least_days``: no nearer than so many days ("before the last
    week"). ``or_band``: for ``existence`` and ``response``, a band that matches and runs on the day counted
    from, or on a later one in time, is enough too (home care that goes on where it was paused by a stay).
    ``only_while``: a declared wait; only what happens while it lasts, its first and last days included, is
    counted from (a decision whose service has not started yet). Days are whole calendar days.

    Refused: a rule whose parts ask for nothing, or that leaves no day between ``at_least_days`` and
    ``within_days``, since nobody could keep it.
    """

    id: Id
    title: BothTexts
    short: BothTexts
    kind: Literal["existence", "absence", "response", "precedence", "succession"]
    target: Selector
    counted_from: Selector | None = None
    within_days: int | None = Field(default=None, ge=0)
    within_minutes: int | None = Field(default=None, ge=0)
    at_least_days: int = Field(default=0, ge=0)
    earlier_counts: bool = False
    or_band: Selector | None = None
    only_while: Id | None = None
    only_if: Selector | None = None
    unless: Selector | None = None
    ages_from: int | None = Field(default=None, ge=0)
    standing: Standing
    needs: tuple[JournalName, ...] = ()
    need_class: Id | None = None
    source: str = ""
    is_confirmed: bool = False

    @model_validator(mode="after")
    def _has_anchor(self) -> Self:
        if self.kind in {"response", "precedence", "succession"} and self.counted_from is None:
            message = f"{self.id}: kind {self.kind} needs counted_from"
            raise ValueError(message)
        if self.only_while is not None and self.counted_from is None:
            message = f"{self.id}: only_while needs counted_from"
            raise ValueError(message)
        if self.within_minutes is not None and self.counted_from is None:
            message = f"{self.id}: within_minutes needs counted_from"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _can_be_kept(self) -> Self:
        _asks(self.id, target=self.target, counted_from=self.counted_from, only_if=self.only_if)
        if self.within_days is not None and self.at_least_days > self.within_days:
            message = f"{self.id}: at_least_days {self.at_least_days} is above within_days {self.within_days}"
            raise ValueError(message)
        if self.earlier_counts and self.kind not in {"existence", "response"}:
            message = f"{self.id}: earlier_counts is for existence and response"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _asks_of_bands_what_they_have(self) -> Self:
        if self.or_band is None:
            return self
        if self.kind not in {"existence", "response"} or self.within_minutes is not None:
            message = f"{self.id}: or_band is for existence and response, with a limit in days"
            raise ValueError(message)
        unknown = sorted(self.or_band.asked - OF_BANDS)
        if unknown or self.or_band.is_empty:
            asked, allowed = ", ".join(unknown) or "-", ", ".join(sorted(OF_BANDS))
            message = f"{self.id}: or_band asks for {asked}; allowed: {allowed}"
            raise ValueError(message)
        return self


def refuse_unknown_waits(
    handovers: Iterable[HandoverRule], expected: Iterable[ExpectedRule], *, waits: list[str]
) -> None:
    """Refuse a handover to a wait that is not declared, and a path rule that counts while one lasts."""
    for path_rule in expected:
        if path_rule.only_while is not None and path_rule.only_while not in waits:
            message = (
                f"expected {path_rule.id}: only_while {path_rule.only_while} is no wait;"
                f" allowed: {', '.join(waits) or '-'}"
            )
            raise ValueError(message)
    for rule in handovers:
        if rule.to_wait is not None and rule.to_wait not in waits:
            message = (
                f"handover {rule.id}: to_wait {rule.to_wait} is no wait; allowed: {', '.join(waits) or '-'}."
                f' Name one of them, or switch the handover off: off = ["handover.{rule.id}"]'
            )
            raise ValueError(message)
