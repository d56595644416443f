"""A partially ordered model as lines for Graphviz: parts that must come first point to what comes after."""

from flowmap.discovery.model import PartialOrder, Tree
from flowmap.words import say

_EDGE = "{} -> {}{};\n"


def order_lines(order: Tree, patients: dict[str, int]) -> str:
    """Return nodes and frames; what no arrow orders may come in any order, and frames say what they hold."""
    drawing = _Drawing(patients)
    drawing.add(order)
    return "compound=true;\n" + "".join(drawing.lines)


def quoted(text: str) -> str:
    """Return a text as Graphviz reads it."""
    inner = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{inner}"'


class _Drawing:
    """Lines in the making. A part is known by one of its nodes, and by its frame where it has one."""

    def __init__(self, patients: dict[str, int]) -> None:
        self.lines: list[str] = []
        self._patients = patients
        self._nodes, self._frames = 0, 0

    def add(self, part: Tree, *, is_inner: bool = False) -> tuple[str, str]:
        if isinstance(part, PartialOrder):
            label = "" if part.pairs else say("discovery.picture.parallel")
            return self._framed(label, list(part.parts), list(part.pairs), has_frame=is_inner or bool(label))
        if isinstance(part, tuple):
            operator, parts = str(part[0]), list(part[1:])
            if operator == "loop":
                parts = [parts[0], *(again for again in parts[1:] if again is not None)]
            chain = [(n, n + 1) for n in range(len(parts) - 1)] if operator in {"sequence", "loop"} else []
            label = say(f"discovery.picture.{operator}")
            return self._framed(label, parts, chain, is_loop=operator == "loop")
        return self._node(part), ""

    def _node(self, name: str | None) -> str:
        self._nodes += 1
        node = f"part_{self._nodes}"
        look = (
            f"style=dashed, label={quoted(say('discovery.picture.nothing'))}"
            if name is None
            else f"style=rounded, label={quoted(f'{name} ({self._patients.get(name, 0)})')}"
        )
        self.lines.append(f"{node} [shape=box, {look}];\n")
        return node

    def _framed(
        self,
        label: str,
        parts: list[Tree],
        pairs: list[tuple[int, int]],
        *,
        has_frame: bool = True,
        is_loop: bool = False,
    ) -> tuple[str, str]:
        self._frames += 1
        frame = f"cluster_{self._frames}" if has_frame else ""
        if frame:
            self.lines.append(f"subgraph {frame} {{\nstyle=rounded;\nlabel={quoted(label)};\n")
        ends = [self.add(part, is_inner=True) for part in parts]
        self.lines += [_arrow(ends[first], ends[second]) for first, second in pairs]
        if is_loop and len(ends) > 1:
            self.lines.append(_arrow(ends[-1], ends[0], look="style=dashed, constraint=false"))
        if frame:
            self.lines.append("}\n")
        return ends[0][0], frame


def _arrow(first: tuple[str, str], second: tuple[str, str], *, look: str = "") -> str:
    """Return an arrow between two parts, from frame to frame where they have any."""
    said = [f"ltail={first[1]}"] * bool(first[1]) + [f"lhead={second[1]}"] * bool(second[1])
    said += [look] * bool(look)
    return _EDGE.format(first[0], second[0], f" [{', '.join(said)}]" if said else "")
