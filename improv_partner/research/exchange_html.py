"""One exchange as HTML for a notebook: meant, audible, read and done, the times, and its sound."""

from __future__ import annotations

import base64
from html import escape

from ..desk.plain import intent_words, reading_words
from ..events import Intent
from ..exchanges import Exchange
from ..minutes import minutes
from ..track import wav_header

CELL = "text-align:left;vertical-align:top;padding:2px 12px 2px 0"
DIM = "color:gray"


def render(exchange: Exchange, tag: Intent | None, names: tuple[str, str], pcm: bytes) -> str:
    """names: of actor and character. pcm: int16 mono 16 kHz, b"" = no sound to be heard."""
    actor, partner = names
    rows = [
        ("said", _words(exchange.said), escape(f"{actor}, exchange {exchange.number}")),
        ("meant", _words(intent_words(tag) if tag else "", "not tagged"), ""),
        ("audible", _words(exchange.tone.words if exchange.tone else "", "not measured"), ""),
        ("read", _words(reading_words(exchange.reading), "not given"), escape(exchange.level)),
        ("done", _done(exchange), escape(partner)),
        ("timing", escape(timing(exchange)) or "&ndash;", ""),
        *(("trouble", escape(trouble), "") for trouble in exchange.troubles),
    ]
    table = "".join(
        f'<tr><th style="{CELL}">{escape(name)}</th><td style="{CELL}">{what}</td>'
        f'<td style="{CELL};{DIM}">{note}</td></tr>'
        for name, what, note in rows
    )
    return f"<table>{table}</table>{audio(pcm)}"


def timing(exchange: Exchange) -> str:
    """ "0:04.2, answered after 0.61 s, 0.32 s talked over"."""
    t = exchange.timing
    begin = t.actor_start_s if t.actor_start_s is not None else t.first_sound_s
    parts = [] if begin is None else [minutes(begin)]
    if t.gap_s is not None:
        parts.append(f"answered after {t.gap_s:.2f} s")
    if exchange.overlap_ms:
        parts.append(f"{exchange.overlap_ms} ms talked over")
    if exchange.yielded_in_ms is not None:
        parts.append(f"silent {exchange.yielded_in_ms} ms after the voice that stopped it")
    return ", ".join(parts)


def audio(pcm: bytes) -> str:
    """The sound inside the page; nothing if there is none."""
    if not pcm:
        return ""
    wav = base64.b64encode(wav_header(len(pcm) // 2) + pcm).decode()
    return f'<audio controls preload="none" src="data:audio/wav;base64,{wav}"></audio>'


def _words(text: str, none: str = "–") -> str:
    return escape(text) if text else f'<span style="{DIM}">{escape(none)}</span>'


def _done(exchange: Exchange) -> str:
    """What was heard, then what was not any more; rejected lines struck through."""
    out = [f"<s>{escape(old.heard)}</s><br>" for old in exchange.rejected if old.heard]
    out.append(_words(exchange.heard, "nothing heard"))
    rest = exchange.drafted[len(exchange.heard) :]
    if exchange.cut and exchange.drafted.startswith(exchange.heard) and rest.strip():
        out.append(f'<span style="{DIM}" title="not heard">{escape(rest)}</span>')
    if exchange.cut:
        out.append(f' <span style="{DIM}">({escape(exchange.cut)})</span>')
    return "".join(out)
