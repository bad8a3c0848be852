"""Where a faster-whisper model is: a folder, the cache of huggingface_hub, or its hub.

The cache is always asked first, and a hub that does not answer is known after four seconds; left
to itself the library waits for minutes. These functions block: call them in a thread.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http.client import HTTPException
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from ...errors import CrewError
from ...settings import nearest

MEGABYTE = 1_000_000
HUB_S = 4.0  # a hub that has not answered by then is not there
PIECES = ("model.bin", "config.json", "tokenizer.json")
FILES = [*PIECES, "preprocessor_config.json", "vocabulary.*"]
SIZES = ("tiny.en", "tiny", "base.en", "base", "small.en", "small", "medium.en", "medium")
REPOSITORIES = {size: f"Systran/faster-whisper-{size}" for size in (*SIZES, "large-v3")} | {
    "distil-small.en": "Systran/faster-distil-whisper-small.en",
    "distil-medium.en": "Systran/faster-distil-whisper-medium.en",
    "distil-large-v3": "Systran/faster-distil-whisper-large-v3",
    "turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
}

Tell = Callable[[str], None]


def repository(name: str) -> str:
    """The hub's "owner/name" of a model's name. Raises CrewError for unknown names."""
    if name in REPOSITORIES:
        return REPOSITORIES[name]
    owner, _, model = name.partition("/")
    if owner and model and "/" not in model:
        return name
    raise CrewError(
        f'ears.model: there is no speech model "{name}", and no folder of that name; '
        + nearest(name, [*REPOSITORIES, "auto", "sphinx"])
    )


def own_folder(path: str) -> Path | None:
    """The folder with a whole model that this path names; None if it names no folder."""
    folder = Path(path).expanduser()
    if not folder.is_dir():
        return None
    check_folder(folder)
    return folder.resolve()


def check_folder(folder: Path) -> None:
    """Raises CrewError that names the pieces of a model that this folder lacks."""
    missing = [piece for piece in PIECES if not (folder / piece).is_file()]
    if not any((folder / f"vocabulary.{end}").is_file() for end in ("json", "txt")):
        missing.append("vocabulary.json")
    if missing:
        raise CrewError(
            f"{folder} is not a whole faster-whisper model: it lacks {', '.join(missing)}; "
            "copy the missing files there, or download the model again"
        )


def cached(name: str) -> Path | None:
    """The folder of this model if the whole of it is in the cache. Raises CrewError."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        found = snapshot_download(repository(name), local_files_only=True, allow_patterns=FILES)
        check_folder(Path(found))
    except (LocalEntryNotFoundError, CrewError):  # older versions answer with half a model
        return None
    except (ValueError, OSError) as error:
        raise CrewError(f"ears.model: {name}: {_first_line(error)}") from error
    return Path(found)


def hub_trouble(name: str) -> str:
    """Why this model cannot be downloaded, in words; "" if it can. Answers within HUB_S or so."""
    from huggingface_hub import constants

    hub = constants.ENDPOINT
    if constants.HF_HUB_OFFLINE:
        return "downloads are forbidden (HF_HUB_OFFLINE is set)"
    request = Request(f"{hub}/api/models/{repository(name)}")
    try:
        with urlopen(request, timeout=HUB_S) as answer:
            json.loads(answer.read())
    except HTTPError as error:
        if error.code in (401, 403, 404):  # the hub says 401 for what does not exist
            return f"{hub} has no model {repository(name)}"
        return f"{hub} answers {error.code}"
    except (OSError, HTTPException):  # no network, no such host, no answer in time
        return f"{hub} does not answer"
    except ValueError:  # a log-in page of some hotel
        return f"{hub} is not reached: something else answers in its place"
    return ""


def download(name: str, tell: Tell) -> Path:
    """The model's folder, after the download; goes on where it stopped. Raises CrewError.

    tell: gets a line of progress now and then, from a thread.
    """
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError

    # The hub's HTTP library changed from version to version; its errors are OSErrors or of the
    # class that HfHubHTTPError extends.
    failures: tuple[Any, ...] = (OSError, ValueError, RuntimeError, *HfHubHTTPError.__bases__)
    try:
        folder = Path(
            snapshot_download(
                repository(name),
                allow_patterns=FILES,
                endpoint=constants.ENDPOINT,
                tqdm_class=_progress(name, tell),
            )
        )
    except failures as error:
        raise CrewError(
            f"the download of {name} stopped: {_first_line(error)}; start again to go on with it"
        ) from error
    check_folder(folder)
    return folder


def _progress(name: str, tell: Tell) -> Any:
    """A progress bar that draws nothing and tells how many bytes are there, in ten steps or so."""
    from huggingface_hub.utils.tqdm import tqdm

    told = [0.0]  # shared: the hub shows more than one bar for the same bytes

    class Tenths(tqdm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            quiet = {**kwargs, "file": StringIO(), "disable": False}
            super().__init__(*args, **quiet)  # type: ignore[no-untyped-call]

        def update(self, n: float | None = 1) -> Any:
            drawn = super().update(n)
            total = self.total or 0
            if self.unit == "B" and self.n >= told[0] + max(MEGABYTE, total / 10):
                told[0] = self.n
                tell(f"{name}: {self.n / MEGABYTE:.0f} of {total / MEGABYTE:.0f} MB")
            return drawn

    return Tenths


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
