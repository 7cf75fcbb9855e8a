"""Two people in one history: what one has, the other neither sees nor changes, whatever ids they guess."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import Connection, event

from posecheck.errors import StoreError
from posecheck.record import FIRST_PROFILE, Baseline, HoldRecord, Profile, SessionNote
from posecheck.store import History, HoldWriter
from posecheck.store.unsaved import unsaved_files

from .conftest import assert_one_sentence
from .examples import MORNING, a_hold, a_log

ME = Profile(FIRST_PROFILE, "Me")
NOTE = SessionNote("felt open", 4, 3, 6)


class TwoPeople(NamedTuple):
    """Ann is the one whose history it was from the beginning; each has two sessions, Bob's at the same times."""

    ann: History
    bob: History


@pytest.fixture(params=["the first profile pries", "another profile pries"])
def two(request: pytest.FixtureRequest, history: History) -> TwoPeople:
    """Ann, who has something to hide, and Bob, who pries."""
    other = history.of(history.add_profile("Kim").id)
    ann, bob = (other, history) if request.param == "the first profile pries" else (history, other)
    fill(ann, "ann")
    fill(bob, "bob")
    return TwoPeople(ann, bob)


def held(name: str, number: int) -> HoldRecord:
    return a_hold(number, id=f"{name}-hold-{number}", session_id=f"{name}-session-{number}")


def taken(number: int) -> Baseline:
    return Baseline("bridge_range", "left", MORNING + timedelta(days=number), (1.0 * number, 2.0, 3.0))


def fill(history: History, name: str) -> None:
    for number in (1, 2):
        history.save(held(name, number))
        assert history.save_log(f"{name}-session-{number}", 0, a_log(number))
        assert history.save_trace(f"{name}-hold-{number}", 0, f"{name} {number}".encode())
        assert history.set_note(f"{name}-session-{number}", replace(NOTE, text=f"{name} {number}"))
        history.save_baseline(taken(number))


def all_of(history: History) -> tuple[object, ...]:
    """All that a profile has."""
    held, practised = history.holds(), history.sessions()
    return (
        held,
        practised,
        [history.log(session.id) for session in practised],
        [history.trace(hold.id) for hold in held],
        history.days(),
        history.depths("bridge", "hip_flexion"),
        history.baselines(),
    )


NOTHING: tuple[object, ...] = ([],) * 7


def test_each_has_their_own(two: TwoPeople) -> None:
    for history, name in ((two.ann, "ann"), (two.bob, "bob")):
        assert history.holds() == [held(name, 2), held(name, 1)]
        assert history.holds(since=MORNING, stretch_id="bridge", limit=9) == [held(name, 2), held(name, 1)]
        assert [session.id for session in history.sessions()] == [f"{name}-session-2", f"{name}-session-1"]
        assert [session.id for session in history.sessions(stretch_id="bridge")] == [
            f"{name}-session-{n}" for n in "21"
        ]
        assert [session.note.text for session in history.sessions()] == [f"{name} 2", f"{name} 1"]
        assert [total.holds for total in history.days()] == [2]
        assert [depth.hold_id for depth in history.depths("bridge", "hip_flexion")] == [
            f"{name}-hold-{n}" for n in "12"
        ]
        assert history.baselines() == history.baselines("bridge_range") == [taken(1), taken(2)]


def test_the_ids_of_the_other_are_unknown(two: TwoPeople) -> None:
    assert two.bob.hold("ann-hold-1") is None
    assert two.bob.holds(session_id="ann-session-1") == []
    assert two.bob.session("ann-session-1") is None
    assert two.bob.log("ann-session-1") == []
    assert two.bob.trace("ann-hold-1") == []


REFUSED: dict[str, Callable[[History], object]] = {
    "a hold under the other's id": lambda bob: bob.save(replace(held("ann", 1), held_s=99.0)),
    "the other's hold in a session of their own": lambda bob: bob.save(
        replace(held("ann", 1), session_id="bob-session-1")
    ),
    "the other's hold in a new session": lambda bob: bob.save(replace(held("ann", 1), session_id="new")),
    "a hold in the other's session": lambda bob: bob.save(replace(held("bob", 3), session_id="ann-session-1")),
    "their own hold moved to the other's session": lambda bob: bob.save(
        replace(held("bob", 1), session_id="ann-session-1")
    ),
}


@pytest.mark.parametrize("attempt", REFUSED)
def test_what_is_the_others_cannot_be_written(two: TwoPeople, attempt: str) -> None:
    before = all_of(two.ann), all_of(two.bob)
    with pytest.raises(StoreError, match="another profile") as caught:
        REFUSED[attempt](two.bob)
    assert_one_sentence(caught.value)
    assert (all_of(two.ann), all_of(two.bob)) == before
    assert two.bob.session("new") is None


NOT_THERE: dict[str, Callable[[History], bool]] = {
    "a log": lambda bob: bob.save_log("ann-session-1", 0, a_log(1, first=9)),
    "more of a log": lambda bob: bob.save_log("ann-session-1", 1, a_log(1, first=9)),
    "an empty part of a log": lambda bob: bob.save_log("ann-session-1", 0, []),
    "a trace": lambda bob: bob.save_trace("ann-hold-1", 0, b"bob was here"),
    "more of a trace": lambda bob: bob.save_trace("ann-hold-1", 1, b"bob was here"),
    "a note": lambda bob: bob.set_note("ann-session-1", SessionNote("bob was here")),
}


@pytest.mark.parametrize("attempt", NOT_THERE)
def test_what_is_the_others_is_not_there_to_add_to(two: TwoPeople, attempt: str) -> None:
    before = all_of(two.ann), all_of(two.bob)
    assert not NOT_THERE[attempt](two.bob)
    assert (all_of(two.ann), all_of(two.bob)) == before


def test_deleting_what_is_the_others_does_nothing(two: TwoPeople) -> None:
    before = all_of(two.ann), all_of(two.bob)
    two.bob.delete("ann-hold-1")
    two.bob.delete_session("ann-session-1")
    assert (all_of(two.ann), all_of(two.bob)) == before


def test_deleting_all_takes_ones_own_alone(two: TwoPeople) -> None:
    before = all_of(two.ann)
    names = two.ann.profiles()
    two.bob.delete_baselines("bridge_range", "left")
    assert two.bob.baselines() == []
    two.bob.delete_all()
    assert all_of(two.bob) == NOTHING
    assert all_of(two.ann) == before
    assert two.ann.profiles() == names


def test_a_baseline_of_the_same_instant_is_ones_own(two: TwoPeople) -> None:
    two.bob.save_baseline(replace(taken(1), tries=(9.0, 9.0, 9.0)))
    assert two.ann.baselines() == [taken(1), taken(2)]
    assert [each.value for each in two.bob.baselines()] == [9.0, 2.0]


def test_a_deleted_profile_is_gone_with_all_it_had(two: TwoPeople) -> None:
    before = all_of(two.ann)
    two.ann.delete_profile(two.bob.profile_id)
    assert all_of(two.bob) == NOTHING
    assert all_of(two.ann) == before
    assert [profile.id for profile in two.ann.profiles()] == sorted(
        {FIRST_PROFILE, two.ann.profile_id}, key="me".__ne__
    )
    two.ann.delete_profile(two.bob.profile_id)  # again is no error
    assert all_of(two.ann) == before


def test_deleting_everything_leaves_an_empty_first_profile(two: TwoPeople) -> None:
    two.ann.rename_profile(FIRST_PROFILE, "Ann")
    two.bob.delete_everything()
    assert all_of(two.ann) == all_of(two.bob) == NOTHING
    assert two.ann.profiles() == [ME]
    first = two.ann.of(FIRST_PROFILE)
    first.save(a_hold())
    assert first.holds() == [a_hold()]


def test_the_first_profile_stays_empty_and_without_its_name(history: History) -> None:
    history.rename_profile(FIRST_PROFILE, "Ann")
    history.save(a_hold())
    history.delete_profile(FIRST_PROFILE)
    assert history.profiles() == [ME]
    assert history.holds() == []
    history.save(a_hold())


def test_nothing_is_saved_for_a_profile_that_is_not_there(history: History) -> None:
    nobody = history.of("nobody")
    attempts: list[Callable[[], object]] = [lambda: nobody.save(a_hold()), lambda: nobody.save_baseline(taken(1))]
    for attempt in attempts:
        with pytest.raises(StoreError) as caught:
            attempt()
        assert_one_sentence(caught.value)
    assert not nobody.set_note("session-1", NOTE)
    assert all_of(nobody) == all_of(history) == NOTHING
    assert history.profiles() == [ME]


def test_a_history_opens_as_whoever_is_asked_for(url: str) -> None:
    with History.open(url) as history:
        assert history.profile_id == FIRST_PROFILE
        kim = history.add_profile("Kim")
        history.of(kim.id).save(a_hold())
    with History.open(url, kim.id) as history:
        assert history.profile_id == kim.id
        assert history.holds() == [a_hold()]
        assert history.of(FIRST_PROFILE).holds() == []


def test_names_are_tidied_and_may_repeat(history: History) -> None:
    added = [history.add_profile(name) for name in ("  Kim \t Lee\n", "Kim Lee", "x" * 61, "Zoë 😀 李")]
    assert [profile.name for profile in added] == ["Kim Lee", "Kim Lee", "x" * 60, "Zoë 😀 李"]
    assert len({profile.id for profile in added}) == 4
    assert {profile.id: profile for profile in history.profiles()} == {each.id: each for each in [ME, *added]}


def test_the_first_comes_first_and_the_others_by_name(history: History) -> None:
    history.rename_profile(FIRST_PROFILE, "Zoe")
    for name in ("kim", "Bob", "ann"):
        history.add_profile(name)
    assert [profile.name for profile in history.profiles()] == ["Zoe", "ann", "Bob", "kim"]


@pytest.mark.parametrize("name", ["", "  \t\n", "\u3000"])
def test_a_name_of_nothing_is_refused(history: History, name: str) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: history.add_profile(name),
        lambda: history.rename_profile(FIRST_PROFILE, name),
        lambda: history.profile_of_login("issuer ann", name),
    ]
    for attempt in attempts:
        with pytest.raises(StoreError, match="needs a name") as caught:
            attempt()
        assert_one_sentence(caught.value)
    assert history.profiles() == [ME]


def test_a_profile_can_be_called_otherwise(history: History) -> None:
    kim = history.add_profile("Kim")
    history.rename_profile(kim.id, " Kimberly  Lee ")
    history.rename_profile("nobody", "Nobody")
    assert history.profiles() == [ME, Profile(kim.id, "Kimberly Lee")]


def test_an_id_of_another_history_is_kept_unless_it_is_taken(history: History) -> None:
    assert history.add_profile("Kim", "kim-1") == Profile("kim-1", "Kim")
    for taken_id in ("kim-1", FIRST_PROFILE):
        with pytest.raises(StoreError, match="there already") as caught:
            history.add_profile("Somebody", taken_id)
        assert_one_sentence(caught.value)
    assert history.profiles() == [ME, Profile("kim-1", "Kim")]


def test_a_login_leads_to_its_own_profile_again(history: History) -> None:
    ann = history.profile_of_login("https://issuer.example ann", "Ann")
    bob = history.profile_of_login("https://issuer.example bob", "Ann")
    assert ann.id != bob.id and FIRST_PROFILE not in (ann.id, bob.id)
    assert history.profile_of_login("https://issuer.example ann", "Anna") == ann
    assert history.profile_of_login("https://other.example ann", "Ann").id not in (ann.id, bob.id)
    assert len(history.profiles()) == 4


def test_a_login_keeps_the_name_chosen_here(history: History) -> None:
    ann = history.profile_of_login("issuer ann", "ann@example.org")
    history.rename_profile(ann.id, "Ann")
    assert history.profile_of_login("issuer ann", "ann@example.org") == Profile(ann.id, "Ann")


def test_who_was_deleted_begins_anew(history: History) -> None:
    ann = history.profile_of_login("issuer ann", "Ann")
    history.of(ann.id).save(a_hold())
    history.delete_profile(ann.id)
    again = history.profile_of_login("issuer ann", "Ann")
    assert again.id != ann.id
    assert history.of(again.id).holds() == history.of(ann.id).holds() == []


def test_many_tabs_at_the_first_login_make_one_profile(history: History) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: history.profile_of_login("issuer ann", "Ann"), range(24)))
    assert len(set(found)) == 1
    assert history.profiles() == [ME, found[0]]


def test_what_a_deleted_profile_was_still_holding_comes_to_nobody_else(url: str) -> None:
    """Somebody deletes a profile in one tab while it practises in another."""
    with History.open(url) as history:
        kim = history.add_profile("Kim")
        with HoldWriter(url, kim.id) as writer:
            writer.save(a_hold(finished=False))
            assert writer.flush()
            history.delete_profile(kim.id)
            writer.save(a_hold())
            writer.flush()
        with HoldWriter(url) as writer:
            assert writer.flush()
            assert writer.recovered == ()
        assert history.holds() == []
        assert unsaved_files(history.url) == []


def test_a_profile_can_be_deleted_at_any_moment_of_a_save(url: str) -> None:
    """What is saved at that moment is refused or goes too; neither waits for the other for ever."""
    with History.open(url) as history, History.open(url) as tab, ThreadPoolExecutor(1) as pool:
        kim = tab.of(tab.add_profile("Kim").id)
        kim.save(a_hold(finished=False))
        deletions: list[Future[None]] = []

        def meddle(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
            if "INTO holds" in statement and not deletions:
                deletions.append(pool.submit(history.delete_profile, kim.profile_id))
                wait(deletions, timeout=0.3)

        event.listen(tab._engine, "before_cursor_execute", meddle)
        with suppress(StoreError):
            kim.save(a_hold(2))
        deletions[0].result()
        assert history.profiles() == [ME]
        assert kim.holds() == []
