"""Where boxes stand: in which lane and column, and how much room lines got. Made from data, kept, reused."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flowmap.errors import PictureError
from flowmap.words import say

VERSION = 2
_MOST = 1000  # rows, columns and tracks that no picture reaches
_MOST_ROOM = 10_000.0
_SAME_TIME = (0.045, 0.08, 0.12, 0.17, 0.25, 0.35, 1.0)  # positions closer than this may share a column
_FEW_COLUMNS = 6  # as many as a projector shows with letters that can be read
_BOXES_A_ROW = 4  # a lane with more boxes gets a second row, and a third


@dataclass(frozen=True)
class Placement:
    """A flow picture's plan: cells of boxes, and slots and tracks set aside for lines.

    ``lanes`` names each row's lane: one with many boxes has several rows. A cell is a row and a column.

    Cells and room only ever grow: a graph with fewer lines drawn on the same placement has every box where
    it stood. It can be written as text and read back, so that a later round is laid out alike.
    """

    lanes: tuple[str, ...]
    cells: Mapping[str, tuple[int, int]]
    slots: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # lines up, down, and in
    gutters: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    label_room: float = 0.0
    head_room: float = 0.0
    is_flat: bool = False  # wide, low boxes: a picture of many lanes fills a screen better with them

    def with_room(self, *, label: float = 0.0, head: float = 0.0) -> "Placement":
        """Return the placement with at least this room for labels beside boxes and for what stands on top."""
        label_room, head_room = max(self.label_room, round(label, 2)), max(self.head_room, round(head, 2))
        return replace(self, label_room=label_room, head_room=head_room)

    @property
    def columns(self) -> int:
        """Return the number of columns."""
        return 1 + max((column for _, column in self.cells.values()), default=-1)

    def to_text(self) -> str:
        """Return the placement as JSON."""
        parts: dict[str, Any] = {
            "version": VERSION,
            "lanes": list(self.lanes),
            "cells": {name: list(cell) for name, cell in sorted(self.cells.items())},
            "slots": {name: list(slots) for name, slots in sorted(self.slots.items())},
            "gutters": list(self.gutters),
            "channels": list(self.channels),
            "label_room": self.label_room,
            "head_room": self.head_room,
            "is_flat": self.is_flat,
        }
        return json.dumps(parts, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_text(cls, text: str) -> "Placement":
        """Read a placement.

        Raises
        ------
        PictureError
            The text is no placement of this version.
        """
        try:
            placement = cls._from_parts(json.loads(text))
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            placement = None
        if placement is None or not placement._holds_together():
            raise PictureError(say("flow_picture.placement_damaged"))
        return placement

    @classmethod
    def _from_parts(cls, parts: dict[str, Any]) -> "Placement | None":
        if parts["version"] != VERSION:
            return None
        return cls(
            lanes=tuple(str(lane) for lane in parts["lanes"]),
            cells={str(name): (int(row), int(column)) for name, (row, column) in parts["cells"].items()},
            slots={
                str(name): (int(up), int(down), int(into))
                for name, (up, down, into) in parts["slots"].items()
            },
            gutters=tuple(int(n) for n in parts["gutters"]),
            channels=tuple(int(n) for n in parts["channels"]),
            label_room=float(parts["label_room"]),
            head_room=float(parts["head_room"]),
            is_flat=bool(parts["is_flat"]),
        )

    def _holds_together(self) -> bool:
        """Return whether each box has a cell of its own, in a row that is there, and room is no nonsense."""
        cells = list(self.cells.values())
        counts = [*self.gutters, *self.channels, *(n for own in self.slots.values() for n in own)]
        return (
            len(set(cells)) == len(cells)
            and all(0 <= row < len(self.lanes) and 0 <= column < _MOST for row, column in cells)
            and all(0 <= count < _MOST for count in counts)
            and all(0 <= room < _MOST_ROOM for room in (self.label_room, self.head_room))
            and len(self.lanes) < _MOST
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """A box to place: its name, its lane, and its typical place on the way from 0 to 1."""

    name: str
    lane: str
    position: float


def place_boxes(boxes: Sequence[Placed], *, lanes: Sequence[str], kept: Placement | None = None) -> Placement:
    """Return a cell for each box: its lane, and a column by typical order; kept boxes stay where they were.

    Columns are groups of boxes that come at about the same time, one a lane. A new box takes the free cell
    nearest to where its position among the kept ones would put it.
    """
    order = list(kept.lanes) if kept else []
    for lane in lanes:
        if lane not in order:
            own = sum(box.lane == lane for box in boxes)
            order += [lane] * min(max(-(-own // _BOXES_A_ROW), 1), 3)
    rows = {lane: [row for row, name in enumerate(order) if name == lane] for lane in order}
    cells = {**kept.cells, **_fitted(boxes, rows, dict(kept.cells))} if kept else _in_columns(boxes, rows)
    slots, gutters, channels = (kept.slots, kept.gutters, kept.channels) if kept else ({}, (), ())
    placed = Placement(tuple(order), cells, slots, gutters, channels, is_flat=bool(kept and kept.is_flat))
    return placed.with_room(label=kept.label_room, head=kept.head_room) if kept else placed


def _in_columns(boxes: Sequence[Placed], rows: Mapping[str, list[int]]) -> dict[str, tuple[int, int]]:
    """Return cells in the fewest columns that still tell apart what comes at different times."""
    tried = [_grouped(boxes, rows, same_time) for same_time in _SAME_TIME]
    few = (cells for cells in tried if max(column for _, column in cells.values()) < _FEW_COLUMNS)
    return next(few, tried[-1])


def _grouped(
    boxes: Sequence[Placed], rows: Mapping[str, list[int]], same_time: float
) -> dict[str, tuple[int, int]]:
    cells: dict[str, tuple[int, int]] = {}
    column, began, taken = -1, -1.0, dict[str, int]()
    for box in sorted(boxes, key=lambda box: (box.position, rows[box.lane], box.name)):
        own = taken.get(box.lane, 0)
        if column < 0 or own == len(rows[box.lane]) or box.position - began > same_time:
            column, began, taken, own = column + 1, box.position, {}, 0
        taken[box.lane] = own + 1
        cells[box.name] = (rows[box.lane][own], column)
    return cells


def _fitted(
    boxes: Sequence[Placed], rows: Mapping[str, list[int]], cells: dict[str, tuple[int, int]]
) -> dict[str, tuple[int, int]]:
    """Return cells for the boxes that have none yet: the free one of their lane nearest to their time."""
    positions = {box.name: box.position for box in boxes}
    for box in sorted(boxes, key=lambda box: (box.position, rows[box.lane], box.name)):
        if box.name in cells:
            continue
        before = [cells[n][1] for n, p in positions.items() if n in cells and p <= box.position]
        wanted, taken = max(before, default=0), set(cells.values())
        columns = range(max((column for _, column in taken), default=0) + 2)
        free = [(row, column) for column in columns for row in rows[box.lane] if (row, column) not in taken]
        cells[box.name] = min(free, key=lambda cell: (abs(cell[1] - wanted), cell[1], cell[0]))
    return cells
