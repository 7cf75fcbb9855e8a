"""Who speaks when: news before corrections, corrections rarely, praise when something was put right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.cues import Cue, CueKind
from posecheck.voice import (
    AGAIN_S,
    BETWEEN_S,
    DWELL_S,
    PRAISE,
    Arbiter,
    News,
    Rank,
    Sound,
    Utterance,
    Verbosity,
)

LOW = Cue("Press feet, rise a little.", CueKind.CORRECT)
NEAR = Cue("Walk feet under your knees.", CueKind.CORRECT)
WELL = Cue("Good. Holding.", CueKind.WELL)
HIDDEN = Cue("I can't see your left knee well from here.", CueKind.CAMERA)
Frame = tuple[float, Cue | None, float, tuple[str, ...]]


def run(arbiter: Arbiter, frames: list[Frame]) -> list[Utterance]:
    """Spans of (seconds, cue, excess, news at their beginning) at ten frames a second."""
    said, time_s = [], 0.0
    for seconds, cue, excess, news in frames:
        for number in range(round(seconds * 10)):
            happened = [News(words, Sound.NEXT) for words in news] if number == 0 else []
            utterance = arbiter.update(time_s, cue, excess, happened)
            said += [utterance] if utterance else []
            time_s += 0.1
    return said


def words(said: list[Utterance]) -> list[str]:
    return [u.words for u in said]


def test_a_correction_must_have_been_true_for_a_while() -> None:
    arbiter = Arbiter()
    (said,) = run(arbiter, [(5, LOW, 1.0, ())])
    assert said.words == LOW.text
    assert said.time_s == pytest.approx(DWELL_S, abs=0.11)
    assert run(Arbiter(), [(1, LOW, 1.0, ()), (1, NEAR, 1.0, ()), (1, LOW, 1.0, ())]) == []


def test_the_same_correction_comes_again_late_or_when_things_got_worse() -> None:
    steady = run(Arbiter(), [(40, LOW, 1.0, ())])
    gaps = [b.time_s - a.time_s for a, b in zip(steady, steady[1:], strict=False)]
    assert gaps == pytest.approx([AGAIN_S, AGAIN_S], abs=0.2)
    worse = run(Arbiter(), [(4, LOW, 1.0, ()), (16, LOW, 2.5, ())])
    assert worse[1].time_s == pytest.approx(DWELL_S + BETWEEN_S, abs=0.2)


def test_two_corrections_are_six_seconds_apart() -> None:
    said = run(Arbiter(), [(3, LOW, 1.0, ()), (10, NEAR, 1.0, ())])
    assert words(said) == [LOW.text, NEAR.text]
    assert said[1].time_s - said[0].time_s >= BETWEEN_S


def test_praise_comes_once_when_something_was_put_right() -> None:
    assert words(run(Arbiter(), [(20, WELL, 0.0, ())])) == []
    said = run(Arbiter(), [(5, LOW, 1.0, ()), (20, WELL, 0.0, ())])
    assert words(said) == [LOW.text, PRAISE]
    assert said[1].rank is Rank.PRAISE
    unseen = run(Arbiter(), [(4, HIDDEN, 0.0, ()), (20, WELL, 0.0, ())])
    assert words(unseen) == [HIDDEN.text]


def test_news_cuts_a_correction_short_and_waits_for_other_news() -> None:
    said = run(Arbiter(), [(DWELL_S + 0.3, LOW, 1.0, ()), (5, LOW, 1.0, ("Halfway.", "Five more seconds."))])
    assert words(said)[:3] == [LOW.text, "Halfway.", "Five more seconds."]
    assert said[1].time_s == pytest.approx(DWELL_S + 0.3, abs=0.11)
    assert said[2].time_s - said[1].time_s >= 0.8


def test_news_that_came_too_late_is_left_out_and_the_log_says_so() -> None:
    arbiter = Arbiter()
    many = tuple(f"This is rather long news, number {n}." for n in range(4))
    said = run(arbiter, [(12.0, None, 0.0, many)])
    assert len(said) < 4
    assert ("too late", many[-1]) in [(e.outcome, e.words) for e in arbiter.log]


@pytest.mark.parametrize(("verbosity", "wanted"), [
    (Verbosity.ALL, ["Next.", HIDDEN.text, LOW.text, PRAISE]),
    (Verbosity.ESSENTIALS, ["Next.", LOW.text]),
    (Verbosity.SOUNDS, ["Next.", HIDDEN.text, LOW.text, PRAISE]),
    (Verbosity.OFF, ["Next.", HIDDEN.text, LOW.text, PRAISE]),
])  # fmt: skip
def test_how_much_is_said_is_chosen(verbosity: Verbosity, wanted: list[str]) -> None:
    arbiter = Arbiter(verbosity)
    frames: list[Frame] = [(10, HIDDEN, 0.0, ("Next.",)), (8, LOW, 1.0, ()), (5, WELL, 0.0, ())]
    assert words(run(arbiter, frames)) == wanted
    assert arbiter.log


def test_what_was_held_back_is_told_once_with_its_reason() -> None:
    arbiter = Arbiter()
    run(arbiter, [(10, LOW, 1.0, ())])
    assert [e.outcome for e in arbiter.log] == [
        "not yet steady", "said", "somebody speaks", "corrected just now", "said just now"
    ]  # fmt: skip


spans = st.lists(
    st.tuples(
        st.floats(0.1, 8),
        st.sampled_from([None, LOW, NEAR, WELL, HIDDEN]),
        st.floats(0, 4),
        st.sampled_from([(), ("Halfway.",), ("Next: bridge.", "First.")]),
    ),
    max_size=12,
)


@given(spans)
def test_whatever_happens_nobody_talks_over_news_and_corrections_stay_rare(frames: list[Frame]) -> None:
    said = run(Arbiter(), frames)
    assert [u.number for u in said] == list(range(1, len(said) + 1))
    corrections = [u for u in said if u.rank is Rank.CORRECTION]
    for a, b in zip(corrections, corrections[1:], strict=False):
        assert b.time_s - a.time_s >= BETWEEN_S - 1e-9
    for a, b in zip(said, said[1:], strict=False):
        spoken_s = 0.42 * len(a.words.split())
        assert b.time_s - a.time_s >= spoken_s or (b.rank is Rank.NEWS and a.rank is not Rank.NEWS)
