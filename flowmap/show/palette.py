"""The colours of the pictures by their roles, and what eyes and grey printers make of them.

Contrast after WCAG 2.1 (1.4.3 and 1.4.11); colour blindness after Machado, Oliveira and Fernandes 2009 at
full severity. Tests compute both on ``PALETTE``; colour still never stands alone: symbol and text go with it.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

INK = "#1b2733"
QUIET_INK = "#45535f"
TITLE_INK = "#0b3c5d"
PAPER = "#ffffff"
EDGE = "#26333f"
GRID = "#d3dce4"
WAY_LINE = "#8494a3"
CREATING = "#0a6fb4"
NECESSARY = "#d5dde4"
NOT_CREATING = "#f39a3d"
ON_CREATING = "#ffffff"
ON_NECESSARY = INK
ON_NOT_CREATING = INK
HANDOVER = "#a0144f"
WAIT = "#5b3a91"
STAY = "#cfe3f4"
STAY_EDGE = "#2f6fa3"
BAND = "#5f7f43"
HATCH = "#8a97a3"
STAMP = "#8c1d18"
LANE_TINTS = {
    "me": "#fdf3f8",
    "region": "#f3f8fc",
    "municipality": "#fbf8ef",
    "state": "#f5f4fa",
    "private": "#f2f8f4",
    "civil_society": "#f8f5f2",
    "unknown": "#f6f7f8",
}
PRINCIPAL_TINTS = {
    "me": "#f2d9e6",
    "region": "#cfe0ee",
    "municipality": "#ecdfbf",
    "state": "#dcd8ec",
    "private": "#cfe6d6",
    "civil_society": "#e6dacd",
    "unknown": "#dfe4e8",
}
VALUE_FILLS = {
    "value_creating": CREATING,
    "necessary": NECESSARY,
    "not_value_creating": NOT_CREATING,
    "not_assessed": PAPER,
}
VALUE_INKS = {
    "value_creating": ON_CREATING,
    "necessary": ON_NECESSARY,
    "not_value_creating": ON_NOT_CREATING,
    "not_assessed": INK,
}
VALUE_EDGES = {  # edges of what is drawn hollow: dark enough on every lane
    "value_creating": CREATING,
    "necessary": "#5d6b78",
    "not_value_creating": "#a8500a",
    "not_assessed": EDGE,
}
BAND_INK = "#3f5a28"
VALUE_SYMBOLS = {"value_creating": "+", "necessary": "=", "not_value_creating": "–", "not_assessed": ""}

# (ink, what it lies on): text needs 4.5:1, marks and lines 3:1.
BACKGROUNDS = (PAPER, *LANE_TINTS.values())
TEXT_PAIRS = (
    *((ink, ground) for ink in (INK, QUIET_INK, TITLE_INK, STAMP, WAIT, BAND_INK) for ground in BACKGROUNDS),
    *((INK, tint) for tint in PRINCIPAL_TINTS.values()),
    *((VALUE_INKS[value], VALUE_FILLS[value]) for value in VALUE_FILLS),
    (INK, STAY),
    (PAPER, TITLE_INK),
)
MARK_PAIRS = tuple(
    (ink, ground)
    for ink in (EDGE, HANDOVER, WAIT, STAY_EDGE, BAND, *VALUE_EDGES.values())
    for ground in BACKGROUNDS
)

Deficiency = Literal["protan", "deutan", "tritan", "grey"]
_MATRICES: dict[str, list[list[float]]] = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "grey": [[0.2126, 0.7152, 0.0722]] * 3,
}


def linear_light(colour: str) -> NDArray[np.float64]:
    """Return red, green and blue of ``#rrggbb`` as linear light from 0 to 1."""
    levels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    light: NDArray[np.float64] = np.where(
        levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4
    )
    return light


def luminance(colour: str) -> float:
    """Return relative luminance after WCAG 2.1."""
    return float(linear_light(colour) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours after WCAG 2.1, from 1 to 21.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff")), round(contrast("#0072B2", "#D55E00"), 2)
    (21, 1.34)
    """
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def seen_by(colour: str, deficiency: Deficiency) -> str:
    """Return ``colour`` as it looks to colour-blind eyes, or printed in grey.

    Examples
    --------
    >>> seen_by("#ff0000", "grey"), seen_by("#ff0000", "deutan")
    ('#7f7f7f', '#a39000')
    """
    light = np.clip(np.array(_MATRICES[deficiency]) @ linear_light(colour), 0, 1)
    levels = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(level * 255):02x}" for level in levels)


def difference(one: str, other: str) -> float:
    """Return how different two colours look: the distance in CIELAB (1976), where 2.3 is just noticeable."""
    return float(np.linalg.norm(_lab(one) - _lab(other)))


def _lab(colour: str) -> NDArray[np.float64]:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    parts = to_xyz @ linear_light(colour) / np.array([0.9505, 1.0, 1.089])
    x, y, z = np.where(parts > 0.008856, np.cbrt(parts), 7.787 * parts + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])
