"""Who may import whom, and how big things may grow: the walls between the rooms of the package.

A file that has no row in ROOMS (room_plan.py) fails: give it one, and think about what it may know.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from improv_partner import event_json

from .room_plan import (
    BANNED,
    EMPTY_NAMES,
    LAZY,
    LIBRARIES,
    MOST_FUNCTION_LINES,
    MOST_KINDS,
    MOST_LINES,
    MOST_LIVE_LINES,
    ROOMS,
    WIRING,
    WITH_LIBRARY,
)

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "improv_partner"


def module_of(file: Path) -> str:
    """crew/ears/whisper.py -> crew.ears.whisper, crew/__init__.py -> crew, __init__.py stays."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)


FILES = {module_of(file): file for file in sorted(PACKAGE.rglob("*.py"))}


def folder_of(module: str, modules: set[str]) -> str:
    """The package that a module is in, or is; "" for that of all."""
    is_package = any(name.startswith(f"{module}.") for name in modules)
    return module if is_package else module.rpartition(".")[0]


def imports(tree: ast.Module, module: str, modules: set[str]) -> Iterator[tuple[str, bool]]:
    """Each module that is imported, and whether it is ours; names inside modules are dropped."""
    here = folder_of(module, modules).split(".")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                head, _, rest = alias.name.partition(".")
                yield (rest, True) if head == "improv_partner" else (alias.name, False)
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            head, _, rest = origin.partition(".")
            if node.level == 0 and head != "improv_partner":
                yield origin, False
                continue
            above = here[: len(here) - node.level + 1] if node.level else []
            base = ".".join([*above, origin if node.level else rest]).strip(".")
            for alias in node.names:  # "from . import track" names a module, "Track" does not
                full = f"{base}.{alias.name}".strip(".")
                yield (full if full in modules else base), True


def wall_faults(module: str, source: str, modules: set[str]) -> list[str]:
    """What this file imports and must not."""
    room = module.split(".")[0]
    if room in WIRING:
        return []
    if room not in ROOMS:
        return [f"{module} has no row in ROOMS of room_plan.py"]
    folder = folder_of(module, modules)
    corner = "its own" if folder in ("", "crew") else f"{folder}."  # crew.ears, desk, ...
    faults, outside = [], set()
    for name, ours in imports(ast.parse(source), module, modules):
        if ours:
            if name not in ROOMS[room] and not f"{name}.".startswith(corner):
                faults.append(f"{module} imports {name or 'the whole package'}")
        elif (top := name.split(".")[0]) in BANNED.get(module, set()):
            faults.append(f"{module} imports {top}")
        elif top not in sys.stdlib_module_names and top != "numpy":
            outside.add(top)
    if room not in WITH_LIBRARY and outside:
        faults.append(f"{module} imports the outside libraries {sorted(outside)}")
    elif len(outside) > 1 and outside != LIBRARIES.get(module):
        faults.append(f"{module} imports more than one outside library: {sorted(outside)}")
    return faults


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """All that runs when the file is imported: not the insides of functions and TYPE_CHECKING."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        yield child
        yield from at_import(child)


def laziness_faults(module: str, source: str, modules: set[str]) -> list[str]:
    """Heavy libraries that are imported as soon as the file is."""
    names: list[str] = []
    for node in at_import(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.append(node.module or "")
    heavy = sorted({name.split(".")[0] for name in names} & LAZY)
    return [f"{module} imports {name} at once; import it where it is used" for name in heavy]


def size_faults(name: str, source: str, functions: bool = True) -> list[str]:
    lines = source.count("\n")
    faults = [f"{name} has {lines} lines"] if lines > MOST_LINES else []
    for node in ast.walk(ast.parse(source)) if functions else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_FUNCTION_LINES:
                faults.append(f"{name}: {node.name} has {lines} lines")
    return faults


def name_faults(name: str, source: str) -> list[str]:
    """File and class names that do not say what a thing is."""
    classes = [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]
    faults = []
    for candidate in (Path(name).stem, *classes):
        words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", candidate)}
        if (words | {word.removesuffix("s") for word in words}) & EMPTY_NAMES:
            faults.append(f"{name}: the name {candidate} does not say what it is")
    return faults


def broad_faults(module: str, source: str, modules: set[str]) -> list[str]:
    """`except Exception` and wider: once, in jobs, where a crew failure becomes a Trouble."""
    broad = 0
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler):
            caught = [] if node.type is None else [n for n in ast.walk(node.type)]
            names = {n.id for n in caught if isinstance(n, ast.Name)}
            broad += node.type is None or bool(names & {"Exception", "BaseException"})
    allowed = 1 if module == "jobs" else 0
    return [f"{module} has {broad} broad handlers"] if broad > allowed else []


Check = Callable[[str, str, set[str]], list[str]]


@pytest.mark.parametrize("check", [wall_faults, laziness_faults, broad_faults])
def test_the_package_keeps_its_walls(check: Check) -> None:
    assert FILES, "the package is not where this test looks for it"
    faults = []
    for module, file in FILES.items():
        faults += check(module, file.read_text(encoding="utf-8"), set(FILES))
    assert faults == []


def test_rows_and_exceptions_are_for_files_that_exist() -> None:
    known = set(FILES)
    assert set(LIBRARIES) <= known
    assert set(BANNED) <= set(ROOMS)


def test_files_and_functions_stay_small_and_names_say_something() -> None:
    faults = []
    for file in sorted(ROOT.rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        if name.split("/")[0] not in ("improv_partner", "scripts", "benchmarks", "tests"):
            continue
        source = file.read_text(encoding="utf-8")
        is_test = name.startswith("tests/")
        faults += size_faults(name, source, functions=not is_test)
        faults += [] if is_test else name_faults(name, source)
    assert faults == []


def test_a_newcomer_reads_little_to_know_all_that_happens_live() -> None:
    files = [FILES[module] for module in ("events", "stage", "live")]
    lines = sum(file.read_text(encoding="utf-8").count("\n") for file in files)
    assert lines < MOST_LIVE_LINES
    assert len(event_json.KINDS) <= MOST_KINDS


@pytest.mark.skipif("cli" not in FILES, reason="there is no command line yet")
def test_the_command_line_starts_without_devices_and_models() -> None:
    code = "import sys, improv_partner.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "improv_partner.cli" in loaded
    assert sorted(loaded & (LAZY | {"numpy"})) == []


LONG = "def long():\n" + "    x = 1\n" * MOST_FUNCTION_LINES
MODULES = {
    *("crew", "crew.mic", "crew.clauses", "crew.ears", "crew.ears.sphinx", "crew.ears.whisper"),
    *("crew.voice", "crew.voice.heard", "desk", "desk.plain", "desk.tables"),
    *("events", "heard", "live", "recording", "stage", "track"),
}


@pytest.mark.parametrize(
    ("check", "module", "source"),
    [
        (wall_faults, "newcomer", "import json"),
        (wall_faults, "events", "from .errors import SceneError"),
        (wall_faults, "events", "import time"),
        (wall_faults, "events", "def f():\n    from asyncio import sleep"),
        (wall_faults, "stage", "import random as r"),
        (wall_faults, "stage", "from numpy.random import random"),
        (wall_faults, "stage", "from . import live"),
        (wall_faults, "stage", "from improv_partner.crew import Mic"),
        (wall_faults, "stage", "import improv_partner"),
        (wall_faults, "recording", "import numpy\nfrom . import exchanges"),
        (wall_faults, "exchanges", "from .crew import Crew"),
        (wall_faults, "live", "from .crew.mic import Microphone"),
        (wall_faults, "live", "from .crew import mic"),
        (wall_faults, "live", "import rich"),
        (wall_faults, "crew.mic", "from ..stage import Stage"),
        (wall_faults, "crew.mic", "from .. import live"),
        (wall_faults, "crew.mic", "from .ears.sphinx import Sphinx"),
        (wall_faults, "crew.ears.whisper", "from ..mic import Microphone"),
        (wall_faults, "crew.ears.whisper", "from ..voice import heard"),
        (wall_faults, "crew.ears.whisper", "from ...live import Show"),
        (wall_faults, "crew.ears.whisper", "def f():\n    import av\n    import openai.types"),
        (laziness_faults, "crew.mic", "import sounddevice as sd"),
        (laziness_faults, "crew.mic", "try:\n    from openai.types import X\nexcept OSError: ..."),
        (laziness_faults, "crew.mic", "class A:\n    import av"),
        (broad_faults, "stage", "try: ...\nexcept Exception: ..."),
        (broad_faults, "crew.mic", "try: ...\nexcept (OSError, BaseException): ..."),
        (broad_faults, "crew.mic", "try: ...\nexcept: ..."),
        (broad_faults, "jobs", "try: ...\nexcept Exception: ...\n" * 2),
    ],
)
def test_a_hole_in_a_wall_is_found(check: Check, module: str, source: str) -> None:
    assert len(check(module, source, MODULES)) >= 1


@pytest.mark.parametrize(
    ("check", "module", "source"),
    [
        (wall_faults, "cli", "import typer\nfrom .crew.mic import Microphone"),
        (wall_faults, "recording", "import json\nfrom . import track\nfrom .events import Frame"),
        (
            wall_faults,
            "desk.plain",
            "from . import tables\nfrom .tables import x\nimport rich.live",
        ),
        (wall_faults, "playback", "from .heard import heard_text"),
        (wall_faults, "live", "from .crew import Crew, Moment\nimport improv_partner.events"),
        (wall_faults, "crew", "from ..events import Line"),
        (wall_faults, "crew.mic", "from . import Output, clauses\nimport numpy, sounddevice"),
        (wall_faults, "crew.ears.whisper", "from .sphinx import Sphinx\nfrom . import sphinx"),
        (
            wall_faults,
            "crew.ears.whisper",
            "from .. import Ears, clauses\nfrom ...events import Line",
        ),
        (laziness_faults, "crew.mic", "async def f():\n    import sounddevice"),
        (laziness_faults, "crew.mic", "if typing.TYPE_CHECKING:\n    import av"),
        (broad_faults, "jobs", "try: ...\nexcept Exception: ..."),
        (broad_faults, "crew.mic", "try: ...\nexcept OSError: ..."),
    ],
)
def test_doors_are_not_taken_for_holes(check: Check, module: str, source: str) -> None:
    assert check(module, source, MODULES) == []


def test_big_things_and_empty_names_are_found() -> None:
    assert size_faults("x.py", "\n" * (MOST_LINES + 1)) == ["x.py has 351 lines"]
    assert size_faults("x.py", LONG) == ["x.py: long has 51 lines"]
    assert size_faults("x.py", LONG, functions=False) == []
    assert size_faults("x.py", LONG.replace("    x = 1\n", "", 1)) == []
    for name in ("utils.py", "task_manager.py", "base.py", "speech_services.py"):
        assert len(name_faults(name, "x = 1")) == 1, name
    for name in ("InboxHandler", "MicBase", "LLMHelper", "Util"):
        assert len(name_faults("x.py", f"class {name}: ...")) == 1, name
    assert name_faults("database.py", "class Baseline: ...\nclass Microphone: ...") == []
