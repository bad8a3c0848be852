"""What the audit of the dependencies makes of pip-audit's report."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
import audit

REPORT = json.dumps(
    {
        "dependencies": [
            {"name": "good", "version": "1.0", "vulns": []},
            {"name": "own", "skip_reason": "not on the index"},
            {
                "name": "bad",
                "version": "2.0",
                "vulns": [
                    {"id": "PYSEC-1", "fix_versions": ["2.1", "3.0"]},
                    {"id": "PYSEC-2", "fix_versions": []},
                ],
            },
        ]
    }
)


def test_each_known_fault_is_told_with_the_version_that_mends_it() -> None:
    assert audit.told(REPORT) == [
        "bad 2.0: PYSEC-1; mended in 2.1, 3.0",
        "bad 2.0: PYSEC-2; mended in no version yet",
    ]
    assert audit.asked(REPORT) == (2, 3)


@pytest.mark.parametrize(
    ("command", "status", "words"),
    [
        (("-c", f"print({REPORT!r})"), 1, "PYSEC-1"),
        (("-c", "print('no network')"), 0, "could not be asked"),
    ],
)
def test_a_fault_fails_the_check_and_a_silent_index_is_told(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
    status: int,
    words: str,
) -> None:
    monkeypatch.setattr(audit, "COMMAND", (sys.executable, *command))
    if status:
        with pytest.raises(SystemExit) as left:
            audit.main()
        assert left.value.code == status
    else:
        audit.main()
    assert words in capsys.readouterr().out
