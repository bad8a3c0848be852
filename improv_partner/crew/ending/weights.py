"""Where the weights of Smart Turn are: in the cache of huggingface_hub, or on its hub.

As for the ears, the cache is asked first, and a hub that does not answer is known after seconds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...errors import CrewError
from ..ears.model import hub_trouble

REPOSITORY = "pipecat-ai/smart-turn-v3"  # BSD-2
FILE = "smart-turn-v3.2-cpu.onnx"  # int8, 8.7 MB; the "gpu" file is the same in float32, 32 MB
ELSE = 'give turns.ending the path of such a file, or "" for none'


def ready() -> Path:
    """The file, after a download if need be. Blocks. Raises CrewError."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(REPOSITORY, FILE)
    return Path(found) if isinstance(found, str) else _download()


def _download() -> Path:
    from huggingface_hub import constants, hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError

    if why := hub_trouble(REPOSITORY):
        raise CrewError(f"{FILE} is not on this machine and {why}; {ELSE}")
    # The hub's HTTP library changed from version to version, and its errors with it.
    failures: tuple[Any, ...] = (OSError, ValueError, RuntimeError, *HfHubHTTPError.__bases__)
    try:
        return Path(hf_hub_download(REPOSITORY, FILE, endpoint=constants.ENDPOINT))
    except failures as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise CrewError(
            f"the download of {FILE} stopped: {reason}; try again, or {ELSE}"
        ) from error
