"""What happens, on its way to the ear and to the screen."""

from __future__ import annotations

import pytest

from posecheck.cues import Cue, CueKind
from posecheck.telling import SAID_S, Telling
from posecheck.voice import PAUSE_S, WORD_S, Arbiter, News, Sound, Utterance

HALFWAY, NEARLY = News("Halfway.", Sound.HALFWAY), News("Five more seconds.", Sound.NEARLY)


@pytest.fixture
def telling() -> Telling:
    return Telling(Arbiter())


def said(utterance: Utterance | None) -> str:
    return utterance.words if utterance is not None else ""


def test_nothing_has_happened(telling: Telling) -> None:
    assert telling.words == ""
    assert telling.recent(0.0) is None
    assert not telling.speaks(0.0)
    assert telling.say(0.0, None, 0.0) is None
    assert list(telling.log) == []


def test_what_is_told_is_shown_for_a_while_and_said(telling: Telling) -> None:
    telling.tell(10.0, [HALFWAY])
    assert telling.speaks(10.0)
    assert telling.recent(10.0 + SAID_S - 0.1) == Cue("Halfway.", CueKind.WELL)
    assert telling.recent(10.0 + SAID_S) is None
    assert telling.last == Cue("Halfway.", CueKind.WELL)
    assert said(telling.say(10.0, None, 0.0)) == "Halfway."


def test_several_are_shown_together_and_said_in_order(telling: Telling) -> None:
    telling.tell(0.0, iter([HALFWAY, NEARLY]), CueKind.SETUP)
    assert telling.words == "Halfway. Five more seconds."
    assert telling.last.kind is CueKind.SETUP
    spoken = [telling.say(frame / 10, None, 0.0) for frame in range(40)]
    assert [u.words for u in spoken if u is not None] == ["Halfway.", "Five more seconds."]


def test_telling_nothing_changes_nothing(telling: Telling) -> None:
    telling.tell(0.0, [HALFWAY], CueKind.SETUP)
    telling.tell(SAID_S - 0.1, [])
    assert telling.last == Cue("Halfway.", CueKind.SETUP)
    assert telling.recent(SAID_S) is None


def test_what_is_whispered_is_said_and_not_shown(telling: Telling) -> None:
    telling.tell(0.0, [HALFWAY])
    telling.say(0.0, None, 0.0)
    telling.whisper([NEARLY])
    assert telling.speaks(2.0)
    assert telling.words == "Halfway."
    assert said(telling.say(2.0, None, 0.0)) == "Five more seconds."
    assert telling.words == "Halfway."


def test_it_speaks_until_the_last_word(telling: Telling) -> None:
    telling.tell(0.0, [HALFWAY])
    telling.say(0.0, None, 0.0)
    assert telling.speaks(PAUSE_S + WORD_S - 0.01)
    assert not telling.speaks(PAUSE_S + WORD_S + 0.01)


def test_news_is_handed_on_once(telling: Telling) -> None:
    telling.whisper([HALFWAY])
    assert [said(telling.say(at_s, None, 0.0)) for at_s in (0.0, 5.0, 10.0)] == ["Halfway.", "", ""]


def test_cues_are_said_as_the_arbiter_says_them(telling: Telling) -> None:
    low = Cue("Press feet, rise a little.", CueKind.CORRECT)
    spoken = [telling.say(frame / 10, low, 1.0 if frame < 40 else 2.5) for frame in range(100)]
    assert [said(u) for u in spoken if u is not None] == [low.text] * 2  # again so soon because it got worse


def test_the_log_is_of_this_session(telling: Telling) -> None:
    telling.tell(0.0, [HALFWAY])
    telling.say(0.0, None, 0.0)
    assert [entry.words for entry in telling.log] == ["Halfway."]
    telling.begin_session()
    assert list(telling.log) == []
    telling.tell(9.0, [NEARLY])
    telling.say(9.0, None, 0.0)
    assert [entry.words for entry in telling.log] == ["Five more seconds."]
