"""Browsers, sound cards and networks in real time may stumble on a machine that is busy.

Only those are tried again; recogniser, voice process and all the rest have one try.
"""

from __future__ import annotations

import pytest

REAL_TIME = ("test_house_", "test_group_scene", "test_group_sound", "test_director_house")
REAL_TIME += ("test_director_browser", "test_video", "test_bench_browser")
REAL_TIME += ("test_portaudio_", "test_sound_device")
AGAIN = 2  # times more; whatever is really broken fails each time


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name.startswith(REAL_TIME):
            item.add_marker(pytest.mark.flaky(reruns=AGAIN))
