"""The set-up check: when the practice may begin."""

from __future__ import annotations

import pytest

from posecheck.concern import AS_IT_IS, NEXT_ONE, ONLY_TIME, UNSURE, WATCHING, Concern, Trouble
from posecheck.cues import CueKind
from posecheck.setup_check import (
    BACKLIT_GO_ON_S,
    FORGIVEN_S,
    GET_DOWN_S,
    GO_ON_S,
    GOOD,
    GOOD_S,
    MAX_GAP_S,
    STAY,
    UNFOUND_S,
    Phase,
    SetupCheck,
    SetupState,
)

TURNED = Concern(Trouble.VIEW, STAY, ONLY_TIME)
FEET_OUT = Concern(Trouble.CUT_OFF, GOOD, UNSURE)
STANDING = Concern(Trouble.POSTURE, GOOD, WATCHING)
GONE = Concern(Trouble.NOBODY, STAY)
BACKLIT = Concern(Trouble.BACKLIT, STAY, AS_IT_IS)


def feed(
    check: SetupCheck, what: Concern | None, seconds: float, from_s: float = 0.0, fps: int = 10
) -> list[SetupState]:
    return [check.update(from_s + frame / fps, what) for frame in range(round(seconds * fps))]


def test_two_good_seconds_in_a_row_are_enough() -> None:
    states = feed(SetupCheck(), None, GOOD_S + 0.1)
    assert [state.phase for state in states] == [Phase.GOOD] * 20 + [Phase.DONE]
    assert states[10].share == pytest.approx(0.5)
    assert states[-1] == SetupState(Phase.DONE, GOOD, 1.0) and not states[-1].by_time
    assert GOOD.kind is CueKind.WELL


def test_a_short_lapse_is_forgiven_and_a_longer_one_begins_anew() -> None:
    for lapse_s, at_two_s in ((FORGIVEN_S, Phase.DONE), (FORGIVEN_S + 0.1, Phase.GOOD)):
        check = SetupCheck()
        feed(check, None, 1.0)
        lapse = feed(check, TURNED, lapse_s, 1.0)
        assert (lapse[-1].phase is Phase.GOOD) is (at_two_s is Phase.DONE)
        rest = feed(check, None, 1.0, 1.0 + lapse_s)
        assert rest[-1 if lapse_s > FORGIVEN_S else round((1.0 - lapse_s) * 10)].phase is at_two_s


def test_many_short_lapses_are_not_forgiven() -> None:
    check = SetupCheck()
    for frame in range(100):
        state = check.update(frame / 10, TURNED if frame % 2 else None)
    assert state.phase is not Phase.DONE


def test_a_bad_frame_is_not_the_last_one() -> None:
    check = SetupCheck()
    feed(check, None, GOOD_S)
    assert check.update(GOOD_S, TURNED) == SetupState(Phase.GOOD, STAY, 1.0)
    assert check.update(GOOD_S + 0.1, None).phase is Phase.DONE


def test_time_without_frames_is_not_good() -> None:
    check = SetupCheck()
    check.update(0.0, None)
    assert check.update(GOOD_S, None).share == 0.0
    near = SetupCheck()
    for step in range(5):
        state = near.update(step * MAX_GAP_S, None)
    assert state.phase is Phase.DONE


def test_instructions_do_not_flicker() -> None:
    check = SetupCheck()
    told = [state.cue for state in feed(check, FEET_OUT, 1.0)]
    assert told[0] is None and told[-1] == FEET_OUT.cue
    assert all(state.phase is Phase.WAITING for state in feed(check, TURNED, 0.5, 1.0))


def test_the_same_trouble_for_long_goes_on_and_says_what_that_means() -> None:
    states = feed(SetupCheck(), TURNED, GO_ON_S + 1.0)
    assert [s.phase for s in states].index(Phase.WENT_ON) == pytest.approx(GO_ON_S * 10, abs=1)
    assert states[-1].cue == ONLY_TIME and states[-1].by_time and states[-1].phase.over


@pytest.mark.parametrize("trouble", Trouble)
def test_each_trouble_has_its_own_time(trouble: Trouble) -> None:
    times_s = {Trouble.BACKLIT: BACKLIT_GO_ON_S, Trouble.POSTURE: GET_DOWN_S, Trouble.NOBODY: UNFOUND_S}
    patience_s = times_s.get(trouble, GO_ON_S)
    states = feed(SetupCheck(), Concern(trouble, STAY, UNSURE), patience_s + 1.0)
    assert [s.phase for s in states].index(Phase.WENT_ON) == pytest.approx(patience_s * 10, abs=1)


def test_getting_down_takes_longer_than_being_found_and_that_longer_than_turning() -> None:
    assert GET_DOWN_S > UNFOUND_S > GO_ON_S > BACKLIT_GO_ON_S


def test_time_to_get_down_is_not_taken_from_what_comes_after() -> None:
    check = SetupCheck()
    down_s = GET_DOWN_S - 1.0
    feed(check, STANDING, down_s)
    states = feed(check, TURNED, GO_ON_S + 1.0, from_s=down_s)
    assert [s.phase for s in states].index(Phase.WENT_ON) == pytest.approx(GO_ON_S * 10, abs=1)
    assert states[-1].cue == ONLY_TIME


def test_whom_it_cannot_find_where_bodies_hide_it_leaves_the_stretch_out() -> None:
    state = feed(SetupCheck(), Concern(Trouble.NOBODY, STAY, NEXT_ONE), UNFOUND_S + 1.0)[-1]
    assert (state.phase, state.cue, state.by_time) == (Phase.WENT_ON, NEXT_ONE, False)


def test_light_from_behind_holds_nobody_up_for_long() -> None:
    states = feed(SetupCheck(), BACKLIT, BACKLIT_GO_ON_S + 1.0)
    assert [s.phase for s in states].index(Phase.WENT_ON) == pytest.approx(BACKLIT_GO_ON_S * 10, abs=1)
    assert {s.cue for s in states} == {None, BACKLIT.cue, AS_IT_IS}
    assert states[-1].cue == AS_IT_IS and not states[-1].by_time
    assert BACKLIT_GO_ON_S < GO_ON_S / 2


def test_light_from_behind_now_and_then_is_no_reason_to_wait_longer() -> None:
    check = SetupCheck()
    states = [check.update(frame / 10, BACKLIT if frame % 10 < 5 else None) for frame in range(140)]
    assert states[-1].phase is Phase.WENT_ON and states[-1].cue == AS_IT_IS


def test_two_troubles_that_take_turns_go_on_too_but_not_sooner() -> None:
    check = SetupCheck()
    frames = round(2 * GO_ON_S * 10)
    states = [check.update(f / 10, TURNED if f // 10 % 2 else FEET_OUT) for f in range(frames + 20)]
    assert not any(state.phase.over for state in states[: frames - 20])
    assert states[-1].phase is Phase.WENT_ON


def test_nobody_in_view_never_goes_on_nor_does_time_without_frames() -> None:
    assert feed(SetupCheck(), GONE, 10 * GO_ON_S)[-1].phase is Phase.WAITING
    slow = SetupCheck()
    for step in range(100):
        state = slow.update(step * (MAX_GAP_S + 0.1), TURNED)
    assert state.phase is Phase.WAITING


def test_what_is_over_stays_over() -> None:
    check = SetupCheck()
    over = feed(check, None, GOOD_S + 0.1)[-1]
    assert check.update(10.0, GONE) == over == check.state
