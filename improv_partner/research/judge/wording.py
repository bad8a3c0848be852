"""The words of the judge's questions: text files with a version, which never change.

A better wording is a new file with the next number, so that an answer can always be told from
which words it came. A line "- answer: meaning" is one of the answers that may be given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "prompts"
CANNOT_TELL = "cannot tell"
FORM = "form-1"  # what every judge is told first


@dataclass(frozen=True, slots=True)
class Prompt:
    """text: the question. answers: with what each means, as the file orders them."""

    text: str
    answers: Mapping[str, str]

    def turned(self, by: int) -> str:
        """The question with its answers in another order for each vote: the first is no favourite.

        "cannot tell" stays the last.
        """
        names = [name for name in self.answers if name != CANNOT_TELL]
        by %= max(len(names), 1)
        rows = [f"- {name}: {self.answers[name]}" for name in [*names[by:], *names[:by]]]
        return "\n".join([self.text, "", *rows, f"- {CANNOT_TELL}: {self.answers[CANNOT_TELL]}"])


@cache
def words(name: str) -> str:
    """A file as it is, e.g. "form-1". Raises OSError: it is not part of this installation."""
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").strip()


@cache
def prompt(kind: str, version: int) -> Prompt:
    """The question of a kind. Raises OSError as words() does."""
    lines = words(f"{kind}-{version}").splitlines()
    rows = [line[2:].partition(": ") for line in lines if line.startswith("- ")]
    text = "\n".join(line for line in lines if not line.startswith("- ")).strip()
    return Prompt(text, {name: meaning for name, _, meaning in rows})
