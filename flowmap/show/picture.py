"""A picture: one SVG with its size, its title and what it says to those who do not see it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """One drawn picture; a notebook shows it as it is.

    ``alt`` is the picture in words, for screen readers and the tagged PDF.
    """

    svg: str
    width: float
    height: float
    title: str
    alt: str

    def __repr__(self) -> str:
        return f"Picture({self.title!r}, {self.width:.0f} × {self.height:.0f})"

    def _repr_svg_(self) -> str:
        return self.svg
