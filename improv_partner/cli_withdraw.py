"""The command line for taking a consent back: improv withdraw. Thin, like cli.py."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_options import RECORDINGS, app, console, flag
from .errors import SettingsError

if TYPE_CHECKING:
    from .erasing import Taking

RERUNS, EXPORT = Path("reruns"), Path("export")  # where improv rerun and export write if not told
Folders = list[Path] | None


@app.command()
def withdraw(
    what: Annotated[
        str, typer.Argument(metavar="CODE|SESSION", help="a withdrawal code, or a session's folder")
    ],
    who: Annotated[str, typer.Option(help="of a SESSION: only this performer")] = "",
    reason: Annotated[str, typer.Option(help="asked, expired or mistake")] = "asked",
    places: Annotated[
        Folders, typer.Option("--in", metavar="<path>", help="folder with sessions; several times")
    ] = None,
    exports: Annotated[
        Folders,
        typer.Option(
            "--exports", metavar="<path>", help="folder with exports or an index; several times"
        ),
    ] = None,
    yes: Annotated[bool, flag("--yes", "do not ask before a SESSION is deleted")] = False,
) -> None:
    """Delete what a performer no longer agrees to.

    Sound, words, and all that was made of them.
    """
    from .withdraw import carry_out, of_code, of_session, scan
    from .withdrawal_code import normal

    folders = places or [RECORDINGS, RERUNS]
    named = (Path(what), *(folder / what for folder in folders))
    session = next((path for path in named if path.is_dir()), None)
    code = "" if session else normal(what)
    if not session and not code:
        raise SettingsError(f'"{what}" is no session and no code of 16 letters and digits')
    if code and who:
        raise SettingsError("--who goes with a SESSION; a code says who")
    found = scan(folders if code else [*folders, session.parent] if session else [], _say)
    if session:
        taken = of_session(found, session, who, reason)
        if not (yes or _agrees(taken)):
            console.print("Nothing was deleted.")
            raise typer.Exit(1)
    else:
        taken = of_code(found, code, reason)
    deleted = _Deleted()
    try:
        carry_out(taken, found, [*(exports or []), EXPORT], deleted)
    finally:
        deleted.count()
    if not deleted.some:
        console.print("Nothing was left to delete.")
    for one in taken:
        left = "nothing" if one.whole else "the other performers"
        _say(f"withdrawn: {one.folder}; left in it: {left}")


class _Deleted:
    """Tells what was deleted, line by line; of a judge's answers, which are many, how many."""

    def __init__(self) -> None:
        self.some = False
        self._answers: Counter[Path] = Counter()  # by folder

    def __call__(self, text: str) -> None:
        from .erasing import CACHES

        self.some = True
        path = Path(text.removeprefix("deleted "))
        if path.parent.parent.name in CACHES:
            self._answers[path.parent] += 1
        else:
            _say(text)

    def count(self) -> None:
        for folder, count in self._answers.items():
            _say(f"deleted {folder}: {count} answer{'s' * (count > 1)} of a judge")


def _agrees(taken: list[Taking]) -> bool:
    """Raises SettingsError if nobody is there to be asked."""
    if not sys.stdin.isatty():
        raise SettingsError("what is withdrawn cannot be had back: add --yes")
    for one in taken:
        _say(f"{one.folder}: {'everything' if one.whole else ', '.join(one.who)}")
    try:
        answer = console.input("Delete this for ever? [y/N] ", markup=False)
    except (EOFError, KeyboardInterrupt):
        return False
    return answer.strip().lower() in ("y", "yes")


def _say(text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)
