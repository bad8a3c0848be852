"""The two start scripts: what they install, when, and what they say when they cannot.

Nothing is really installed here: pip, apt-get, sudo and the venv's Python are small stand-ins.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
sys.path.append(str(SCRIPTS))  # at the end: scripts/test.py must not hide Python's own "test"

import setup_env  # noqa: E402
import system_packages  # noqa: E402
from setup_env import SetUpError, Stamp, Venv  # noqa: E402
from system_packages import Package  # noqa: E402

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")

THERE = Package("libthere1", "there", "being there", lambda: True)
LACKING = Package("liblacking1", "lacking", "nothing", lambda: False)

# Stands for the venv's Python: healthy, and its pip brings "improv" or fails as $0.fails says.
FAKE_PYTHON = """#!/bin/sh
echo "$@" >> "$0.calls"
case "$*" in
*"-m pip install"*)
    if [ -e "$0.fails" ]; then cat "$0.fails"; exit 1; fi
    cp "$0.improv" "$(dirname "$0")/improv" ;;
esac
"""
FAKE_IMPROV = '#!/bin/sh\nfor word in "$@"; do echo "<$word>"; done\nexit 7\n'


def program(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)
    return file


@pytest.fixture
def venv(tmp_path: Path) -> Venv:
    """A checkout with a blank in its path, and a venv in which nothing is installed."""
    venv = Venv(tmp_path / "a checkout")
    program(venv.program("python"), FAKE_PYTHON)
    program(venv.folder / "bin" / "python.improv", FAKE_IMPROV)
    (venv.root / "pyproject.toml").write_text("[project]\n")
    return venv


def pip_calls(venv: Venv) -> list[str]:
    """What pip was asked to install, oldest first."""
    calls = venv.folder / "bin" / "python.calls"
    lines = calls.read_text().splitlines() if calls.exists() else []
    return [line.split()[-1] for line in lines if "pip install" in line]


def test_the_first_start_installs_and_the_second_does_nothing(venv: Venv) -> None:
    setup_env.prepare(venv, packages=(), wishes=["echo"])
    assert pip_calls(venv) == [".[echo]"]
    setup_env.prepare(venv, packages=(), wishes=["echo"])
    assert pip_calls(venv) == [".[echo]"]


def test_extras_add_to_those_of_earlier_starts(venv: Venv) -> None:
    setup_env.prepare(venv, packages=())
    setup_env.prepare(venv, extras=["test"], packages=())
    assert pip_calls(venv) == [".", ".[test]"]
    setup_env.prepare(venv, packages=())
    setup_env.prepare(venv, extras=["test"], packages=())
    assert pip_calls(venv) == [".", ".[test]"]
    assert venv.read_stamp().extras == ("test",)


def test_a_wish_that_cannot_be_had_is_tried_once(venv: Venv) -> None:
    refuses = 'case "$*" in *echo]*) exit 1;; esac\n'
    program(venv.program("python"), FAKE_PYTHON.replace("case", f"{refuses}case", 1))
    for _ in range(2):
        setup_env.prepare(venv, packages=(), wishes=["echo"])
        assert pip_calls(venv) == [".[echo]", "."]
    assert venv.read_stamp() == Stamp(venv.key(), (), ("echo",))


def test_new_requirements_are_installed(venv: Venv) -> None:
    setup_env.prepare(venv, packages=())
    (venv.root / "pyproject.toml").write_text("[project]\nname = 'changed'\n")
    setup_env.prepare(venv, packages=())
    assert pip_calls(venv) == [".", "."]


def test_a_stamp_that_is_no_longer_true_is_not_believed(venv: Venv) -> None:
    setup_env.prepare(venv, packages=())
    assert venv.read_stamp().key
    stamp = venv.folder / "setup.json"
    whole = stamp.read_text()

    for wrong in ("", whole[:20], "[]", '{"key": 1}', whole.replace('"key": "', '"key": "x')):
        stamp.write_text(wrong)
        assert venv.read_stamp() == Stamp(), wrong
    stamp.write_text(whole)
    venv.program("improv").unlink()
    assert venv.read_stamp() == Stamp()
    moved = Venv(venv.root.with_name("moved"))
    venv.root.rename(moved.root)  # the programs in a venv know its old place
    program(moved.program("improv"), FAKE_IMPROV)
    assert moved.read_stamp() == Stamp()


def test_a_failing_pip_is_told_in_one_line_and_tried_again(venv: Venv) -> None:
    fails = venv.folder / "bin" / "python.fails"
    fails.write_text("Collecting x\nERROR: No matching distribution found for x\n\nnote: bye\n")
    with pytest.raises(SetUpError) as error:
        setup_env.prepare(venv, packages=())
    assert str(error.value).startswith("pip: No matching distribution found for x (")
    assert str(venv.log) in str(error.value)
    assert "\n" not in str(error.value)
    assert "Collecting x" in venv.log.read_text()

    fails.unlink()
    setup_env.prepare(venv, packages=())
    assert venv.read_stamp().key


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("ERROR: one\nERROR: two\nerror: subprocess-exited-with-error\nnote: x", "two"),
        ("  │ ERROR: No matching distribution\n  ╰─> [end]\n", "No matching distribution"),
        ("OSError: [Errno 28] No space left\n\n", "OSError: [Errno 28] No space left"),
        ("connection broken by X\nERROR: No matching distribution for x", "the package server can"),
        ("connection broken by X\nERROR: No space left on device", "No space left on device"),
        ("", "it said nothing"),
    ],
)
def test_the_last_error_of_pip(output: str, line: str) -> None:
    assert setup_env.last_error(output).startswith(line)


# Stands for the Python that makes venvs. A venv over rubbish has no pip: its Python fails.
FAKE_MAKER = """#!/bin/sh
echo "venv" >> "{calls}"
mkdir -p "$3/bin"
cp "{python}" "$3/bin/python"
cp "{improv}" "$3/bin/python.improv"
if [ -e "$3/rubbish" ]; then printf '#!/bin/sh\\nexit 1\\n' > "$3/bin/python"; fi
"""


@pytest.mark.parametrize("python", ["#!/bin/sh\nexit 1\n", "not a program", "#!/nowhere/python\n"])
@pytest.mark.parametrize(("rubbish", "times"), [(False, 1), (True, 2)])
def test_a_half_made_venv_is_completed_or_else_made_anew(
    venv: Venv,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    rubbish: bool,
    times: int,
    python: str,
) -> None:
    calls = tmp_path / "calls"
    maker = FAKE_MAKER.format(
        calls=calls,
        python=program(tmp_path / "python", FAKE_PYTHON),
        improv=program(tmp_path / "improv", FAKE_IMPROV),
    )
    monkeypatch.setattr(sys, "_base_executable", str(program(tmp_path / "maker", maker)))
    program(venv.program("python"), python)
    if rubbish:
        (venv.folder / "rubbish").mkdir()
    setup_env.prepare(venv, packages=())
    assert calls.read_text().split() == ["venv"] * times
    assert not (venv.folder / "rubbish").exists()
    assert venv.read_stamp().key


def test_a_package_that_cannot_be_had_is_tried_once_and_told_each_time(
    venv: Venv,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    asked = tmp_path / "apt-get.calls"
    apt = program(tmp_path / "apt-get", '#!/bin/sh\necho "$1" >> "$0.calls"\nexit 100\n')
    monkeypatch.setattr(system_packages, "apt", lambda: [str(apt)])
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: name if name == "apt-get" else None)
    line = "Missing: liblacking1 (nothing). To get it, type: sudo apt-get install liblacking1\n"
    for _ in range(2):
        setup_env.prepare(venv, packages=[LACKING, THERE])
        assert asked.read_text().split() == ["install", "update", "install"]
        assert capsys.readouterr().err.endswith(line)

    new = Package("libnew1", "new", "news", lambda: False)
    setup_env.prepare(venv, packages=[LACKING, new])
    assert len(asked.read_text().split()) > 3
    assert pip_calls(venv) == ["."]  # pip had nothing to do with it


def test_without_ensurepip_one_line_names_all_packages(
    venv: Venv, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(venv.program("python"), "#!/bin/sh\nexit 1\n")
    maker = Package("python3.11-venv", "python3", "venvs", lambda: False)
    monkeypatch.setattr(system_packages, "VENV_MAKER", maker)
    monkeypatch.setattr(system_packages, "apt", lambda: None)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: name if name == "apt-get" else None)
    with pytest.raises(SetUpError, match=r"sudo apt-get install python3\.11-venv liblacking1"):
        setup_env.prepare(venv, packages=[THERE, LACKING])


def test_a_second_start_waits_for_the_first(
    venv: Venv, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first_may_end, order = threading.Event(), []
    monkeypatch.setattr(setup_env, "say", lambda text: first_may_end.set())  # "waiting for it"

    def second() -> None:
        with venv.lock():
            order.append("second")

    with venv.lock():
        other = threading.Thread(target=second)
        other.start()
        assert first_may_end.wait(timeout=60)
        order.append("first")
    other.join(timeout=60)
    assert order == ["first", "second"]


def test_windows_has_its_own_places() -> None:
    assert Venv(Path("r")).program("improv", windows=True) == Path("r/.venv/Scripts/improv.exe")


def checkout_ready_to_play(venv: Venv) -> Path:
    """A set-up checkout with our scripts; no package is looked for by apt. Returns play.py."""
    shutil.copytree(SCRIPTS, venv.root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    program(venv.program("improv"), FAKE_IMPROV)
    names = tuple(package.name for package in system_packages.TO_PLAY)
    venv.write_stamp(Stamp(venv.key(), ("echo",), names))
    return venv.root / "scripts" / "play.py"


def test_play_hands_its_arguments_and_its_status_over(venv: Venv, tmp_path: Path) -> None:
    play = checkout_ready_to_play(venv)
    command = [sys.executable, str(play), "--scene", "last train", "", "--understudy"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.split("\n") == [
        "<play>", "<--scene>", "<last train>", "<>", "<--understudy>", ""
    ]  # fmt: skip
    assert done.returncode == 7
    assert pip_calls(venv) == []
    assert not venv.log.exists()


def test_windows_hands_over_by_waiting() -> None:
    with pytest.raises(SystemExit) as end:
        setup_env.hand_over([sys.executable, "-c", "raise SystemExit(5)"], replace=False)
    assert end.value.code == 5


def test_ctrl_c_is_left_to_the_program_below(monkeypatch: pytest.MonkeyPatch) -> None:
    class Child:
        waits = 0

        def __init__(self, command: list[str]) -> None: ...

        def __enter__(self) -> Child:
            return self

        def __exit__(self, *error: object) -> None: ...

        def wait(self) -> int:
            Child.waits += 1
            if Child.waits == 1:
                raise KeyboardInterrupt
            return 3

    monkeypatch.setattr(subprocess, "Popen", Child)
    with pytest.raises(SystemExit) as end:
        setup_env.hand_over(["improv"], replace=False)
    assert (end.value.code, Child.waits) == (3, 2)


@pytest.mark.parametrize("name", ["play.py", "test.py"])
def test_an_old_python_gets_one_clear_line(name: str) -> None:
    text = (SCRIPTS / name).read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 6))
    assert not [node for node in tree.body if isinstance(node, ast.ImportFrom)]  # no __future__
    older = (
        "import runpy, sys; sys.version_info = (3, 6, 9, 'final', 0);"
        f"runpy.run_path({str(SCRIPTS / name)!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", older], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs Python 3.11 or newer; this is 3.6." in done.stderr


@pytest.fixture(scope="module")
def all_checks() -> ModuleType:
    """scripts/test.py as a module, under a name that is not Python's own "test"."""
    spec = importlib.util.spec_from_file_location("all_checks", SCRIPTS / "test.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_checks_and_their_order(all_checks: ModuleType) -> None:
    commands = all_checks.commands("PY", ["-k", "a b"])
    assert list(commands) == ["format", "lint", "types", "audit", "tests"]
    assert commands["format"] == ["PY", "-m", "ruff", "format", "--check", "."]
    assert commands["lint"] == ["PY", "-m", "ruff", "check", "."]
    assert commands["types"][:4] == ["PY", "-m", "mypy", "improv_partner"]
    assert commands["tests"] == ["PY", "-m", "pytest", "-n", "2", "-k", "a b"]


def test_all_checks_run_and_one_failure_fails_the_whole(
    all_checks: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    good, bad = ([sys.executable, "-c", f"raise SystemExit({status})"] for status in (0, 2))
    assert all_checks.run({"lint": bad, "tests": good}) == 1
    out = capfd.readouterr().out
    assert "\nlint    FAILED" in out
    assert "\ntests   ok" in out
    assert out.endswith("Failed: lint\n")
    assert all_checks.run({"tests": good}) == 0
    assert capfd.readouterr().out.endswith("All passed.\n")


@pytest.mark.parametrize("name", ["scripts/check", ".ci/run"])
def test_ci_runs_the_same_script(name: str) -> None:
    file = SCRIPTS.parent / name
    assert os.access(file, os.X_OK)
    assert file.read_text().splitlines()[-1].startswith("exec python3 ")
    assert "test.py" in file.read_text().splitlines()[-1]
