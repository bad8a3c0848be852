"""Parquet with the sound of each line inside, as the library datasets reads it (feature Audio).

A row for each exchange. pyarrow writes it; a line of metadata tells datasets which columns sound.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import ImprovError, RecordingError
from ...events import RATE_HZ
from ...exchanges import Exchange
from .about import about
from .session import Session
from .sound import clip
from .texts import clean
from .turns import PARTNER, Turn, turns
from .writers import unwritten

if TYPE_CHECKING:
    import pyarrow

SOUNDS = ("actor_audio", "partner_audio")
# Every column that is no sound: "string", "int32", "float64" (s on the session's clock) or "bool".
COLUMNS: dict[str, str] = {
    **dict.fromkeys(("session", "consent", "who", "performer", "scene", "model"), "string"),
    "exchange": "int32",
    "why": "string",
    "actor_text": "string",
    "partner_text": "string",
    "partner_drafted": "string",
    "cut": "string",
    "new_choices": "int32",
    "intent": "string",
    "intensity": "int32",
    "surface": "string",
    "stances": "string",
    "tone": "string",
    "reading": "string",
    "reading_intensity": "int32",
    "feeling": "string",
    "feeling_intensity": "int32",
    "agreement": "string",
    **dict.fromkeys(("actor_start_s", "actor_end_s"), "float64"),
    **dict.fromkeys(("partner_start_s", "partner_end_s"), "float64"),
}


class Parquet:
    """Contract Writer: one file, a group of rows for each session."""

    def __init__(self, path: Path) -> None:
        """Raises ImprovError if pyarrow is missing, RecordingError if the file is there already."""
        try:
            import pyarrow as pa
            from pyarrow import parquet
        except ImportError as error:
            raise ImprovError('parquet needs pyarrow: pip install "improv-partner[parquet]"') from (
                error
            )
        self._pa, self._path = pa, path
        self._schema = _schema(pa)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("xb")
        except OSError as error:
            raise unwritten(path, error) from error
        self._writer = parquet.ParquetWriter(self._file, self._schema, compression="zstd")

    def add(self, session: Session) -> Sequence[Path]:
        """See Writer."""
        rows = list(_rows(session))
        if not rows:
            return []
        try:
            self._writer.write_table(self._pa.Table.from_pylist(rows, schema=self._schema))
        except OSError as error:
            raise unwritten(self._path, error) from error
        return [self._path]

    def close(self) -> Sequence[Path]:
        """See Writer."""
        try:
            self._writer.close()
            self._file.close()
        except OSError as error:
            raise RecordingError(f"{self._path}: cannot be written: {error}") from error
        return [self._path]


def _schema(pa: Any) -> pyarrow.Schema:
    sound = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    fields = [(name, getattr(pa, kind)()) for name, kind in COLUMNS.items()]
    features: dict[str, Any] = {
        name: {"dtype": kind, "_type": "Value"} for name, kind in COLUMNS.items()
    }
    features |= {name: {"sampling_rate": RATE_HZ, "_type": "Audio"} for name in SOUNDS}
    told = json.dumps({"info": {"features": features}})
    schema = pa.schema([*fields, *((name, sound) for name in SOUNDS)])
    return schema.with_metadata({"huggingface": told})


def _rows(session: Session) -> list[dict[str, Any]]:
    heard = [turn for turn in turns(session) if turn.exchange and not turn.rejected]
    lines = {(turn.exchange, turn.who): turn for turn in heard}
    return [
        _row(session, exchange, lines.get((exchange.number, exchange.performer)),
             lines.get((exchange.number, PARTNER)))
        for exchange in session.exchanges
    ]  # fmt: skip


def _row(
    session: Session, exchange: Exchange, actor: Turn | None, partner: Turn | None
) -> dict[str, Any]:
    """Of a session without sound its columns are null, and so is that of who has none in it."""
    return {
        **about(session, exchange),
        "why": exchange.why,
        "actor_text": clean(exchange.said),
        "partner_text": clean(exchange.heard),
        "partner_drafted": clean(exchange.drafted),
        "cut": exchange.cut,
        "new_choices": len(exchange.rejected),
        "agreement": exchange.level,
        "actor_start_s": actor.begin / RATE_HZ if actor else None,
        "actor_end_s": actor.end / RATE_HZ if actor else None,
        "partner_start_s": partner.begin / RATE_HZ if partner else None,
        "partner_end_s": partner.end / RATE_HZ if partner else None,
        "actor_audio": _sound(session, actor),
        "partner_audio": _sound(session, partner),
    }


def _sound(session: Session, turn: Turn | None) -> dict[str, Any] | None:
    if turn is None or not session.audio or turn.who in session.silent:
        return None
    return {"bytes": clip(session, turn), "path": f"{session.id}-{turn.line}-{turn.who}.wav"}
