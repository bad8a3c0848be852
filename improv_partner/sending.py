"""May a server get a recorded session's words? One rule for judge, suites, probes and re-runs.

A server on this machine may, and one that was named in the consent. Any other needs a yes of every
performer to `share`, and one of whoever runs this.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .consent import terms
from .errors import SettingsError
from .research.export.permitted import PURPOSES, record, refusal, refusing
from .settings import MindSettings, VoiceSettings


def no_sending(
    folder: Path,
    header: Mapping[str, Any],
    mind: MindSettings,
    agreed: bool,
    voice: VoiceSettings | None = None,
) -> str:
    """Why these servers may not get this session's words, in one line; "" if they may.

    voice: None = the built-in one. agreed: whoever runs this says that it is allowed; a performer's
    no is not overruled by that. Raises SettingsError if only this yes is missing.
    """
    known = record(header).get("hosts", [])
    new = [host for host in terms(mind, folder, False, voice=voice).hosts if host not in known]
    needs = {"replay", "share"} if new else {"replay"}
    why = refusal(folder, header, needs)
    if not why and (no := refusing(header, needs)):  # who is in no record is in no summary
        wanted = ", ".join(f'"{PURPOSES[name]}" ({name})' for name in sorted(needs))
        why = f"{folder}: {', '.join(sorted(no))} did not say yes to {wanted}"
    if why:
        return f"{why}; {new[0]} gets nothing of it" if new else why
    if new and not agreed:
        raise SettingsError(
            f"{folder}: nobody agreed that {new[0]} gets words of this scene; "
            "add --yes if that is allowed"
        )
    return ""
