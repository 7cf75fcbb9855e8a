"""The report's sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from posecheck.course import Recognised
from posecheck.hold import Seconds
from posecheck.landmarks import Side
from posecheck.record import HoldRecord, Pause
from posecheck.video import report_words as words
from posecheck.video.analysis import Analysis

NAMES = {"bridge": "Bridge", "pigeon": "Pigeon"}


def hold(held_s: float, start_s: float = 0.0, stretch_id: str = "bridge", side: str = "both") -> HoldRecord:
    began = datetime(2026, 5, 1, tzinfo=timezone.utc)
    return HoldRecord("h", "s", stretch_id, side, began, start_s, start_s + held_s, held_s, target_s=30.0)


def came(*holds: HoldRecord, person_frames: int = 10, in_place_s: float = 0.0) -> Analysis:
    return Analysis("clip.mp4", 83.4, 100, 100, person_frames, Seconds(in_place=in_place_s), holds)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(29.96, "29.9 s"), (30.0, "30.0 s"), (0.04, "0.0 s"), (59.99, "59.9 s"), (60.0, "1 min"), (125.9, "2 min 5 s")],
)
def test_held_seconds_are_never_rounded_up(seconds: float, said: str) -> None:
    assert words.held(seconds) == said


@pytest.mark.parametrize(
    ("analysis", "said"),
    [
        (came(person_frames=0), "Nobody was seen, so nothing was counted."),
        (came(), "No hold: the position was not seen in place."),
        (came(in_place_s=0.4), "No hold: the position was taken, but not long enough to count."),
        (
            replace(came(), segments=(Recognised(0.0, 83.4, None),)),
            "None of the library's stretches was recognised, so nothing was counted.",
        ),
        (
            replace(came(), segments=(Recognised(0.0, 83.4, "bridge"),)),
            "No hold: the position was not seen in place.",
        ),
        (
            replace(came(), seconds=Seconds(out_of_place=3.0, cannot_tell=2.0, unseen=2.0)),
            "No hold: for most of the video the position could not be told.",
        ),
        (came(hold(30.1)), "One hold of 30.1 s; the target of 30 s was reached."),
        (came(hold(12.0)), "One hold of 12.0 s, of the 30 s aimed at."),
        (came(hold(12.0, side="left")), "One hold of 12.0 s on the left, of the 30 s aimed at."),
        (came(hold(30.1), hold(17.9)), "Two holds, 48 s in all; the longest 30.1 s, target 30 s reached once."),
        (came(hold(3.0), hold(4.0)), "Two holds, 7 s in all; the longest 4.0 s, target 30 s not reached yet."),
        (
            came(hold(3.0), hold(30.0), hold(31.0)),
            "Three holds, 1 min 4 s in all; the longest 31.0 s, target 30 s reached twice.",
        ),
        (
            came(*[hold(31.0)] * 3),
            "Three holds, 1 min 33 s in all; the longest 31.0 s, target 30 s reached three times.",
        ),
        (came(*[hold(31.0)] * 11), "11 holds, 5 min 41 s in all; the longest 31.0 s, target 30 s reached 11 times."),
        (
            came(hold(31.0), replace(hold(5.0), target_s=10.0)),
            "Two holds, 36 s in all; the longest 31.0 s, the target reached once.",
        ),
    ],
)
def test_the_first_sentence_is_the_answer(analysis: Analysis, said: str) -> None:
    assert words.answer(analysis, NAMES)[0] == said


def test_sides_stretches_and_what_was_not_seen_have_a_sentence_each() -> None:
    both = (hold(30.0, side="left"), hold(10.0, side="right"), hold(12.5, side="left"))
    assert words.answer(came(*both), NAMES)[1:] == ["Left 42.5 s, right 10.0 s."]
    two = (hold(30.0), hold(10.0, stretch_id="pigeon"))
    assert words.answer(came(*two), NAMES)[1:] == ["Bridge 30.0 s, Pigeon 10.0 s."]
    more = replace(hold(30.0), timed_s=12.2, repetitions=8)
    assert words.answer(came(more), NAMES)[1:] == [
        "8 repetitions.",
        "12 s of it were counted by the clock alone: there the position was not seen.",
    ]


def test_a_video_that_was_stopped_says_up_to_where() -> None:
    assert words.stopped(came()) == ""
    assert words.stopped(replace(came(), complete=False)).startswith("Read up to 1:23 only")


def test_pauses() -> None:
    paused = replace(hold(20.0, 3.0), pauses=(Pause(10.0, 10.8, "Press feet, rise a little."), Pause(12.0, 14.0, "")))
    assert [words.pause(p) for p in paused.pauses] == [
        "0.8 s at 0:10 – Press feet, rise a little",
        "2.0 s at 0:12 – not in place",
    ]
    assert words.paused(paused, 10.03) is paused.pauses[0]
    assert words.paused(paused, 11.0) is None


def test_holds_are_found_by_when_they_began() -> None:
    holds = (hold(3.0, 1.0), hold(3.0, 9.0))
    assert [words.hold_at(holds, t) for t in (1.0, 9.01, 5.0)] == [1, 2, 0]


def test_parts_are_named() -> None:
    assert words.part(Recognised(0.0, 9.0, "bridge"), NAMES) == "Bridge"
    assert words.part(Recognised(0.0, 9.0, "pigeon", Side.LEFT), NAMES) == "Pigeon, left"
    assert words.part(Recognised(0.0, 9.0, "not_judged_yet"), NAMES) == "Not judged yet"
    assert words.part(Recognised(0.0, 9.0, None), NAMES) == "Not recognised"
    alike = Recognised(0.0, 9.0, None, perhaps=("bridge", "low_lunge"))
    assert words.part(alike, NAMES) == "Not recognised: Bridge or Low lunge?"


def test_what_may_be_one_or_another_is_told_with_what_to_do() -> None:
    alike = tuple(Recognised(at, at + 9.0, None, perhaps=("half_kneeling", "low_lunge")) for at in (3.0, 60.0))
    nothing, told = words.answer(replace(came(), segments=alike), NAMES)
    assert nothing == "None of the library's stretches was recognised, so nothing was counted."
    assert told == (
        "Something at 0:03–0:12, 1:00–1:09 may be Half kneeling or Low lunge. Nothing was counted there: name the "
        "stretch to have it judged."
    )
    many = tuple(replace(alike[0], start_s=10.0 * n, end_s=10.0 * n + 5.0) for n in range(5))
    assert (
        "0:00–0:05, 0:10–0:15, 0:20–0:25 and 2 other places may"
        in words.answer(replace(came(), segments=many), NAMES)[1]
    )


def test_nothing_lasts_no_time() -> None:
    assert [words.in_all(s) for s in (0.0, 0.3, 0.6, 61.0)] == ["0 s", "under 1 s", "1 s", "1 min 1 s"]


def test_the_words_keep_to_what_may_be_said() -> None:
    for text in (words.SURE, words.WELLNESS):
        assert "!" not in text
    assert "not medical advice" in words.WELLNESS
