"""The Review page: answers, calendar, one stretch, sessions, two sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from posecheck.catalog import Catalog
from posecheck.depth_trend import Trend, Verdict
from posecheck.desk import TALL_SEAT
from posecheck.errors import StoreError
from posecheck.record import Baseline, DayTotal, Depth, HoldRecord, MeasureSummary, SessionNote
from posecheck.store import History
from posecheck.ui import review_words
from posecheck.ui.replay import NO_TRACE_OF_VIDEO
from posecheck.ui.review_stretch import answer, depth_check, smallest
from posecheck.ui.review_week import sentence, table
from posecheck.week_dose import week_start
from tests.ui.pages import hold, pressed, review_page, run, words

pytestmark = pytest.mark.usefixtures("own_storage")

NOW = datetime.now(timezone.utc)


def save(*records: HoldRecord) -> None:
    with History.open() as history:
        for record in records:
            history.save(record)


def angled(number: int, days_ago: int, side: str, angle: float) -> HoldRecord:
    """A hold of a session of its own whose trusted hip angle was such."""
    record = hold(number, NOW - timedelta(days=days_ago), side, 30.0)
    seen = MeasureSummary(angle, angle - 2.0)
    return replace(record, session_id=f"s-{days_ago}", measures={f"hip_flexion.{side}": seen})


def opened(app: AppTest, session_id: str) -> AppTest:
    app.session_state[f"session-{session_id}"] = True
    app.run()
    assert not app.exception, app.exception
    return app


def test_an_empty_history_leads_to_the_first_practice() -> None:
    app = run(review_page)
    assert "Your holds will be listed here" in words(app)
    assert [b.label for b in app.button] == ["Practise now"]


def test_the_week_is_told_in_words_then_by_stretch_and_side() -> None:
    save(
        hold(1, NOW, "left", 31),
        hold(2, NOW, "right", 75),
        hold(3, NOW, "right", 80),
        replace(hold(4, NOW, "both", 12.0), stretch_id="a_lost_one", timed_s=12.0),
    )
    said = words(run(review_page))
    assert "You practised on **1 day**, **3 min 18 s** together. 12 s of it timed, not seen." in said
    assert "Your left side has 2 min 4 s less in Half-kneeling hip flexor. 1 of the last 8 weeks" in said
    assert "| Half-kneeling hip flexor | left | 31 s | 1 | 2 min on 2 days | 2 min 4 s less |" in said
    assert "| Half-kneeling hip flexor | right | 2 min 35 s | 1 | 2 min on 2 days |  |" in said
    assert "| A lost one |  | 12 s, timed | 1 |  |  |" in said


@pytest.mark.parametrize(
    ("held_s", "days", "said"),
    [(60, 2, "2 min on 2 days ✓"), (59, 2, "2 min on 2 days"), (130, 1, "2 min on 2 days"),
     (310, 2, "2 min on 2 days: plenty")],
)  # fmt: skip
def test_the_guide_asks_for_minutes_and_days(catalog: Catalog, held_s: float, days: int, said: str) -> None:
    monday = week_start(NOW.date())
    totals = [
        DayTotal(monday + timedelta(days=day), "half_kneeling", side, 1, held_s, 0.0)
        for day in range(days)
        for side in ("left", "right")
    ]
    assert [table_row.split(" | ")[4] for table_row in table(totals, catalog, ())[2:]] == [said, said]
    assert "Left and right are about even." in sentence(totals, {})


def test_a_quiet_week_is_no_reproach() -> None:
    save(hold(1, NOW - timedelta(days=20), "left", 31))
    said = words(run(review_page))
    assert "Nothing yet this week. Whenever you're ready. 1 of the last 8 weeks with practice." in said


def test_tremor_practice_is_not_scored() -> None:
    save(replace(hold(1, NOW, "both", 170), stretch_id="tremor_practice", timed_s=170.0))
    app = run(review_page)
    assert "| Tremor practice |  | 2 min 50 s, timed | 1 | not scored |  |" in words(app)
    assert "Nothing to chart yet." in words(app)
    app = opened(app, "h")
    assert "| Tremor practice |  | 2 min 50 s, timed, not seen |  |  | 1: Float chest over hips |" in words(app)


def test_the_tall_seat_is_no_practice() -> None:
    save(replace(hold(1, NOW, "both", 5), stretch_id=TALL_SEAT))
    assert "first practice" in words(run(review_page))


def test_the_calendar_goes_back_to_any_year() -> None:
    save(hold(1, NOW, "left", 60), hold(2, NOW.replace(year=NOW.year - 9, day=3), "left", 600))
    app = run(review_page)
    assert "In the last 12 months you practised on 1 day, 1 min together." in words(app)
    chooser = next(s for s in app.selectbox if s.key == "review-year")
    assert len(chooser.options) == 11
    chooser.select(str(NOW.year - 9)).run()
    assert f"In {NOW.year - 9} you practised on 1 day, 10 min together." in words(app)
    assert f"| {NOW:%B} {NOW.year - 9} | 1 | 10 min |" in words(app)


def test_one_side_has_changed_beyond_the_own_spread_and_the_other_has_not() -> None:
    course = [(day, 20.0 if day > 120 else 2.0) for day in range(200, -1, -2)]
    left = [angled(day, day, "left", 5.0 + day % 4) for day, _ in course]
    right = [angled(1000 + day, day, "right", angle + day % 4) for day, angle in course]
    save(*left, *right)
    said = words(run(review_page))
    assert "**Left hip: about the same as in" in said
    assert "**Right hip: 18° more open than in" in said
    assert "are within your own spread." in said


def test_too_few_holds_say_so() -> None:
    save(angled(1, 0, "left", 5.0))
    said = words(run(review_page))
    assert "**Left hip: too few holds to compare.**" in said
    assert "Left held 30 s on 1 day." in said


def test_without_a_trusted_angle_only_the_time_is_told() -> None:
    save(replace(hold(1, NOW, "left", 30.0), measures={}, timed_s=30.0))
    said = words(run(review_page))
    assert "**Left: no trusted angle in this time.**" in said
    assert "Left held 30 s on 1 day, 30 s of it timed, not seen." in said


def test_another_time_or_stretch_changes_what_is_shown() -> None:
    save(hold(1, NOW - timedelta(days=200), "left", 30), replace(hold(2, NOW, "both", 9), stretch_id="bridge"))
    app = run(review_page)
    chooser = next(s for s in app.selectbox if s.key == "review-stretch")
    assert chooser.options == ["Bridge", "Half-kneeling hip flexor"]
    chooser.select("half_kneeling").run()
    assert "Left held 30 s on 1 day." in words(app)
    next(b for b in app.button_group if b.key == "review-period").set_value("3 months").run()
    assert "Not practised in this time." in words(app)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [({}, "31 s"), ({"timed_s": 31.0}, "31 s, timed, not seen"), ({"timed_s": 10.0}, "31 s, partly timed"),
     ({"repetitions": 8}, "8 times"), ({"origin": "video"}, "31 s, from video"),
     ({"origin": "video", "repetitions": 8, "timed_s": 31.0}, "8 times, timed, not seen, from video")],
)  # fmt: skip
def test_a_session_opens_to_its_holds_and_says_how_they_are_known(changes: dict[str, Any], shown: str) -> None:
    save(replace(hold(0, NOW, "left", 31), **changes))
    app = run(review_page)
    row = f"| Half-kneeling hip flexor | left | {shown} | 30 s | ✓ | 1: Float chest over hips |"
    assert row not in words(app)
    assert row in words(opened(app, "h"))


def test_a_session_from_a_video_says_so_and_counts_as_any_other() -> None:
    save(replace(hold(0, NOW, "left", 31), origin="video"), replace(hold(1, NOW, "left", 40), session_id="live"))
    app = run(review_page, {"review-compare": True})
    labels = {expander.label for expander in app.expander}
    when = review_words.moment(NOW)
    assert f"{when} · Half-kneeling hip flexor · 31 s · from video" in labels
    assert f"{when} · Half-kneeling hip flexor · 40 s" in labels
    assert f"{when} · Half-kneeling hip flexor · 31 s · from video" in app.selectbox(key="compare-one").options
    assert "You practised on **1 day**, **1 min 11 s** together." in words(app)
    app = opened(app, "h")
    chooser = next(s for s in app.selectbox if s.key == "hold-of-h")
    assert chooser.options == ["1. Half-kneeling hip flexor, left, 31 s, from video"]
    assert NO_TRACE_OF_VIDEO in words(app)


def test_a_note_is_kept_and_shown_in_the_list() -> None:
    save(hold(0, NOW, "left", 31))
    app = opened(run(review_page), "h")
    app.text_area[0].set_value("  *Calm* today ")
    numbers = {n.label: n for n in app.number_input}
    numbers["Effort, 0–10"].set_value(4)
    numbers["Comfort after, 0–10"].set_value(8)
    pressed(app, "Keep this note")
    with History.open() as history:
        session = history.session("h")
        assert session is not None
        assert session.note == SessionNote("*Calm* today", 4, None, 8)
    assert "Kept." in words(app)
    assert "Effort 4 of 10, comfort after 8 of 10 – \\*Calm\\* today" in words(app)


def test_a_hold_and_a_session_are_deleted_after_a_second_question() -> None:
    save(*(replace(hold(n, NOW - timedelta(hours=n), "left", 31), session_id=f"s{n // 2}") for n in range(4)))
    app = opened(run(review_page), "s0")
    chooser = next(s for s in app.selectbox if s.key == "hold-of-s0")
    chooser.select(0).run()
    next(b for b in app.button if b.key == "delete-h-1").click().run()
    assert not app.exception, app.exception
    with History.open() as history:
        assert {r.id for r in history.holds()} == {"h-0", "h-2", "h-3"}
    app = opened(app, "s1")
    next(b for b in app.button if b.key == "delete-s1").click().run()
    with History.open() as history:
        assert {r.id for r in history.holds()} == {"h-0"}


def test_older_sessions_are_a_page_away_and_newer_ones_one_back() -> None:
    save(*(replace(hold(n, NOW - timedelta(days=n), "left", 31), session_id=f"s{n}") for n in range(25)))
    app = run(review_page)

    def listed() -> list[str]:
        return [e.label.split(" · ")[0] for e in app.expander if "·" in e.label]

    first = listed()
    assert len(first) == 10
    assert "Newer" not in [b.label for b in app.button]
    pressed(app, "Older")
    second = listed()
    pressed(app, "Older")
    assert len({*first, *second, *listed()}) == 25
    assert "Older" not in [b.label for b in app.button]
    pressed(app, "Newer")
    assert listed() == second


def test_two_sessions_are_compared_the_newest_with_the_last_like_it() -> None:
    like = [replace(angled(n, n, "left", 5.0 + n), in_place_s=1.0) for n in (0, 4)]
    other = replace(angled(9, 2, "both", 0.0), stretch_id="bridge")
    save(*like, other)
    with History.open() as history:
        history.set_note("s-4", SessionNote(effort=7))
    said = words(run(review_page, {"review-compare": True}))
    assert "| Effort | – | 7 of 10 |" in said
    assert "| Half-kneeling hip flexor, left: hip flexion | 5° | 9° |" in said
    assert "| Clock stopped | 1 time, 2 s | 1 time, 2 s |" in said


def test_one_session_cannot_be_compared() -> None:
    save(hold(0, NOW, "left", 31))
    assert "With your second session you can compare two here." in words(run(review_page, {"review-compare": True}))


def test_what_the_history_cannot_do_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    save(hold(0, NOW, "left", 31))

    def refuse(*_: object, **__: object) -> None:
        raise StoreError("The history is locked.")

    monkeypatch.setattr(History, "baselines", refuse)
    app = run(review_page)
    assert [e.value for e in app.error] == ["The history is locked."]
    assert "Sessions" in [s.value for s in app.subheader]


MAY, NOVEMBER = date(2026, 5, 12), date(2026, 11, 14)


@pytest.mark.parametrize(
    ("came", "said"),
    [
        (Trend(Verdict.SAME, 2.0, -1.0, MAY, NOVEMBER, 6.0),
         "**Left hip: about the same as in May.** 2° then, −1° now. Differences under 6° are within your own spread."),
        (Trend(Verdict.MORE, 2.0, 12.0, MAY, NOVEMBER, 6.0),
         "**Left hip: 10° more bent than in May.** 2° then, 12° now. Differences under 6° are within your own spread."),
        (Trend(Verdict.NO_SPREAD, 2.0, 12.0, MAY, NOVEMBER, None),
         "**Left hip: 2° then, 12° now.** Your own spread is not known yet, so nothing is called a change."),
        (Trend(Verdict.SAME, 2.0, 2.0, date(2024, 1, 3), date(2025, 3, 3), 6.0),
         "**Left hip in March 2025: about the same as in January 2024.** 2° then, 2° now. Differences under 6° are "
         "within your own spread."),
    ],
)  # fmt: skip
def test_the_title_states_the_answer(came: Trend, said: str) -> None:
    assert answer(came, "hip_flexion", "left", date(2026, 11, 21)) == said


def test_depth_is_read_of_the_side_that_is_held(catalog: Catalog) -> None:
    of = {i: depth_check(stretch) for i, stretch in catalog.stretches.items()}
    assert of["half_kneeling"] and of["half_kneeling"].id == "rear_hip_open"
    assert of["pigeon"] is None  # its shown angle is the rear leg's, the front one names the side
    assert of["belly_breathing"] is None
    assert depth_check(None) is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.0, "0 s"), (45.0, "45 s"), (270.0, "4 min 30 s"), (1450.0, "24 min"), (12000.0, "3 h 20 min")],
)
def test_lengths_are_no_finer_than_it_matters(seconds: float, said: str) -> None:
    assert review_words.lasted(seconds) == said


def paired(every: tuple[float, ...]) -> list[Depth]:
    """Ten times four weeks with these angles on days that follow each other."""
    begins = NOW - timedelta(days=NOW.toordinal() % 28)
    return [
        Depth(f"h{number}{n}", f"s{number}{n}", begins + timedelta(days=n - 28 * number), "left", angle, angle)
        for number in range(10)
        for n, angle in enumerate(every)
    ]


def test_the_larger_of_both_spreads_counts_and_never_less_than_the_camera_sees(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[Baseline] = []
    monkeypatch.setattr(History, "baselines", lambda *_: taken)
    assert smallest("hip_flexion", []) is None
    assert smallest("hip_flexion", paired((5.0, 5.0))) == 4.5  # half of what a trusted hip angle may be off by
    of_weeks = smallest("hip_flexion", paired((0.0, 10.0)))
    assert of_weeks == pytest.approx(1.96 * 2.0**0.5 * 50.0**0.5)
    taken.append(Baseline("range_bridge", "both", NOW, (0.0, 20.0, 40.0)))
    of_tries = smallest("hip_flexion", paired((0.0, 10.0)))
    assert of_tries == pytest.approx(1.96 * 2.0**0.5 * 20.0)
    assert smallest("knee_flexion", paired((0.0, 10.0))) == of_weeks


def note_page() -> None:
    from posecheck.ui import session_note

    session_note.offer("h")


def test_a_note_is_offered_folded_after_a_practice() -> None:
    save(hold(0, NOW, "left", 31))
    app = run(note_page)
    assert not app.text_area
    app = run(note_page, {"offer-h": True})
    app.text_area[0].set_value("Fine")
    pressed(app, "Keep this note")
    assert words(app) == "Kept."
    with History.open() as history:
        session = history.session("h")
    assert session is not None and session.note.text == "Fine"


def test_a_note_that_cannot_be_kept_says_so_and_stays_in_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    save(hold(0, NOW, "left", 31))

    def refuse(*_: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(History, "set_note", refuse)
    app = run(note_page, {"offer-h": True})
    app.text_area[0].set_value("Fine")
    pressed(app, "Keep this note")
    assert [e.value for e in app.error] == ["The disk is full."]
    assert app.text_area[0].value == "Fine"


def test_a_session_without_holds_has_no_form() -> None:
    assert not run(note_page, {"offer-h": True}).text_area
