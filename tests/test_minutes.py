"""A place in a session is told the same wherever it is shown."""

from __future__ import annotations

import pytest

from improv_partner.exchange import Exchange, Timing
from improv_partner.minutes import minutes
from improv_partner.research.exchange_html import timing
from improv_partner.research.failures.failure import Failure
from improv_partner.research.failures.show import place


@pytest.mark.parametrize(
    ("seconds", "short", "long"),
    [(0.0, "0:00", "0:00.0"), (0.96, "0:00", "0:00.9"), (59.99, "0:59", "0:59.9")],
)
def test_it_is_cut_off_never_rounded_up(seconds: float, short: str, long: str) -> None:
    assert (minutes(seconds, tenths=False), minutes(seconds)) == (short, long)
    failure = Failure("a", "b", 1, "s", 3, (int(seconds * 16_000), 99))
    assert place(failure) == f"3\n{short}"
    exchange = Exchange(1, timing=Timing(actor_start_s=seconds))
    assert timing(exchange) == long
