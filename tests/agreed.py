"""A session of the golden recordings with another consent: theirs are from before it was asked.

And the day when every consent is over.
"""

from __future__ import annotations

import json
import shutil
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from improv_partner.recording import LOG, SUM, chained

GOLDEN = Path(__file__).resolve().parent / "golden" / "format-1" / "exchange"


class Later(datetime):
    """In the place of datetime: it is the year 2999."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Later:
        return cls(2999, 1, 1, tzinfo=tz)


def agreed(folder: Path, consent: dict[str, Any]) -> Path:
    """The session with sound, in this folder, with this consent."""
    shutil.copytree(GOLDEN, folder)
    lines, sum_ = [], ""
    for line in (folder / LOG).read_bytes().splitlines():
        content = line.rpartition(SUM)[0]
        if not lines:
            header = json.loads(line) | {"consent": consent}
            content = json.dumps({key: header[key] for key in header if key != "sum"}).encode()[:-1]
        sum_ = chained(sum_, content)
        lines.append(content + SUM + sum_.encode() + b'"}\n')
    (folder / LOG).write_bytes(b"".join(lines))
    return folder
