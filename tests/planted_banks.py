"""All banks of words, what each was for, and how the rules did when they first met it.

A bank is "building" if its words were seen while the rules were made or mended; a blind one
becomes that as soon as a rule is changed because of it. What was found at the first meeting does
not change any more: the seals show that neither have the words.
"""

from __future__ import annotations

from dataclasses import dataclass

from .planted_airship import AIRSHIP
from .planted_border import BORDER
from .planted_build import BUILD
from .planted_greenhouse import GREENHOUSE
from .planted_kitchen import KITCHEN
from .planted_nightbus import NIGHT_BUS
from .planted_proof import PROOF
from .planted_roadside import ROADSIDE
from .planted_tide import TIDE
from .planted_wardrobe import WARDROBE
from .planted_words import Bank


@dataclass(frozen=True)
class Kept:
    """first: recall and precision of the first run, where they were below 1."""

    bank: Bank
    role: str
    seal: str
    first: tuple[tuple[str, float, float], ...] = ()


KEPT: dict[str, Kept] = {
    "build": Kept(BUILD, "building", "4cfb0e47aabc2cca"),
    "proof": Kept(PROOF, "blind, then building", "acf3da323868722d"),
    "tide": Kept(
        TIDE,
        "blind, then building",
        "7c3a4b6271f3bc99",
        (
            ("took_it_straight", 0.92, 1.00), ("comfort", 0.83, 1.00), ("blocked", 0.90, 1.00),
            ("stalled", 0.58, 1.00), ("character_break", 0.85, 1.00),
            ("contradiction", 0.60, 0.86),
        ),
    ),
    "wardrobe": Kept(
        WARDROBE,
        "blind, then building",
        "d67d9dffe0aa2c78",
        (
            ("took_it_straight", 0.93, 1.00), ("comfort", 0.42, 1.00), ("blocked", 0.60, 1.00),
            ("stalled", 0.67, 1.00), ("character_break", 0.79, 0.85),
            ("contradiction", 0.40, 1.00),
        ),
    ),
    "night bus": Kept(
        NIGHT_BUS,
        "blind, then building",
        "b7bb93b283512c7c",
        (
            ("comfort", 0.79, 1.00), ("blocked", 0.83, 0.91), ("stalled", 0.73, 1.00),
            ("character_break", 0.81, 1.00), ("contradiction", 0.85, 0.90),
        ),
    ),
    "kitchen": Kept(
        KITCHEN,
        "blind, then building",
        "c2a0082a55350359",
        (
            ("comfort", 0.54, 1.00), ("blocked", 0.92, 0.85), ("character_break", 0.79, 1.00),
            ("contradiction", 0.80, 1.00),
        ),
    ),
    "airship": Kept(
        AIRSHIP,
        "blind, then building",
        "a5fab9820ea107ac",
        (("comfort", 0.38, 1.00), ("character_break", 0.69, 1.00)),
    ),
    "greenhouse": Kept(
        GREENHOUSE,
        "blind, then building",
        "e50089f419cd3c6b",
        (("comfort", 0.83, 1.00), ("character_break", 0.92, 1.00), ("contradiction", 0.90, 1.00)),
    ),
    "roadside": Kept(
        ROADSIDE,
        "blind, then building",
        "f42b6df9936e984c",
        (
            ("took_it_straight", 0.92, 1.00), ("comfort", 0.31, 1.00), ("blocked", 0.83, 0.91),
            ("stalled", 0.90, 1.00), ("character_break", 0.58, 1.00),
            ("contradiction", 0.27, 1.00),
        ),
    ),
    "border": Kept(
        BORDER,
        "blind",
        "6b7c1ed7f8179f09",
        (
            ("comfort", 0.50, 1.00), ("blocked", 0.64, 1.00), ("stalled", 0.75, 1.00),
            ("character_break", 0.42, 1.00), ("contradiction", 0.27, 1.00),
        ),
    ),
}  # fmt: skip
