from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import streamlit as st

from posecheck.ui import clock


class Context:
    def __init__(self, timezone: object) -> None:
        self.timezone = timezone


@pytest.mark.parametrize("hours", [-8, 14])
def test_the_day_is_that_of_the_browser_not_of_the_server(hours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "context", Context(f"Etc/GMT{-hours:+d}"))
    now = clock.now(clock.zone())
    assert now.utcoffset() == timedelta(hours=hours)
    assert clock.today() == now.date()


@pytest.mark.parametrize("sent", [None, "", "Nowhere/At all", "../etc/passwd", 7])
def test_a_browser_that_does_not_say_leaves_it_to_this_machine(sent: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "context", Context(sent))
    assert clock.zone() is None
    assert clock.now(None).utcoffset() is not None


def test_a_zone_has_its_summer_time() -> None:
    assert clock.now(ZoneInfo("Europe/Berlin")).utcoffset() in (timedelta(hours=1), timedelta(hours=2))
