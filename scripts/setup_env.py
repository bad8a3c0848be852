"""Makes the machine ready: .venv with the package and what it needs, and the system's libraries.

Nothing but the standard library. A second start costs a few milliseconds: a stamp in .venv says
what was done. Anything half done, by a crash or by an older version, is done again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

import system_packages
from system_packages import Package

ROOT = Path(__file__).resolve().parent.parent


class SetUpError(Exception):
    """The set-up cannot be finished; its text is one line for a person."""


@dataclass(frozen=True)
class Stamp:
    """What was done. key: for which source, place and Python.

    gave_up: packages apt did not get, and extras that pip did not.
    """

    key: str = ""
    extras: tuple[str, ...] = ()
    gave_up: tuple[str, ...] = ()


@dataclass(frozen=True)
class Venv:
    """The virtual environment of one checkout. All that the set-up writes is in its folder."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / ".venv"

    @property
    def log(self) -> Path:
        return self.folder / "setup.log"

    def program(self, name: str, windows: bool = os.name == "nt") -> Path:
        return self.folder / (f"Scripts/{name}.exe" if windows else f"bin/{name}")

    def key(self) -> str:
        """Changes with everything after which pip has to run again (a moved folder, too)."""
        parts = (sys.version_info[:2], str(self.root), (self.root / "pyproject.toml").read_bytes())
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def read_stamp(self) -> Stamp:
        """What was done, or the empty stamp if it is not known or no longer true."""
        try:
            row = json.loads((self.folder / "setup.json").read_text(encoding="utf-8"))
            stamp = Stamp(row["key"], tuple(row["extras"]), tuple(row["gave_up"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Stamp()
        whole = self.program("python").exists() and self.program("improv").exists()
        return stamp if whole and stamp.key == self.key() else Stamp()

    def write_stamp(self, stamp: Stamp) -> None:
        new = self.folder / "setup.json.new"
        new.write_text(json.dumps(asdict(stamp)), encoding="utf-8")
        new.replace(self.folder / "setup.json")

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One set-up at a time. The system frees the lock when a process ends, however it ends."""
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "setup.lock").open("a") as file:
            try:
                _lock(file.fileno(), wait=False)
            except OSError:
                say("Another start is setting up; waiting for it ...")
                _lock(file.fileno(), wait=True)
            yield

    def wipe(self) -> None:
        """Empty the folder; the lock stays, for it is held."""
        for entry in self.folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry.name not in ("setup.lock", "setup.log"):
                entry.unlink()


VENV = Venv(ROOT)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def prepare(
    venv: Venv,
    extras: Sequence[str] = (),
    packages: Sequence[Package] = system_packages.TO_PLAY,
    wishes: Sequence[str] = (),
) -> None:
    """Set up what is not set up yet, and tell what a person has to install by hand.

    extras: optional dependencies of the package; they add to those of earlier set-ups.
    wishes: extras that are left out where pip cannot get them (no wheel for this system).
    Raises SetUpError, and OSError if the folder cannot be written.
    """
    if not _done(venv.read_stamp(), extras, packages, wishes):
        with venv.lock():
            stamp = venv.read_stamp()  # again: another start may have done it meanwhile
            if not _done(stamp, extras, packages, wishes):
                _set_up(venv, stamp, extras, packages, wishes)
    lacking = system_packages.missing(packages)
    if lacking:
        names = ", ".join(f"{package.name} ({package.use})" for package in lacking)
        say(f"Missing: {names}. To get it, type: {system_packages.advice(lacking)}")


def prepare_or_exit(
    extras: Sequence[str] = (),
    packages: Sequence[Package] = system_packages.TO_PLAY,
    wishes: Sequence[str] = (),
) -> None:
    """As prepare(), for a script: one line and exit status 1 if it cannot be done."""
    try:
        prepare(VENV, extras, packages, wishes)
    except (SetUpError, OSError) as error:
        sys.exit(f"Set-up failed: {error}")
    except KeyboardInterrupt:
        say("\nSet-up stopped; the next start goes on with it.")
        sys.exit(130)


def hand_over(command: list[str], replace: bool = os.name != "nt") -> NoReturn:
    """Become this command. Windows cannot: there it runs below, and its exit status is ours."""
    sys.stdout.flush()
    if replace:
        os.execv(command[0], command)
    with subprocess.Popen(command) as child:
        while True:
            try:
                sys.exit(child.wait())
            except KeyboardInterrupt:  # it went to the child as well, which ends in its own way
                continue


def _done(
    stamp: Stamp, extras: Sequence[str], packages: Sequence[Package], wishes: Sequence[str]
) -> bool:
    tried = {*stamp.extras, *stamp.gave_up}
    untried = {p.name for p in system_packages.missing(packages)} - set(stamp.gave_up)
    whole = set(extras) <= set(stamp.extras) and set(wishes) <= tried
    return stamp.key != "" and whole and not untried


def _set_up(
    venv: Venv,
    stamp: Stamp,
    extras: Sequence[str],
    packages: Sequence[Package],
    wishes: Sequence[str],
) -> None:
    say("Setting up (once, about a minute) ...")
    (venv.folder / "setup.json").unlink(missing_ok=True)  # until all is done, nothing is
    with venv.log.open("w", encoding="utf-8") as log:

        def run(command: list[str], progress: Callable[[str], None] = lambda line: None) -> int:
            return _run(command, venv.root, log, progress)

        system_packages.install(system_packages.missing(packages), run)
        needed = {*stamp.extras, *extras}
        wished = needed | (set(wishes) - set(stamp.gave_up))
        if stamp.key == "" or wished != set(stamp.extras):
            _make_venv(venv, packages, run)
            wished = _install_what_can_be_had(venv, needed, wished, run)
    lacking = {package.name for package in system_packages.missing(packages)}
    gave_up = lacking | (set(wishes) - wished)
    venv.write_stamp(Stamp(venv.key(), tuple(sorted(wished)), tuple(sorted(gave_up))))


def _install_what_can_be_had(venv: Venv, needed: set[str], wished: set[str], run: Run) -> set[str]:
    """The extras that were installed. Raises SetUpError."""
    if wished > needed:
        try:
            _install(venv, sorted(wished), run)
            return wished
        except SetUpError:
            say(f"Going on without: {', '.join(sorted(wished - needed))} (see {venv.log})")
    _install(venv, sorted(needed), run)
    return needed


Run = Callable[..., int]


def _make_venv(venv: Venv, packages: Sequence[Package], run: Run) -> None:
    """A venv whose pip runs under this Python: kept, else completed, else made anew."""
    python = str(venv.program("python"))
    ours = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    maker = system_packages.VENV_MAKER
    if venv.program("python").exists() and run([python, "-c", ours]) == 0:
        return
    system_packages.install(system_packages.missing([maker]), run)
    if not maker.present():
        all_missing = [maker, *system_packages.missing(packages)]
        raise SetUpError(
            "this Python cannot make virtual environments; "
            f"type: {system_packages.advice(all_missing)}  and start again"
        )
    base = getattr(sys, "_base_executable", None) or sys.executable  # not a venv that is wiped
    for wiped in (False, True):
        if wiped:
            venv.wipe()
        if run([base, "-m", "venv", str(venv.folder)]) == 0 and run([python, "-c", ours]) == 0:
            return
    raise SetUpError(f"no virtual environment could be made in {venv.folder}; see {venv.log}")


def _install(venv: Venv, extras: Sequence[str], run: Run) -> None:
    target = f".[{','.join(extras)}]" if extras else "."
    pip = [str(venv.program("python")), "-m", "pip", "install", "--no-input"]
    status = run([*pip, "--disable-pip-version-check", "-e", target], _show_progress)
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * 60 + "\r")
    if status != 0:
        output = venv.log.read_text(encoding="utf-8", errors="replace")
        raise SetUpError(f"pip: {last_error(output)} (all it said: {venv.log})")


def last_error(output: str) -> str:
    """The line of pip's output that says most about why it failed."""
    lines = [line.strip(" │╰─>\t") for line in output.splitlines() if line.strip()]
    errors = [line[len("ERROR:") :].strip() for line in lines if line.startswith("ERROR:")]
    last = (errors or lines or ["it said nothing"])[-1]
    if "connection broken" in output and last.startswith("No matching distribution"):
        return "the package server cannot be reached; is there a network?"
    return last


def _show_progress(line: str) -> None:
    """What pip is busy with, on one line that is written over."""
    words = line.split()
    if sys.stderr.isatty() and len(words) > 1 and words[0] in ("Collecting", "Installing"):
        what = words[1] if words[0] == "Collecting" else "installing"
        sys.stderr.write("\r  " + what[:56].ljust(58))
        sys.stderr.flush()


def _run(command: list[str], cwd: Path, log: Any, progress: Callable[[str], None]) -> int:
    """Exit status of the command; 127 if there is no such program or it cannot be run."""
    log.write(f"$ {' '.join(command)}\n")
    log.flush()
    try:
        child = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, "PIP_USER": "0"},  # a venv knows no user installs
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        log.write(f"{error}\n")
        return 127
    with child:
        for line in child.stdout or ():
            log.write(line)
            log.flush()
            progress(line)
    return child.returncode


def _lock(descriptor: int, wait: bool) -> None:
    """Raises OSError if the lock is taken and we do not wait."""
    if sys.platform == "win32":
        import msvcrt

        while True:
            try:
                return msvcrt.locking(
                    descriptor, msvcrt.LK_NBLCK if not wait else msvcrt.LK_LOCK, 1
                )
            except OSError:  # LK_LOCK gives up after 10 s
                if not wait:
                    raise
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
