"""Sessions side by side as one web page with their sound in it; it loads nothing from elsewhere."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template

from .. import flac, track
from ..desk.plain import intent_words, reading_words
from ..errors import RecordingError
from ..events import RATE_HZ
from ..exchanges import Exchange
from .compare import changes, summary, swapped
from .html_head import head
from .players import names, performers
from .sides import Row, Side
from .tables import figure_texts

PAGE = Path(__file__).with_name("compare.html")
AROUND_S = 0.15  # of sound before and after a line


def page(sides: Sequence[Side], rows: Sequence[Row]) -> str:
    """The whole page. Raises RecordingError if a track cannot be read."""
    title = sides[0].header.get("scene", {}).get("title", "Sessions")
    labels = ", ".join(side.label for side in sides)
    title = f"{title}: {labels} side by side"
    return Template(PAGE.read_text(encoding="utf-8")).substitute(
        head=head(title),
        title=escape(title),
        legend="".join(_legend(sides[0], side) for side in sides),
        summary="".join(_summary(sides, rows, column) for column in range(1, len(sides))),
        rows=_head(sides) + "".join(_row(sides, row) for row in rows),
    )


def write(file: Path, sides: Sequence[Side], rows: Sequence[Row]) -> None:
    """Raises RecordingError."""
    text = page(sides, rows)
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RecordingError(f"{file}: cannot be written: {error.strerror}") from error


def _legend(first: Side, side: Side) -> str:
    parts = [f"{part}: {name}" for part, name in side.header.get("crew", {}).items()]
    about = parts if side is first else swapped(first, side) or ["nothing swapped"]
    mode = f"{side.mode}; " if side.mode else ""
    told = escape(mode + "; ".join(about))
    return f"<dt>{side.label} &nbsp; {escape(side.folder.name)}</dt><dd>{told}</dd>\n"


def _summary(sides: Sequence[Side], rows: Sequence[Row], column: int) -> str:
    one, other = sides[0], sides[column]
    names = ("pairs", one.label, other.label, "difference", "95 % interval")
    head = "<th></th>" + "".join(f'<th class="figure">{name}</th>' for name in names)
    body = "".join(
        f"<tr><td>{escape(figure.name)}</td>"
        + "".join(f'<td class="figure">{text}</td>' for text in figure_texts(figure))
        + "</tr>\n"
        for figure in summary(rows, column)
    )
    title = f"<h2>{other.label} against {one.label}</h2>"
    return (
        f'{title}\n<div class="wide"><table class="summary"><tr>{head}</tr>\n{body}</table></div>'
    )


def _head(sides: Sequence[Side]) -> str:
    actor = sides[0].header.get("scene", {}).get("actor", {}).get("name", "actor")
    names = "".join(f"<th>{name}</th>" for name in (escape(actor), *(s.label for s in sides)))
    return f'<tr><th class="number"></th>{names}</tr>\n'


def _row(sides: Sequence[Side], row: Row) -> str:
    place = next(n for n, exchange in enumerate(row) if exchange is not None)
    known = row[place]
    assert known is not None
    meant = "; ".join(intent_words(tag.intent) for tag in known.intents if tag.bound)
    header, who = sides[place].header, known.performer
    whose = f"{names(header).get(who, who)}: " if len(performers(header)) > 1 else ""
    said = _line("actor", f"{whose}{known.said}" if known.said else f"({known.why})")
    said += _line("faint", meant)
    timing = known.timing
    if who in track.players(header):
        said += _audio(sides[place].folder, who, timing.actor_start_s, timing.actor_end_s)
    cells = [
        _cell(side, row[0] if column else None, exchange)
        for column, (side, exchange) in enumerate(zip(sides, row, strict=True))
    ]
    number = row[0].number if row[0] else "+"
    return _cells([f'<span class="faint">{number}</span>', said, *cells])


def _cells(texts: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>\n"


def _cell(side: Side, first: Exchange | None, exchange: Exchange | None) -> str:
    """first: what it is compared with."""
    if exchange is None:
        return '<span class="faint">—</span>'
    other = set(changes(first, exchange)) if first is not None else set()
    heard = exchange.heard or "(nothing heard)"
    out = [
        _line("actor", f"heard: {exchange.said or 'nothing'}", True) if "heard as" in other else "",
        _line("partner", heard, "words" in other),
        _line("faint", f"cut: {exchange.cut}", "cut" in other) if exchange.cut else "",
        *(_line("faint", f"! {trouble}") for trouble in exchange.troubles),
        _line("faint", reading_words(exchange.reading), bool(other & {"reading", "feeling"})),
    ]
    t = exchange.timing
    if t.gap_s is not None:
        out.append(_line("faint", f"{t.gap_s:.2f} s after the actor"))
    out.append(_audio(side.folder, "partner", t.first_sound_s, t.partner_end_s))
    return "".join(out)


def _line(kind: str, text: str, other: bool = False) -> str:
    marked = f'<span class="other">{escape(text)}</span>' if other else escape(text)
    return f'<p class="{kind}">{marked}</p>' if text else ""


def _audio(folder: Path, who: str, begin_s: float | None, end_s: float | None) -> str:
    """A line's sound, inside the page; nothing if it has none."""
    if begin_s is None or end_s is None:
        return ""
    begin = max(round((begin_s - AROUND_S) * RATE_HZ), 0)
    pcm = track.pcm(folder, who, begin, round((end_s + AROUND_S) * RATE_HZ))
    if not pcm:
        return ""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / f"line{flac.SUFFIX}"
        flac.write(file, [pcm])
        data = base64.b64encode(file.read_bytes()).decode()
    return f'<audio controls preload="metadata" src="data:audio/flac;base64,{data}"></audio>'
