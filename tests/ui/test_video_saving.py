"""Holds of a clip in the history: once, whoever hands it in how often, and where the person is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from posecheck.record import VIDEO, HoldRecord, SessionNote
from posecheck.ui import storage
from posecheck.ui.video_saving import filmed_before, hold_words, placed, save, saved_words, session_of
from tests.ui.fake_run import TWO, analysis, found

FILMED = datetime(2026, 5, 3, 18, 30, tzinfo=timezone(timedelta(hours=2)))
SESSION = session_of("digest", "me")


def test_a_clip_has_one_session_for_each_person() -> None:
    assert session_of("digest", "me") == SESSION
    assert len({SESSION, session_of("digest", "anna"), session_of("another", "me")}) == 3


def test_holds_get_their_place_in_time_and_say_where_they_come_from() -> None:
    kept = placed(TWO, SESSION, FILMED, [])
    assert list(kept) == ["video-0", "video-1"]
    first, second = kept.values()
    assert first.started_at == FILMED + timedelta(seconds=2.0)
    assert (first.origin, first.session_id, first.held_s) == (VIDEO, SESSION, 12.0)
    assert first.id != second.id
    assert placed(TWO, SESSION, FILMED, []) == kept


def test_a_hold_that_was_kept_is_the_same_although_it_was_looked_at_in_another_way() -> None:
    known = list(placed(TWO, SESSION, FILMED, []).values())
    again = placed((found(0, 2.3, 11.5), TWO[1]), SESSION, FILMED, known)
    assert [record.id for record in again.values()] == [record.id for record in known]
    assert again["video-0"].held_s == 11.5


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (found(5, 14.1, 3.0), "after it"),
        (found(5, 0.0, 1.9), "before it"),
        (found(5, 2.0, 12.0, "pigeon"), "no bridge"),
    ],
)
def test_another_hold_is_another(other: object, why: str) -> None:
    known = list(placed(TWO[:1], SESSION, FILMED, []).values())
    (kept,) = placed([other], SESSION, FILMED, known).values()  # type: ignore[list-item]
    assert kept.id != known[0].id, why


def test_of_two_that_were_one_hold_only_one_takes_its_place() -> None:
    known = list(placed([found(0, 2.0, 20.0)], SESSION, FILMED, []).values())
    kept = placed([found(0, 2.0, 9.0), found(1, 12.0, 10.0)], SESSION, FILMED, known)
    assert len({record.id for record in kept.values()}) == 2
    assert kept["video-0"].id == known[0].id


def test_when_it_was_filmed_is_known_from_its_holds() -> None:
    kept = list(placed(TWO, SESSION, FILMED, []).values())
    assert filmed_before([]) is None
    assert filmed_before(kept) == filmed_before(kept[::-1]) == FILMED


@pytest.mark.usefixtures("own_storage")
def test_saving_twice_keeps_it_once_with_what_it_looked_like() -> None:
    history, found_in_it = storage.history(), analysis()
    for _ in range(2):
        known = history.holds(session_id=SESSION)
        save(history, placed(found_in_it.holds, SESSION, FILMED, known), found_in_it.traces)
    first, second = reversed(history.holds())
    assert (first.stretch_id, second.stretch_id) == ("bridge", "half_kneeling")
    assert (history.trace(first.id), history.trace(second.id)) == ([b"trace"], [])
    assert first.started_at == FILMED + timedelta(seconds=2.0)
    (session,) = history.sessions()
    assert (session.id, session.holds, session.origin) == (SESSION, 2, VIDEO)


def looked_again(first: Sequence[HoldRecord], then: Sequence[HoldRecord]) -> list[HoldRecord]:
    """What the history has, oldest first, once a clip was saved as one and then as the other."""
    history = storage.history()
    for records in (first, then):
        known = history.holds(session_id=SESSION)
        save(history, placed(records, SESSION, FILMED, known), (), known)
    return history.holds()[::-1]


@pytest.mark.usefixtures("own_storage")
def test_two_holds_that_are_one_on_a_second_look_count_once() -> None:
    two = [found(0, 10.0, 10.0), found(1, 24.0, 10.0)]
    (kept,) = looked_again(two, [found(0, 10.0, 24.0)])
    assert (kept.start_s, kept.end_s) == (10.0, 34.0)


@pytest.mark.usefixtures("own_storage")
def test_a_hold_that_was_of_another_stretch_counts_once() -> None:
    (kept,) = looked_again([found(0, 10.0, 10.0)], [found(0, 11.0, 9.0, "pigeon")])
    assert kept.stretch_id == "pigeon"


@pytest.mark.usefixtures("own_storage")
def test_the_note_of_a_session_outlives_the_exchange_of_its_only_hold() -> None:
    history, note = storage.history(), SessionNote("Warm room.")
    save(history, placed([found(0, 10.0, 10.0)], SESSION, FILMED, []), ())
    history.set_note(SESSION, note)
    known = history.holds(session_id=SESSION)
    save(history, placed([found(0, 11.0, 9.0, "pigeon")], SESSION, FILMED, known), (), known)
    (session,) = history.sessions()
    assert (session.holds, session.note) == (1, note)


@pytest.mark.usefixtures("own_storage")
def test_holds_beside_what_is_saved_stay() -> None:
    three = [found(0, 10.0, 10.0), found(1, 20.0, 10.0, "pigeon"), found(2, 40.0, 10.0)]
    kept = looked_again(three, [found(0, 10.0, 10.3)])
    assert [(record.start_s, record.held_s) for record in kept] == [(10.0, 10.3), (20.0, 10.0), (40.0, 10.0)]


def test_of_two_known_ones_the_one_that_shares_more_is_the_same() -> None:
    known = list(placed([found(0, 10.0, 10.0), found(1, 20.0, 10.0)], SESSION, FILMED, []).values())
    for order in (known, known[::-1]):
        again = placed([found(0, 10.0, 10.3), found(1, 20.4, 9.6)], SESSION, FILMED, order)
        assert [record.id for record in again.values()] == [record.id for record in known]


@pytest.mark.usefixtures("own_storage")
def test_what_looked_like_a_hold_that_is_not_kept_is_not_kept_either() -> None:
    history, found_in_it = storage.history(), analysis()
    save(history, placed(TWO[1:], SESSION, FILMED, []), found_in_it.traces)
    (kept,) = history.holds()
    assert history.trace(kept.id) == []


@pytest.mark.usefixtures("own_storage")
def test_two_people_may_keep_the_same_clip() -> None:
    anna = storage.everybody().add_profile("Anna").id
    for history in (storage.history(), storage.everybody().of(anna)):
        save(history, placed(TWO, session_of("digest", history.profile_id), FILMED, []), ())
        assert len(history.holds()) == 2


@pytest.mark.usefixtures("own_storage")
def test_what_was_deleted_can_be_kept_again() -> None:
    history = storage.history()
    save(history, placed(TWO, SESSION, FILMED, []), ())
    history.delete_session(SESSION)
    save(history, placed(TWO, SESSION, FILMED, []), ())
    assert len(history.holds()) == 2


def test_words() -> None:
    assert hold_words(TWO[0], 1, {"bridge": "Bridge"}) == "1. Bridge, 12 s"
    assert hold_words(TWO[1], 2, {"half_kneeling": "Half kneeling"}) == "2. Half kneeling, left, 6 s"
    marched = replace(TWO[0], stretch_id="psoas_march", repetitions=10)
    assert hold_words(marched, 3, {}) == "3. Psoas march, 10 times"
    assert saved_words(1, FILMED).startswith("Saved: 1 hold on 3 May 2026.")
    assert "delete the session under Review and save again" in saved_words(1, FILMED)
    assert saved_words(2, FILMED).startswith("Saved: 2 holds on 3 May 2026.")
