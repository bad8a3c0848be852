"""How the desk looks: the parts of its screen as styled text. Colour never tells anything alone.

Styles are Textual's, with the colours of the two themes in app.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from ..events import Intent
from ..intents import LABELS, STANCES, STATUS_KEYS, TARGET_KEYS
from ..scene import Scene
from .picture import Row
from .plain import FLOORS, LOUD_DB, QUIET_DB, TOO_LOUD

KEY_NAMES = {" ": "space", "\x7f": "bksp", "\t": "tab", "escape": "Esc", "enter": "Enter"}
FLOOR_STYLES = {
    "open": ("○", "bold $success"),
    "actor": ("●", "bold $actor"),
    "thinking": ("◌", "bold $warning"),
    "partner": ("◆", "bold $partner"),
}
FOOT = (  # in the order in which they are left out last, if the line is short
    ("help", "help"), ("curtain", "end"), ("wrong", "wrong"), ("moment", "moment"),
    ("undo", "undo"), ("new choice", "new choice"), ("better line", "better"),
    ("reading", "reading"), ("light", "light"),
)  # fmt: skip
GRID_ROWS = (0, 4, 8, 12)
MOST_CELLS = 24  # of a column of the grid
TIME_CELLS = 6


def key_name(key: str) -> str:
    return KEY_NAMES.get(key, key.upper() if len(key) > 1 and key[0] == "f" else key)


def title(scene: Scene, number: int, seconds: float, width: int) -> Content:
    left = Content.assemble(
        (f" {scene.title}", "bold"),
        (f" · you are {scene.actor.name}, with {scene.character.name}", "not bold"),
    )
    right = f"exchange {number}   {int(seconds) // 60}:{int(seconds) % 60:02} "
    gap = max(width - left.cell_length - len(right), 1)
    return Content.assemble(left, " " * gap, right)


def prompt(scene: Scene) -> Content:
    return Content.assemble((scene.actor.prompt, "bold"), (f" {_first(scene)}", "$text-muted"))


def card(scene: Scene) -> Content:
    """All that the actor may know of the scene."""
    actor, partner = scene.actor, scene.character
    blocks = (
        ("play", f"{actor.prompt} {_first(scene)}"),
        ("where", scene.setting),
        ("you", f"{actor.name}, {actor.who}."),
        ("with", f"{partner.name}, {partner.who}."),
        ("between", scene.relationship),
        ("known", " ".join(scene.facts)),
    )
    lines = [Content.assemble((f"{label}  ", "$primary"), text) for label, text in blocks if text]
    return Content("\n\n").join(lines)


def _first(scene: Scene) -> str:
    return "You speak first." if scene.opens == "actor" else f"{scene.character.name} speaks first."


def status(floor: str, partner: str, db: float, width: int) -> Content:
    """Who has the floor, and the microphone's level."""
    sign, style = FLOOR_STYLES[floor]
    left = Content.assemble((f"{sign} {FLOORS[floor][0].format(partner=partner)}", style))
    cells = max(min(width - left.cell_length - 8, 40), 8)
    share = (min(max(db, QUIET_DB), LOUD_DB) - QUIET_DB) / (LOUD_DB - QUIET_DB)
    loud = round(share * cells)
    bar = "█" * loud, "$success" if share < TOO_LOUD else "$error"
    gap = max(width - left.cell_length - cells - 4, 1)
    return Content.assemble(
        left, " " * gap, ("mic ", "$text-muted"), bar, ("░" * (cells - loud), "$text-muted")
    )


def meant(tag: Intent | None, waiting: Sequence[str]) -> str:
    """What is set just now, in words."""
    if waiting:
        return f"{', '.join(waiting)} …"
    if tag is None:
        return "what do you mean? no tag yet"
    words = f"{tag.label} {dots(tag.intensity)}"
    words += f" under {tag.surface}" if tag.surface else ""
    more = [*tag.stances, f"about {tag.target}" * bool(tag.target)]
    more += [f"status {tag.status}" * bool(tag.status)]
    return " · ".join(["you mean " + words, *(part for part in more if part)])


def dots(intensity: int) -> str:
    return "●" * intensity + "○" * (3 - intensity)


def grid(
    keys: Mapping[str, str], tag: Intent | None, waiting: Sequence[str], width: int, tall: bool
) -> Content:
    """The keys as they lie, with what is set just now. keys: key -> meaning."""
    key_of = {meaning: key_name(key) for key, meaning in keys.items()}
    cells = min((width - 1) // 4, MOST_CELLS)
    set_now = {tag.label, tag.surface, tag.target, tag.status, *tag.stances} if tag else set()
    set_now |= set(waiting)

    def cell(meaning: str, size: int) -> Content:
        on = meaning in set_now
        words = f" {meaning}"
        if on and tag and meaning == tag.label:
            words += f" {dots(tag.intensity)}"
        text = Content.assemble((key_of[meaning], "bold $primary"), words)
        text = text.stylize("bold reverse") if on else text
        return text + " " * max(size - text.cell_length, 0)

    def row(meanings: Sequence[str], size: int) -> Content:
        return Content("").join([cell(meaning, size) for meaning in meanings])

    def loose(meanings: Sequence[str]) -> Content:
        return Content("  ").join([cell(meaning, 0) for meaning in meanings])

    rows = [row(LABELS[at : at + 4], cells) for at in GRID_ROWS]
    rows.append(Content("   ").join([loose(LABELS[16:]), loose(STANCES)]))
    if tall:
        about, status = list(TARGET_KEYS.values()), list(STATUS_KEYS.values())
        rows.append(Content("   ").join([loose(about), loose(status)]))
    return Content("\n").join(rows)


def foot(key_of: Mapping[str, str], width: int) -> Content:
    """The other keys, as many as fit."""
    shown: list[Content] = []
    for name, word in FOOT:
        hint = Content.assemble((key_name(key_of[name]), "bold $primary"), f" {word}")
        if Content("  ").join([*shown, hint]).cell_length <= width:
            shown.append(hint)
    return Content("  ").join(shown)


def said(row: Row, show_reading: bool) -> Content:
    """The words of a row, and what is told under them."""
    style = {"actor": "$actor", "partner": "$partner", "trouble": "bold $error"}.get(row.kind, "")
    if row.kind == "note":
        style = "$text-muted"
    if row.live and row.kind == "actor":
        style = f"{style} italic"
    if row.taken_back:
        style = "$text-muted strike"
    text = Content.assemble((row.text + " …" * (row.live and row.kind == "actor"), style.strip()))
    below = row.below if show_reading or row.kind != "partner" else ""
    below = "taken back" if row.taken_back else below
    return Content.assemble(text, "\n", (below, "$text-muted")) if below else text


def speaker(row: Row, scene: Scene, cells: int) -> Content:
    """When it was said, and by whom."""
    names = {"actor": scene.actor.name, "partner": scene.character.name, "trouble": "!"}
    time = "" if row.t is None else f"{row.t:.1f}"
    style = {"actor": "bold $actor", "partner": "bold $partner"}.get(row.kind, "bold $error")
    return Content.assemble(
        (f"{time:>{TIME_CELLS}}  ", "$text-muted"), (names.get(row.kind, "")[:cells], style)
    )
