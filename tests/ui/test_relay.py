"""From the camera's thread to those of looking and drawing: nobody waits, and nothing stops it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import pytest

from posecheck.ui.relay import KEEPS_UP_FRAMES, Relay
from tests.ui.fake_run import PATIENCE_S


class Gate:
    """Something that takes until it is let go."""

    def __init__(self) -> None:
        self.reached, self._open = threading.Event(), threading.Event()

    def wait(self) -> None:
        self.reached.set()
        assert self._open.wait(PATIENCE_S)

    def open(self) -> None:
        self._open.set()


def at_once(frame: int) -> Callable[[], str]:
    return lambda: f"picture {frame}"


def a_look(looked: list[int], gates: dict[int, Gate]) -> Callable[[int], Callable[[], str]]:
    """Writes down what it looks at; some take until they are let go."""

    def look(frame: int) -> Callable[[], str]:
        looked.append(frame)
        if frame in gates:
            gates[frame].wait()
        return at_once(frame)

    return look


def settled(relay: Relay[int, str]) -> str | None:
    relay.stop()
    return relay.newest


def test_a_frame_comes_back_as_a_picture() -> None:
    relay = Relay(at_once)
    assert relay.newest is None
    relay.give(1)
    assert settled(relay) == "picture 1"


def test_while_one_picture_is_drawn_the_next_is_looked_at() -> None:
    drawing, looking = Gate(), Gate()

    def look(frame: int) -> Callable[[], str]:
        if frame == 2:
            looking.wait()
            return at_once(2)

        def draw() -> str:
            drawing.wait()
            return "picture 1"

        return draw

    relay = Relay(look)
    relay.give(1)
    assert drawing.reached.wait(PATIENCE_S)
    relay.give(2)
    assert looking.reached.wait(PATIENCE_S)  # and 1 is not yet drawn
    assert relay.newest is None
    drawing.open()
    looking.open()
    assert settled(relay) == "picture 2"


def looked_at(frames: int) -> list[int]:
    """What is looked at where so many frames come, all but the first during the look at that one."""
    gate, looked = Gate(), list[int]()
    relay = Relay(a_look(looked, {1: gate}))
    relay.give(1)
    assert gate.reached.wait(PATIENCE_S)
    for frame in range(2, frames + 1):
        relay.give(frame)
    gate.open()
    assert settled(relay) == f"picture {frames}"
    return looked


def test_after_one_long_look_two_frames_have_waited() -> None:
    assert looked_at(4) == [1, 3, 4]


def test_after_a_look_that_took_too_long_the_newest_only() -> None:
    assert looked_at(KEEPS_UP_FRAMES) == [1, KEEPS_UP_FRAMES - 1, KEEPS_UP_FRAMES]
    assert looked_at(KEEPS_UP_FRAMES + 1) == [1, KEEPS_UP_FRAMES + 1]


def test_who_has_not_caught_up_goes_on_with_the_newest_only() -> None:
    second = KEEPS_UP_FRAMES + 1
    gates, looked = {1: Gate(), second: Gate()}, list[int]()
    relay = Relay(a_look(looked, gates))
    relay.give(1)
    assert gates[1].reached.wait(PATIENCE_S)
    for frame in range(2, second + 1):
        relay.give(frame)
    gates[1].open()  # one waits then
    assert gates[second].reached.wait(PATIENCE_S)
    for frame in (second + 1, second + 2):
        relay.give(frame)
    gates[second].open()
    relay.stop()
    assert looked == [1, second, second + 2]


def test_who_has_caught_up_keeps_up_again() -> None:
    again = KEEPS_UP_FRAMES + 2
    gates, caught_up, looked = {1: Gate(), again: Gate()}, threading.Event(), list[int]()

    def look(frame: int) -> Callable[[], str]:
        looked.append(frame)
        if frame in gates:
            gates[frame].wait()

        def draw() -> str:
            if frame == again - 1:
                caught_up.set()
            return f"picture {frame}"

        return draw

    relay = Relay(look)
    relay.give(1)
    assert gates[1].reached.wait(PATIENCE_S)
    for frame in range(2, again):
        relay.give(frame)
    gates[1].open()
    assert caught_up.wait(PATIENCE_S)
    relay.give(again)
    assert gates[again].reached.wait(PATIENCE_S)
    for frame in (again + 1, again + 2):
        relay.give(frame)
    gates[again].open()
    relay.stop()
    assert looked == [1, again - 1, again, again + 1, again + 2]


def test_a_picture_not_drawn_in_time_is_replaced() -> None:
    drawing, looking = Gate(), {frame: Gate() for frame in (2, 3, 4)}
    third_drawn, drawn = threading.Event(), list[int]()

    def look(frame: int) -> Callable[[], str]:
        if frame in looking:
            looking[frame].wait()

        def draw() -> str:
            drawn.append(frame)
            if frame == 1:
                drawing.wait()
            if frame == 3:
                third_drawn.set()
            return f"picture {frame}"

        return draw

    relay = Relay(look)
    relay.give(1)
    assert drawing.reached.wait(PATIENCE_S)
    for frame in (2, 3, 4):
        relay.give(frame)
        assert looking[frame].reached.wait(PATIENCE_S)  # what was looked at before waits to be drawn now
        if frame < 4:
            looking[frame].open()
    drawing.open()
    assert third_drawn.wait(PATIENCE_S)
    looking[4].open()
    relay.stop()
    assert drawn == [1, 3, 4]


def test_stopping_waits_for_the_last_frame_given() -> None:
    gate, looked = Gate(), list[int]()
    relay = Relay(a_look(looked, {1: gate, 2: gate}))
    relay.give(1)
    assert gate.reached.wait(PATIENCE_S)
    relay.give(2)
    stopping = threading.Thread(target=relay.stop)
    stopping.start()
    stopping.join(0.05)
    assert stopping.is_alive()
    gate.open()
    stopping.join(PATIENCE_S)
    assert not stopping.is_alive()
    assert (looked, relay.newest) == ([1, 2], "picture 2")
    for late in (3, 4):  # a sender that has not heard of the end
        relay.stop()
        relay.give(late)
    assert relay.newest == "picture 2"


@pytest.mark.parametrize("error", [ValueError, SystemExit])
@pytest.mark.parametrize("step", ["looked at", "drawn"])
def test_of_what_fails_no_old_picture_stays_and_the_next_comes(
    step: str, error: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    drawn = threading.Event()

    def fail() -> str:
        raise error("odd")

    def look(frame: int) -> Callable[[], str]:
        if frame == 2:
            return fail if step == "drawn" else at_once(len(fail()))

        def draw() -> str:
            drawn.set()
            return f"picture {frame}"

        return draw

    relay = Relay(look)
    with caplog.at_level(logging.ERROR):
        relay.give(1)
        assert drawn.wait(PATIENCE_S)
        relay.give(2)
        relay.stop()
    assert relay.newest is None
    assert f"could not be {step}" in caplog.text
    relay = Relay(look)
    relay.give(2)
    relay.give(3)
    relay.stop()
    assert relay.newest == "picture 3"


def test_without_a_frame_nothing_runs() -> None:
    before = set(threading.enumerate())
    relay = Relay(at_once)
    assert set(threading.enumerate()) <= before
    relay.stop()
    assert relay.newest is None
