"""Timing as JSON (everything) and as CSV (a row for each exchange), for other programs."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ...errors import ImprovError
from .figures import agreement, figures, gap_s, yielded_ms
from .measured import Row, Session
from .waterfall import steps

TIMES = ("soft end", "words", "hard end", "first token", "first clause", "first sound")


def as_dict(sessions: Sequence[Session]) -> dict[str, Any]:
    """Each session, and all together. Times in seconds, those of a waterfall after the actor."""
    one_by_one = [
        {
            "session": session.name,
            "length_s": round(session.length_s, 3),
            "without_sound": session.silent,
            "unlogged_ms": session.unlogged_ms,
            **_figures([session]),
            "exchanges": [_row(row) for row in session.rows],
        }
        for session in sessions
    ]
    return {"sessions": one_by_one, "pooled": _figures(sessions)}


def _figures(sessions: Sequence[Session]) -> dict[str, Any]:
    heard = [session for session in sessions if not session.silent]
    return {
        "by_log": _known(asdict(figures(sessions))),
        "by_sound": _known(asdict(figures(heard, True))) if heard else None,
        "agreement": [_known(asdict(one)) for one in agreement(sessions)],
    }


def _row(row: Row) -> dict[str, Any]:
    told = row.exchange.as_dict()
    names = ("number", "why", "timing", "overlap_ms", "yielded_in_ms", "withdrawn")
    return {
        **{name: told[name] for name in names},
        **{name: told[name] for name in ("backchannels", "dips", "prepared")},
        "waterfall": {step.name: round(step.at_s, 3) for step in steps(row.exchange)},
        "cut_in": row.cut_in,
        "sound": _sound(row),
    }


def _sound(row: Row) -> dict[str, Any] | None:
    if row.sound is None:
        return None
    gap_s, yielded = row.sound.gap_s, row.sound.yielded_in_ms
    return _known({**asdict(row.sound), "gap_s": gap_s, "yielded_in_ms": yielded})


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """JSON has no nan: what could not be counted is null."""
    out = {}
    for name, value in values.items():
        number = isinstance(value, float)
        out[name] = None if number and math.isnan(value) else round(value, 4) if number else value
    return out


def csv_rows(sessions: Iterable[Session]) -> Iterable[dict[str, Any]]:
    for session in sessions:
        for row in session.rows:
            at = {step.name: round(step.at_s, 3) for step in steps(row.exchange)}
            one = row.exchange
            yield {
                "session": session.name,
                "exchange": one.number,
                "why": one.why,
                **{f"{name.replace(' ', '_')}_s": at.get(name, "") for name in TIMES},
                "gap_s": _cell(gap_s(row, False)),
                "gap_by_sound_s": _cell(gap_s(row, True) if row.sound else None),
                "cut_in": int(row.cut_in),
                "overlap_ms": one.overlap_ms,
                "overlap_by_sound_ms": row.sound.overlap_ms if row.sound else "",
                "yielded_in_ms": _cell(yielded_ms(row, False)),
                "yielded_in_by_sound_ms": _cell(yielded_ms(row, True) if row.sound else None),
                "backchannels": len([b for b in one.backchannels if b.text]),
                "dips": len(one.dips),
                "prepared": len(one.prepared),
                "unheard": sum(bool(work.withdrawn) for work in one.prepared),
                "unheard_characters": sum(w.characters for w in one.prepared if w.withdrawn),
                "unheard_work_s": round(sum(w.work_s for w in one.prepared if w.withdrawn), 3),
            }


def _cell(value: float | None) -> float | str:
    return "" if value is None else round(value, 3)


def write_json(file: Path, sessions: Sequence[Session]) -> None:
    """Raises ImprovError if the file cannot be written."""
    _write(file, json.dumps(as_dict(sessions), ensure_ascii=False, indent=2) + "\n")


def write_csv(file: Path, sessions: Sequence[Session]) -> None:
    """Raises ImprovError if the file cannot be written."""
    import io

    rows, text = list(csv_rows(sessions)), io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    _write(file, text.getvalue())


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ImprovError(f"{file}: cannot be written: {error.strerror}") from error
