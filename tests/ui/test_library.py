"""The Library page without a browser: what it shows, leaves out, and says to a person's answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from posecheck.catalog import BUILT_IN, load_catalog
from posecheck.screening import QUESTIONS
from posecheck.stretch import Stretch
from posecheck.ui import choose, own
from posecheck.ui.words import plain
from tests.ui.pages import library_page, pressed, run

HERNIA = "Leave this one out with a hernia."
NONE_APPLIES = "I have read these; none applies"
EYES = "Ask your eye doctor before this one."


def said(app: AppTest) -> str:
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.error, app.warning, app.info, app.success)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def cards(app: AppTest) -> set[str]:
    return {str(b.key).removeprefix("open-") for b in app.button if str(b.key).startswith("open-")}


def narrow(app: AppTest, label: str, option: str | None) -> AppTest:
    next(s for s in app.selectbox if s.label == label).set_value(option).run()
    assert not app.exception, app.exception
    return app


def show(app: AppTest, section: str) -> AppTest:
    app.button_group[0].set_value(section).run()
    assert not app.exception, app.exception
    return app


def answer(tmp_path: Path, *questions: str) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"screening": questions, "pace": 6}), encoding="utf-8")


def answers_kept(tmp_path: Path) -> object:
    return kept(tmp_path)["screening"]


def kept(tmp_path: Path) -> dict[str, object]:
    settings = json.loads((tmp_path / "settings.json").read_text(encoding="utf-8"))
    assert isinstance(settings, dict)
    return settings


@pytest.fixture
def stretches(tmp_path: Path) -> dict[str, Stretch]:
    """All there are: the built-in ones, and one of the person's own with concerns."""
    text = (BUILT_IN / "bridge.toml").read_text(encoding="utf-8")
    text = text.replace('id = "bridge"', 'id = "mine"', 1).replace('name = "Bridge"', 'name = "Mine"', 1)
    text = re.sub(r"\[\[concerns\]\]\n(\w.*\n)+", "", text)
    for about, effect, words in (("hernia", "leave_out", HERNIA), ("glaucoma", "caution", EYES)):
        text += f'\n[[concerns]]\nabout = "{about}"\neffect = "{effect}"\nwords = "{words}"\n'
    (tmp_path / "stretches").mkdir()
    (tmp_path / "stretches" / "mine.toml").write_text(text, encoding="utf-8")
    stretches = load_catalog().stretches
    assert "mine" in stretches
    return stretches


def test_every_stretch_has_a_card(stretches: dict[str, Stretch]) -> None:
    app = run(library_page)
    assert cards(app) == set(stretches)
    assert f"{len(stretches)} stretches" in said(app)
    assert "because of your answers" not in said(app)


@pytest.mark.parametrize(
    ("label", "option", "meets"),
    [
        ("Category", "kneeling", lambda s: s.category == "kneeling"),
        ("Need", "B5", lambda s: "B5" in s.needs),
        ("Position", "kneeling", lambda s: s.position == "kneeling"),
        ("Time", "1 to 5 minutes", lambda s: 60 < s.dose.target_s <= 300),
    ],
)
def test_a_choice_narrows_the_cards(
    stretches: dict[str, Stretch], label: str, option: str, meets: Callable[[Stretch], bool]
) -> None:
    wanted = {i for i, s in stretches.items() if meets(s)}
    assert wanted
    app = narrow(run(library_page), label, option)
    assert cards(app) == wanted
    assert cards(narrow(app, label, None)) == set(stretches)


def test_only_what_is_at_hand_may_be_needed(stretches: dict[str, Stretch]) -> None:
    app = run(library_page)
    for beside in (["a mat only"], ["wall"], ["wall", "cushion"]):
        app.multiselect[0].set_value(beside).run()
        assert cards(app) == {i for i, s in stretches.items() if set(s.equipment) <= set(beside)}
    assert cards(app) < set(stretches)
    app.multiselect[0].set_value([]).run()
    assert cards(app) == set(stretches)


def test_choices_add_up_and_may_leave_nothing(stretches: dict[str, Stretch]) -> None:
    app = narrow(narrow(run(library_page), "Position", "kneeling"), "Time", "more than 5 minutes")
    wanted = {i for i, s in stretches.items() if s.position == "kneeling" and s.dose.target_s > 300}
    assert cards(app) == wanted
    assert ("Nothing here is all of that" in said(app)) == (not wanted)


def test_asking_a_professional_is_not_answered_by_stretches(stretches: dict[str, Stretch]) -> None:
    app = narrow(run(library_page), "Need", "B6")
    assert cards(app) == set(stretches)
    assert "No stretch here answers a question about your health" in said(app)


def test_a_card_opens_its_page_and_the_choice_is_kept(stretches: dict[str, Stretch]) -> None:
    app = narrow(run(library_page), "Position", "kneeling")
    app.button(key="open-pigeon").click().run()
    assert app.query_params["stretch"] == "pigeon"
    assert app.title[0].value == "Pigeon"
    app = pressed(app, "All stretches")
    assert "stretch" not in app.query_params
    assert cards(app) == {i for i, s in stretches.items() if s.position == "kneeling"}


def test_a_page_says_all_there_is_to_say(stretches: dict[str, Stretch]) -> None:
    for stretch in stretches.values():
        app = run(library_page, stretch=stretch.id)
        text = said(app).replace("\\", "")
        for sentence in (*stretch.steps, stretch.camera.hint, stretch.caution, stretch.unjudged, *stretch.reminders):
            assert sentence in text, (stretch.id, sentence)
        for check in stretch.checks:
            assert check.source in text, (stretch.id, check.id)
            for fault in (check.low, check.high):
                assert fault is None or f"“{fault.cue}”" in text
        for stage in stretch.stages:
            assert stage.words in text
        assert stretch.dose.source in text
        assert EYES not in text
        assert HERNIA not in text


def test_sources_are_named_in_full(stretches: dict[str, Stretch]) -> None:
    assert "Y6: rhysmenzel.com" in said(run(library_page, stretch="bridge"))


def test_a_page_that_is_not_there_leads_to_those_that_are(stretches: dict[str, Stretch]) -> None:
    app = run(library_page, stretch="bridg<b>e")
    assert "is not here. Choose one of these." in app.warning[0].value
    assert cards(app) == set(stretches)


def test_practise_this_takes_the_stretch_along(stretches: dict[str, Stretch], monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[object] = []
    monkeypatch.setattr(st, "switch_page", went.append)

    known = {"pages": {"practise": "the page"}, "kept": {"mode": choose.ROUTINE, "stretch": "bridge"}}
    app = pressed(run(library_page, known, stretch="pigeon"), "Practise this")
    assert went == ["the page"]
    assert app.session_state["kept"]["stretch"] == "pigeon"
    assert app.session_state["kept"]["mode"] == choose.STRETCH


def test_answers_put_a_caution_on_card_and_page(stretches: dict[str, Stretch], tmp_path: Path) -> None:
    answer(tmp_path, "glaucoma")
    app = run(library_page)
    assert cards(app) == set(stretches) - left_out_by(stretches, "glaucoma")
    concerned = [s for s in stretches.values() if s.id in cards(app) and any(c.about == "glaucoma" for c in s.concerns)]
    assert said(app).count("A caution for you") == len(concerned)
    page = run(library_page, stretch="mine")
    assert [w.value for w in page.warning] == [EYES]
    assert "leaves this one out" not in said(page)


def left_out_by(stretches: dict[str, Stretch], question: str) -> set[str]:
    return {i for i, s in stretches.items() for c in s.concerns if (c.about, c.effect.value) == (question, "leave_out")}


def test_answers_hide_a_stretch_until_it_is_asked_for(stretches: dict[str, Stretch], tmp_path: Path) -> None:
    answer(tmp_path, "hernia")
    hidden = left_out_by(stretches, "hernia")
    assert "mine" in hidden
    app = run(library_page)
    assert cards(app) == set(stretches) - hidden
    assert f"{len(hidden)} left out because of your answers" in said(app)
    app.toggle[0].set_value(True).run()
    assert cards(app) == set(stretches)
    assert said(app).count("Left out because of your answers") == len(hidden)
    app.button(key="open-mine").click().run()
    assert [w.value for w in app.warning] == [HERNIA]
    assert "leaves this one out because of your answers" in said(app)


def test_the_questions_are_asked_kept_and_forgotten(stretches: dict[str, Stretch], tmp_path: Path) -> None:
    app = show(run(library_page), "About you")
    assert [c.label for c in app.checkbox] == list(QUESTIONS.values())
    assert not any(c.value for c in app.checkbox)
    app.checkbox(key="screening-hernia").check().run()
    app.checkbox(key="screening-minor").check().run()
    assert answers_kept(tmp_path) == ["hernia", "minor"]
    assert "left out of the library" in said(app)
    again = show(run(library_page), "About you")
    assert [c.key for c in again.checkbox if c.value] == ["screening-hernia", "screening-minor"]
    assert "mine" not in cards(show(again, "Stretches"))
    pressed(show(again, "About you"), "Forget my answers")
    assert kept(tmp_path) == {}  # not even that none applies
    assert not any(c.value for c in again.checkbox)
    assert NONE_APPLIES in [b.label for b in again.button]
    assert "mine" in cards(show(again, "Stretches"))


def test_that_none_applies_is_an_answer_too(stretches: dict[str, Stretch], tmp_path: Path) -> None:
    app = show(run(library_page), "About you")
    assert "Forget my answers" not in [b.label for b in app.button]
    pressed(app, NONE_APPLIES)
    assert answers_kept(tmp_path) == []
    assert NONE_APPLIES not in [b.label for b in app.button]
    assert "none applies" in said(app)
    pressed(app, "Forget my answers")
    assert kept(tmp_path) == {}


def test_answers_leave_other_settings_alone(tmp_path: Path) -> None:
    answer(tmp_path)
    show(run(library_page), "About you").checkbox(key="screening-heart").check().run()
    assert kept(tmp_path) == {"screening": ["heart"], "pace": 6}


def test_who_needs_help_is_told_plainly(tmp_path: Path) -> None:
    text = said(show(run(library_page), "About you"))
    for sign in ("numbness between your legs", "bladder", "weakness in a leg", "both legs", "chest pain", "faint",
                 "hot and swollen", "dizziness", "breathless", "tingling", "unreal", "Ask a professional first",
                 "only on this machine", str(tmp_path / "settings.json")):  # fmt: skip
        assert sign in text, sign
    assert "normal" not in text.lower()


@pytest.mark.parametrize("given", ['"heart"', '[1, null, {"a": 1}, "nothing of ours"]', "null"])
def test_answers_that_make_no_sense_change_nothing(stretches: dict[str, Stretch], tmp_path: Path, given: str) -> None:
    (tmp_path / "settings.json").write_text(f'{{"screening": {given}}}', encoding="utf-8")
    assert cards(run(library_page)) == set(stretches)


def test_broken_settings_are_told_and_hide_nothing(stretches: dict[str, Stretch], tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{broken", encoding="utf-8")
    app = run(library_page)
    assert cards(app) == set(stretches)
    assert "settings.broken-1.json" in app.warning[0].value


def test_answers_that_cannot_be_written_hold_for_this_run(
    stretches: dict[str, Stretch], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise PermissionError(13, "Permission denied")

    app = show(run(library_page), "About you")
    monkeypatch.setattr(Path, "replace", refuse)
    app.checkbox(key="screening-hernia").check().run()
    assert "cannot be written" in app.warning[0].value
    assert not (tmp_path / "settings.json").exists()
    assert "mine" not in cards(show(app, "Stretches"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see http://example.org or HTTPS://example.org", "see http:\u2060//example.org or HTTPS:\u2060//example.org"),
        ("see www.example.org", "see www\u2060.example.org"),
        ("write to a@example.org", "write to a\u2060@example.org"),
        (":smile: at 12:30", ":\u2060smile: at 12:30"),
        ("# <b>1 & 2</b>\n\n    [x](y)", r"\# \<b\>1 \& 2\</b\> \[x\](y)"),
        ("15–20 s: hold, don't push.", "15–20 s: hold, don't push."),
    ],
)
def test_plain_text_is_shown_as_it_is(text: str, shown: str) -> None:
    assert plain(text) == shown


# Routines


@pytest.fixture
def routine(stretches: dict[str, Stretch], tmp_path: Path) -> str:
    """A routine of the person's own, for eyes and belly to be careful with."""
    (tmp_path / "routines").mkdir()
    text = """
id = "short_one"
name = "Short one"
about = "Two positions before tea."
needs = ["A1", "B5"]
steps = [
  { stretch = "mine", target_s = 45, repeats = 2 },
  { stretch = "pigeon", target_s = 60, rest_s = 20 },
]
"""
    (tmp_path / "routines" / "short_one.toml").write_text(text, encoding="utf-8")
    assert "short_one" in load_catalog().routines
    return "short_one"


def test_routines_have_cards_that_open_them(routine: str) -> None:
    app = show(run(library_page), "Routines")
    assert cards(app) == {f"routine-{i}" for i in load_catalog().routines}
    # 45 s × 2, both sides of a minute, 20 s of rest, and getting ready: 8, 6, 8 and 6 s
    assert "4 minutes · 2 stretches" in said(app)
    app.button(key=f"open-routine-{routine}").click().run()
    assert app.query_params["routine"] == routine
    assert app.title[0].value == "Short one"
    assert "routine-short_one" in cards(pressed(app, "All routines"))


def test_a_routine_says_what_is_done_and_how_long(routine: str) -> None:
    text = said(run(library_page, routine=routine))
    assert "| Mine |  | 45 s × 2 |" in text
    assert "| Pigeon | each | 1 min, rest 20 s |" in text
    assert "Two positions before tea." in text
    assert "Hip opening by yoga, Stretching and self-care" in text


def test_a_routine_warns_of_what_concerns_the_person(routine: str, tmp_path: Path) -> None:
    answer(tmp_path, "glaucoma", "hernia")
    assert [w.value for w in run(library_page, routine=routine).warning] == [
        f"**Mine.** {words}{out}"
        for words, out in ((HERNIA, ""), (EYES, ""))
        for out in (" It is left out of your library; skip it here too.",)
    ]


def test_practise_this_routine_takes_it_along(routine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[object] = []
    monkeypatch.setattr(st, "switch_page", went.append)
    app = run(library_page, routine=routine)
    app.session_state["pages"] = {"practise": "the page"}
    pressed(app, "Practise this routine")
    assert went == ["the page"]
    assert app.session_state["kept"]["routine"] == routine
    assert app.session_state["kept"]["mode"] == choose.ROUTINE


# Files


@pytest.fixture
def own_page(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The section of one's own, without its camera."""
    monkeypatch.setattr(own, "section", lambda: None)
    return show(run(library_page), "Your own")


def give(app: AppTest, text: str, name: str = "given.toml") -> AppTest:
    app.file_uploader[0].set_value((name, text.encode("utf-8"), "application/toml")).run()
    assert not app.exception, app.exception
    return app


def bridge_as(stretch_id: str) -> str:
    text = (BUILT_IN / "bridge.toml").read_text(encoding="utf-8")
    return text.replace('id = "bridge"', f'id = "{stretch_id}"', 1)


def test_a_file_is_taken_in_only_when_asked(own_page: AppTest, tmp_path: Path) -> None:
    app = give(own_page, bridge_as("given"))
    assert "“Bridge”, a stretch, without mistakes." in said(app)
    assert "given" not in load_catalog().stretches
    pressed(app, "Take it in")
    assert "“Bridge” is one of your own now." in said(app)
    assert (tmp_path / "stretches" / "given.toml").read_text(encoding="utf-8") == bridge_as("given")
    assert "given" in cards(show(app, "Stretches"))


def test_what_is_there_is_replaced_only_when_asked(own_page: AppTest) -> None:
    app = give(own_page, bridge_as("bridge").replace('name = "Bridge"', 'name = "My bridge"'))
    assert "There is a stretch with the id `bridge` already" in said(app)
    assert load_catalog().get("bridge").name == "Bridge"
    pressed(app, "Replace it")
    assert load_catalog().get("bridge").name == "My bridge"


def test_an_own_file_with_mistakes_is_replaced_only_when_asked(own_page: AppTest, tmp_path: Path) -> None:
    (tmp_path / "stretches").mkdir()
    broken = tmp_path / "stretches" / "given.toml"
    broken.write_text("id = ", encoding="utf-8")
    app = give(own_page, bridge_as("given"))
    assert "Take it in" not in [b.label for b in app.button]
    assert "Your own file given.toml is there, though it has mistakes" in said(app)
    assert broken.read_text(encoding="utf-8") == "id = "
    pressed(app, "Replace it")
    assert broken.read_text(encoding="utf-8") == bridge_as("given")


def test_what_comes_meanwhile_is_not_overwritten(own_page: AppTest, tmp_path: Path) -> None:
    app = give(own_page, bridge_as("given"))
    (tmp_path / "stretches").mkdir()
    other = tmp_path / "stretches" / "given.toml"
    button = next(b for b in app.button if b.label == "Take it in")
    (tmp_path / "other.toml").write_text("id = ", encoding="utf-8")
    (tmp_path / "other.toml").rename(other)
    button.click().run()
    assert other.read_text(encoding="utf-8") == "id = "


def test_a_file_with_mistakes_is_refused_with_all_of_them(own_page: AppTest, tmp_path: Path) -> None:
    text = bridge_as("given").replace('limb = "body"', 'limb = "tail"', 1).replace("target_s = 30", "target_s = -1")
    app = give(own_page, text.replace('measure = "hip_flexion"', 'measure = "hip_happiness"'))
    assert "This file is not taken in." in said(app)
    (error,) = app.error
    for place in ("checks[1].limb", "dose.target_s", "hip_happiness"):
        assert place in error.value.replace("\\", ""), place
    assert not (tmp_path / "stretches").exists()
    assert [b.label for b in app.button if b.label in ("Take it in", "Replace it")] == []


def test_a_routine_is_taken_in_too(own_page: AppTest, tmp_path: Path) -> None:
    steps = 'steps = [{ stretch = "bridge" }]'
    app = give(own_page, f'id = "tea"\nname = "Tea"\nabout = "Short."\nneeds = ["A1"]\n{steps}\n')
    pressed(app, "Take it in")
    assert (tmp_path / "routines" / "tea.toml").is_file()


def test_a_folder_that_cannot_be_written_is_told(own_page: AppTest, tmp_path: Path) -> None:
    (tmp_path / "stretches").write_text("in the way", encoding="utf-8")
    app = pressed(give(own_page, bridge_as("given")), "Take it in")
    assert "cannot be written" in app.error[0].value


def test_one_of_ones_own_is_removed(stretches: dict[str, Stretch], tmp_path: Path) -> None:
    assert "Remove it" not in [b.label for b in run(library_page, stretch="bridge").button]
    app = pressed(run(library_page, stretch="mine"), "Remove it")
    assert "“Mine” is removed." in said(app)
    assert not (tmp_path / "stretches" / "mine.toml").exists()
    assert "mine" not in cards(app)


def test_what_a_routine_needs_stays(routine: str, tmp_path: Path) -> None:
    app = pressed(run(library_page, stretch="mine"), "Remove it")
    assert "is part of Short one" in app.error[0].value
    assert (tmp_path / "stretches" / "mine.toml").exists()


def test_every_page_gives_its_file_out(routine: str) -> None:
    for app in (run(library_page, stretch="bridge"), run(library_page, routine=routine)):
        assert [b.label for b in app.download_button] == ["Download as a file"]


def test_text_from_a_file_fetches_and_links_nothing(stretches: dict[str, Stretch], tmp_path: Path) -> None:
    text = bridge_as("sly").replace('name = "Bridge"', 'name = "![x](http://example.org/a.png)"')
    text = text.replace("Keep your face", "![x](http://example.org/a.png) <b>Keep</b> your face")
    (tmp_path / "stretches" / "sly.toml").write_text(text, encoding="utf-8")
    labels = [b.label for b in run(library_page).button]
    assert "http://" not in said(run(library_page, stretch="sly"))
    for shown in (*labels, said(run(library_page, stretch="sly"))):
        assert re.search(r"(?<!\\)[\[\]<]", shown.replace(":orange[:material/info:]", "")) is None
