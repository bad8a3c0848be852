#!/usr/bin/env python3
"""Are any of the installed packages known to be unsafe? Asks the package index by pip-audit.

Exit status 1 if one is. Where the index cannot be asked that is said, and nothing is proven.
"""

from __future__ import annotations

import json
import subprocess
import sys

COMMAND = (sys.executable, "-m", "pip_audit", "--local", "--progress-spinner", "off", "-f", "json")
WAIT_S = 120.0


def told(report: str) -> list[str]:
    """A line for each known fault, from pip-audit's JSON. Raises ValueError if it is none."""
    lines = []
    for package in json.loads(report)["dependencies"]:
        for fault in package.get("vulns", []):
            mended = ", ".join(fault.get("fix_versions", [])) or "no version yet"
            lines.append(
                f"{package['name']} {package['version']}: {fault['id']}; mended in {mended}"
            )
    return lines


def asked(report: str) -> tuple[int, int]:
    """Of how many packages the index knew something, and how many there are."""
    packages = json.loads(report)["dependencies"]
    return sum("skip_reason" not in package for package in packages), len(packages)


def main() -> None:
    try:
        done = subprocess.run(COMMAND, capture_output=True, text=True, timeout=WAIT_S, check=False)
        faults, (known, all_of_them) = told(done.stdout), asked(done.stdout)
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print("the package index could not be asked: nothing is known of the dependencies")
        return
    print(f"{known} of {all_of_them} packages are known to the index", *faults, sep="\n")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
