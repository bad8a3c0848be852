#!/usr/bin/env python3
"""All checks; the machine needs nothing but Python 3.11+. Arguments: those of pytest.

Sets up what is missing, then format, lint, types and tests, then one summary. Paths among the
arguments start at the root of the repository. This file keeps to the syntax of Python 3.6, so that
an old Python gives a clear line and not a SyntaxError.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        f"improv-partner needs Python 3.11 or newer; this is {sys.version_info[0]}."
        f"{sys.version_info[1]}. Get one from https://www.python.org/downloads/ and start with it."
    )

import subprocess
import time

import setup_env
import system_packages


def commands(python: str, pytest_arguments: list[str]) -> dict[str, list[str]]:
    """What each check runs, in order: the quick ones first."""
    return {
        "format": [python, "-m", "ruff", "format", "--check", "."],
        "lint": [python, "-m", "ruff", "check", "."],
        "types": [python, "-m", "mypy", "improv_partner", "scripts/play.py", "scripts/test.py"],
        "audit": [python, "scripts/audit.py"],
        "tests": [python, "-m", "pytest", "-n", "2", *pytest_arguments],
    }


def run(checks: dict[str, list[str]]) -> int:
    """Run all of them, also after a failure; one summary; exit status 1 if any failed."""
    rows, failed = [], []
    for name, command in checks.items():
        print(f"== {name}: {' '.join(command[2:])}", flush=True)
        start_s = time.monotonic()
        status = subprocess.call(command, cwd=str(setup_env.ROOT))
        if status:
            failed.append(name)
        rows.append(f"{name:7} {'FAILED' if status else 'ok':7}{time.monotonic() - start_s:6.1f} s")
    print("", *rows, "Failed: " + ", ".join(failed) if failed else "All passed.", sep="\n")
    return 1 if failed else 0


def main() -> None:
    setup_env.prepare_or_exit(["test"], system_packages.TO_TEST)
    try:
        sys.exit(run(commands(str(setup_env.VENV.program("python")), sys.argv[1:])))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
