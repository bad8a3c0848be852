"""improv as a person types it: in this process, or as a program of its own."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from improv_partner import cli

PROGRAM = [sys.executable, "-W", "error", "-m", "improv_partner"]
# In a scene: nothing is downloaded or asked for, and it is over in a second or two.
QUICK = ("--rehearse", "--fast", "--ears", "sphinx", "--scene-seed", "3")


@dataclass(frozen=True)
class Ran:
    """code: exit status. out, err: what was printed."""

    code: int
    out: str
    err: str

    @property
    def flat(self) -> str:
        """What was printed to stdout, in one line: wherever it was broken to fit the terminal."""
        return " ".join(self.out.split())

    def column(self, number: int) -> str:
        """The words in this column of a table, from 1, row after row."""
        rows = [row.split("│") for row in self.out.splitlines() if row.count("│") > 1]
        return " ".join(" ".join(row[number] for row in rows).split())

    def folder(self) -> Path:
        """Of the session that was played."""
        (path,) = re.findall(r"Recorded in\s+(\S+)", self.out)
        return Path(path)


def improv(*words: str) -> Ran:
    """The command in this process."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    before, sys.argv = sys.argv, ["improv", *words]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            cli.main()
    except SystemExit as end:
        assert end.code is None or isinstance(end.code, int), end.code
        code = end.code or 0
    finally:
        sys.argv = before
    return Ran(code, out.getvalue(), err.getvalue())


def program(
    *words: str, folder: Path, limits: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    """The command as a program, in this folder; nobody sits at its stdin. See ended()."""
    return subprocess.Popen(
        [*PROGRAM, *words],
        cwd=folder,
        env=os.environ | {"COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limits,
    )


def ended(child: subprocess.Popen[str]) -> Ran:
    out, err = child.communicate(timeout=120)
    return Ran(child.returncode, out, err)


def is_one_line(ran: Ran, *parts: str) -> None:
    """A failure that a person can mend: exit status 1, one line on stderr that says all this."""
    assert ran.code == 1, ran.out + ran.err
    assert ran.err.startswith("improv: ") and ran.err.endswith("\n")
    assert ran.err.count("\n") == 1, ran.err
    for part in parts:
        assert part in ran.err, ran.err


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in: no settings, no recordings."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
