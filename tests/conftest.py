"""Real browsers, sound cards and networks in real time may stumble on a machine that is busy."""

from __future__ import annotations

import pytest

AGAIN = 2  # times more; whatever is really broken fails each time


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("parts") or item.get_closest_marker("sound"):
            item.add_marker(pytest.mark.flaky(reruns=AGAIN))
