"""How exports write what several of them need: text, times, and names of files."""

from __future__ import annotations

import re
import unicodedata

from ...events import RATE_HZ


def clean(text: str) -> str:
    """In one line, without control characters: XML and tables take none."""
    one_line = " ".join(text.split())
    return "".join(sign for sign in one_line if unicodedata.category(sign) not in ("Cc", "Cs"))


def seconds(samples: int) -> str:
    """Exact: a sample is 0.0000625 s, so seven decimals are enough, and six are not."""
    return f"{samples / RATE_HZ:.7f}"


def milliseconds(samples: int) -> int:
    """To the nearest one, for the formats that know no shorter time."""
    return round(samples * 1000 / RATE_HZ)


def one_word(name: str) -> str:
    """A name for formats whose columns end at a space."""
    return re.sub(r"\s+", "_", name.strip()) or "_"
