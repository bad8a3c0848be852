"""improv-partner: a real-time scene partner for improvised theatre, in audio.

For notebooks: improv_partner.load("recordings"), see docs/notebook.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .notebook import load

__all__ = ["load"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """load is imported when it is first used: the package itself is light."""
    if name == "load":
        from .notebook import load

        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
