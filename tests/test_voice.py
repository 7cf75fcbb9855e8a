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
    PAUSE_S,
    PRAISE,
    WORD_S,
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
LIE_DOWN = Cue("Lie on your back.", CueKind.LEAD)
KNEES_WIDE = Cue("Let your knees fall open.", CueKind.LEAD)
HIDDEN = Cue("I can't see your left knee well from here.", CueKind.CAMERA)
SIDE_ON = Cue("Turn so your side faces the camera.", CueKind.SETUP)
COME_NEARER = Cue("I'm too far away.", CueKind.SETUP)
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


def test_what_the_camera_needs_comes_again_ever_more_rarely() -> None:
    """Whoever cannot change it need not hear it all the time."""
    said = run(Arbiter(), [(600, SIDE_ON, 0.0, ())])
    gaps = [b.time_s - a.time_s for a, b in zip(said, said[1:], strict=False)]
    assert gaps == pytest.approx([15.0, 30.0, 60.0, 120.0, 120.0, 120.0, 120.0], abs=0.2)
    assert {(u.words, u.rank, u.sound) for u in said} == {(SIDE_ON.text, Rank.CORRECTION, Sound.CORRECT)}


def test_something_else_the_camera_needs_is_said_soon() -> None:
    said = run(Arbiter(), [(70, SIDE_ON, 0.0, ()), (5, COME_NEARER, 0.0, ())])
    assert words(said) == [SIDE_ON.text] * 3 + [COME_NEARER.text]
    assert said[-1].time_s == pytest.approx(70 + DWELL_S, abs=0.2)


def test_it_speaks_while_something_is_said_or_waits_to_be() -> None:
    arbiter = Arbiter()
    assert not arbiter.speaks(0.0)
    arbiter.update(0.0, None, 0.0, [News("Four words of news.", Sound.NEXT), News("Two more.", Sound.NEXT)])
    first_s = PAUSE_S + 4 * WORD_S
    assert arbiter.speaks(first_s + 0.1)  # the second one waits
    arbiter.update(first_s + 0.1, None)
    second_s = first_s + 0.1 + PAUSE_S + 2 * WORD_S
    assert arbiter.speaks(second_s - 0.01)
    assert not arbiter.speaks(second_s + 0.01)


def test_news_is_good_for_five_seconds() -> None:
    for late_s, said in ((4.9, True), (5.1, False)):
        arbiter = Arbiter()
        arbiter.update(0.0, None, 0.0, [News("First.", Sound.NEXT), News("Second.", Sound.NEXT)])
        assert (arbiter.update(late_s, None) is not None) is said


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


def news(words: str, rank: Rank = Rank.NEWS, *, essential: bool = True, good_for_s: float = 3.0) -> News:
    return News(words, Sound.MENU if rank is Rank.MENU else Sound.NEXT, rank, essential, good_for_s)


HOW = news("Lie on your back, both legs long.", Rank.ASIDE, essential=False, good_for_s=8.0)


class Room:
    """An arbiter at ten frames a second, and what it said."""

    def __init__(self, verbosity: Verbosity = Verbosity.ALL, speed: float = 1.0) -> None:
        self.arbiter, self.said = Arbiter(verbosity, speed), list[Utterance]()
        self.frames = 0

    def go(self, seconds: float, *happened: News, cue: Cue | None = None, excess: float = 0.0) -> list[str]:
        """What is said in so many seconds, of news at their beginning."""
        before = len(self.said)
        for number in range(round(seconds * 10)):
            told = self.arbiter.update(self.frames / 10, cue, excess, happened if number == 0 else ())
            self.said += [told] if told else []
            self.frames += 1
        return words(self.said[before:])

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(entry.words, entry.outcome) for entry in self.arbiter.log]


def test_what_matters_more_is_said_first_whatever_came_first() -> None:
    room = Room()
    menu = news("Pause?", Rank.MENU)
    assert room.go(8, HOW, news("Halfway."), news("Other side."), menu) == [
        "Pause?", "Halfway.", "Other side.", HOW.words
    ]  # fmt: skip
    assert [u.rank for u in room.said] == [Rank.MENU, Rank.NEWS, Rank.NEWS, Rank.ASIDE]


def test_the_ranks_are_in_order() -> None:
    assert sorted(Rank) == [Rank.ASIDE, Rank.PRAISE, Rank.CORRECTION, Rank.NEWS, Rank.MENU]


@pytest.mark.parametrize(("first", "second", "cut"), [
    (Rank.ASIDE, Rank.NEWS, True),
    (Rank.ASIDE, Rank.MENU, True),
    (Rank.NEWS, Rank.MENU, True),
    (Rank.MENU, Rank.MENU, True),  # only the newest item is of use
    (Rank.ASIDE, Rank.ASIDE, False),
    (Rank.NEWS, Rank.NEWS, False),
    (Rank.NEWS, Rank.ASIDE, False),
    (Rank.MENU, Rank.NEWS, False),
    (Rank.MENU, Rank.ASIDE, False),
])  # fmt: skip
def test_who_cuts_whom_short(first: Rank, second: Rank, cut: bool) -> None:
    room, long = Room(), "Rather long news that take more than two seconds."
    assert room.go(1, news(long, first)) == [long]
    assert room.go(0.5, news("Second.", second, good_for_s=9.0)) == (["Second."] if cut else [])
    assert room.go(6) == ([] if cut else ["Second."])


@pytest.mark.parametrize("rank", [Rank.ASIDE, Rank.NEWS, Rank.MENU])
def test_a_correction_waits_for_whoever_speaks(rank: Rank) -> None:
    room, long = Room(), news("Lie on your back, both legs long, and your arms beside you.", rank)
    assert room.go(DWELL_S + 2.0, long, cue=LOW, excess=1.0) == [long.words]
    assert (LOW.text, "somebody speaks") in room.outcomes
    assert room.go(5, cue=LOW, excess=1.0) == [LOW.text]


def test_praise_waits_for_whoever_speaks() -> None:
    room = Room()
    room.go(5, cue=LOW, excess=1.0)
    assert room.go(DWELL_S + 0.3, HOW, cue=WELL) == [HOW.words]
    assert room.go(5, cue=WELL) == [PRAISE]


def test_an_aside_waits_for_a_correction() -> None:
    room = Room()
    room.go(DWELL_S + 0.2, cue=LOW, excess=1.0)
    assert room.go(0.5, HOW) == []
    assert room.go(5) == [HOW.words]


def test_an_aside_that_still_waits_is_overtaken_by_what_happens() -> None:
    room = Room()
    room.go(1, news("Good, I can see you now."), HOW)
    assert room.go(10, news("Good. Holding.")) == ["Good. Holding."]
    assert (HOW.words, "overtaken") in room.outcomes
    other = Room()
    other.go(1, news("Good, I can see you now."), HOW)
    aside = news("Take your time.", Rank.ASIDE)
    assert other.go(10, aside)[0] == HOW.words  # another aside overtakes nothing


def test_what_comes_with_the_news_is_not_overtaken_by_them() -> None:
    assert Room().go(8, HOW, news("Good.")) == ["Good.", HOW.words]


@pytest.mark.parametrize(("good_for_s", "said"), [(1.0, False), (8.0, True)])
def test_news_is_good_for_a_while_of_its_own(good_for_s: float, said: bool) -> None:
    room, second = Room(), news("Second.", good_for_s=good_for_s)
    room.go(8, news("Rather long news that take some seconds."), second)
    assert ("Second." in words(room.said)) is said
    assert (("Second.", "too late") in room.outcomes) is not said


def test_what_a_timer_leads_is_said_once_when_it_changes() -> None:
    room = Room()
    assert room.go(30, cue=LIE_DOWN) == [LIE_DOWN.text]
    assert room.go(30, cue=KNEES_WIDE) == [KNEES_WIDE.text]
    assert [(u.rank, u.sound) for u in room.said] == [(Rank.NEWS, Sound.NEXT)] * 2
    assert [u.time_s for u in room.said] == [0.0, 30.0]  # at once, not when steady
    assert room.go(3, cue=LIE_DOWN) == [LIE_DOWN.text]


def test_what_a_timer_leads_comes_after_what_happens_with_it() -> None:
    assert Room().go(5, news("Begin, softly."), cue=LIE_DOWN) == ["Begin, softly.", LIE_DOWN.text]
    assert Room(Verbosity.ESSENTIALS).go(5, cue=LIE_DOWN) == [LIE_DOWN.text]


@pytest.mark.parametrize(("cue", "sound"), [(LOW, Sound.CORRECT), (HIDDEN, Sound.CORRECT), (WELL, Sound.WELL)])
def test_every_cue_has_its_sound(cue: Cue, sound: Sound) -> None:
    room = Room()
    room.go(5, cue=NEAR, excess=1.0)
    room.go(5, cue=cue)
    assert room.said[-1].sound is sound


@pytest.mark.parametrize("sound", Sound)
def test_news_keeps_its_sound(sound: Sound) -> None:
    said = Arbiter().update(0.0, None, 0.0, [News("Words.", sound)])
    assert said == Utterance(1, 0.0, "Words.", sound, Rank.NEWS)


@pytest.mark.parametrize(("verbosity", "outcome"), [
    (Verbosity.ALL, "said"),
    (Verbosity.ESSENTIALS, "said"),
    (Verbosity.SOUNDS, "sound only"),
    (Verbosity.OFF, "not aloud"),
])  # fmt: skip
def test_the_log_says_how_it_was_heard(verbosity: Verbosity, outcome: str) -> None:
    room = Room(verbosity)
    room.go(4, news("Halfway."))
    room.go(4, cue=LOW, excess=1.0)
    assert [entry for entry in room.outcomes if entry[1] == outcome] == [("Halfway.", outcome), (LOW.text, outcome)]


@pytest.mark.parametrize(("verbosity", "said"), [
    (Verbosity.ALL, True), (Verbosity.ESSENTIALS, False), (Verbosity.SOUNDS, False), (Verbosity.OFF, True),
])  # fmt: skip
def test_what_can_be_done_without_is_left_out_for_who_wants_little(verbosity: Verbosity, said: bool) -> None:
    room = Room(verbosity)
    assert room.go(5, HOW) == ([HOW.words] if said else [])
    assert ((HOW.words, "not essential") in room.outcomes) is not said


@pytest.mark.parametrize(("verbosity", "speed", "words_s"), [
    (Verbosity.ALL, 1.0, 6 * WORD_S),
    (Verbosity.ALL, 2.0, 3 * WORD_S),
    (Verbosity.ALL, 0.5, 12 * WORD_S),
    (Verbosity.SOUNDS, 1.0, 0.0),
    (Verbosity.OFF, 0.5, 0.0),
])  # fmt: skip
def test_the_next_one_waits_until_this_one_is_over(verbosity: Verbosity, speed: float, words_s: float) -> None:
    room = Room(verbosity, speed)
    room.go(9, news("Six words of news are these.", good_for_s=9.0), news("Second.", good_for_s=9.0))
    first, second = room.said
    assert PAUSE_S + words_s <= second.time_s - first.time_s < PAUSE_S + words_s + 0.11


def test_the_log_tells_each_change_once() -> None:
    room = Room()
    room.go(5, cue=WELL)
    assert room.outcomes == [(WELL.text, "nothing was put right")]
    brief = Room(Verbosity.ESSENTIALS)
    brief.go(5, cue=HIDDEN)
    assert brief.outcomes == [(HIDDEN.text, "not essential")]
    brief.go(5, cue=LOW, excess=1.0)
    assert brief.outcomes[1:3] == [(LOW.text, "not yet steady"), (LOW.text, "said")]
    brief.go(5, cue=WELL)
    assert brief.outcomes[-1] == (WELL.text, "not essential")


def test_nothing_is_true_and_nothing_is_said() -> None:
    room = Room()
    assert room.go(5) == []
    assert room.arbiter.log == []


spans = st.lists(
    st.tuples(
        st.floats(0.1, 8),
        st.sampled_from([None, LOW, NEAR, WELL, HIDDEN, LIE_DOWN]),
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


ranked = st.builds(
    news,
    st.sampled_from(["Halfway.", "Rather long news that take some seconds.", "Pause?"]),
    st.sampled_from([Rank.ASIDE, Rank.NEWS, Rank.MENU]),
    essential=st.booleans(),
    good_for_s=st.sampled_from([1.0, 3.0, 8.0]),
)
happenings = st.lists(
    st.tuples(
        st.floats(0.1, 6),
        st.lists(ranked, max_size=3),
        st.sampled_from([None, LOW, WELL, HIDDEN, LIE_DOWN]),
    ),
    max_size=10,
)


@given(happenings, st.sampled_from(Verbosity))
def test_whatever_happens_only_what_matters_more_cuts_short_and_no_news_gets_lost(
    happened: list[tuple[float, list[News], Cue | None]], verbosity: Verbosity
) -> None:
    room = Room(verbosity)
    for seconds, items, cue in happened:
        room.go(seconds, *items, cue=cue, excess=1.0)
    room.go(9)  # by then all of it was said or is too late
    aloud = verbosity in (Verbosity.ALL, Verbosity.ESSENTIALS)
    for a, b in zip(room.said, room.said[1:], strict=False):
        over_s = a.time_s + PAUSE_S + (WORD_S * len(a.words.split()) if aloud else 0.0)
        assert b.time_s >= over_s - 1e-9 or b.rank > a.rank or b.rank is a.rank is Rank.MENU
    logged = {entry.words for entry in room.arbiter.log}
    assert {item.words for _, items, _ in happened for item in items} <= logged


def test_settings_may_change_on_the_way() -> None:
    arbiter = Arbiter(Verbosity.SOUNDS)
    run(arbiter, [(2, None, 0.0, ("Halfway.",))])
    arbiter.adapt(Verbosity.ALL, 2.0)
    arbiter.update(10.0, None, 0.0, [News("Five more seconds.", Sound.NEARLY), News("Release slowly.", Sound.END)])
    assert [entry.outcome for entry in arbiter.log] == ["sound only", "said"]
    assert arbiter.update(10.5, None) is None
    said = arbiter.update(10.0 + PAUSE_S + 3 * WORD_S / 2.0, None)
    assert said is not None
    assert said.words == "Release slowly."
