"""``posecheck stretches``: what people read, and the exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from posecheck.catalog import Catalog, load_catalog, own_folder, own_routines_folder
from posecheck.cli import main
from tests.conftest import FIXTURES

BRIDGE = (FIXTURES / "bridge.toml").read_text(encoding="utf-8")


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["stretches", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_list_has_every_stretch_and_routine(capsys: pytest.CaptureFixture[str], catalog: Catalog) -> None:
    main(["stretches", "new", "my_own", "--routine"])
    capsys.readouterr()
    code, out, err = run(capsys, "list")
    assert (code, err) == (0, "")
    rows = {line.split()[0]: line for line in out.splitlines() if line.strip()}
    assert set(catalog.stretches) | set(catalog.routines) <= set(rows)
    assert rows["my_own"].rstrip().endswith("yes")
    assert not rows["bridge"].rstrip().endswith("yes")
    assert " 30 s " in rows["bridge"]
    assert " 25 min " in rows["full_hip_opening"]


def test_broken_files_are_told_below_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "broken.toml").write_text("id = ?\n", encoding="utf-8")
    code, out, err = run(capsys, "list")
    assert (code, "bridge" in out) == (2, True)
    assert err.startswith("broken.toml: line 1, column 6: not readable as TOML")


def test_one_stretch_is_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    own_folder().mkdir(parents=True)
    text = BRIDGE.replace('id = "bridge"', 'id = "mine"').replace(
        "target = { min = 0.8, max = 1.5 }", "target.min = 0.8"
    )
    (own_folder() / "mine.toml").write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, "show", "mine")
    flat = " ".join(out.split())
    assert code == 0
    for part in (
        "Name Bridge (Setu Bandha Sarvangasana)",
        "Side both at once",
        "Needs A1 Hip opening by yoga",
        "Dose 30 seconds, 2–3 (Y7; repeats reasoned)",
        "Check hip_line hip_flexion, both: -5 to 15 (Y6",
        "below -10 hips_too_high: “Lower slightly, ribs soft.”",
        "above 25 hips_low: “Press feet, rise a little.”",
        "Check on_back pelvis_tilt, body: 15 or less",
        "Check knees_over_toes knee_spread, body: 0.8 or more",
        str(own_folder() / "mine.toml")[:20],
    ):
        assert part in flat, part


def test_a_sided_stretch_says_what_its_side_means(capsys: pytest.CaptureFixture[str], catalog: Catalog) -> None:
    _, out, _ = run(capsys, "show", "half_kneeling")
    assert f"Side {catalog.get('half_kneeling').side_means}" in " ".join(out.split())


def test_one_routine_is_shown_turn_by_turn(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "show", "ten_minute_release")
    assert (code, err) == (0, "")
    assert "about 10 minutes with getting ready" in " ".join(out.split())
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "Single knee to chest left 30 seconds" in lines
    assert "Single knee to chest right 30 seconds" in lines
    assert "Bridge both 20 seconds 5 seconds" in lines


def test_what_is_not_there_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "show", "plank")
    assert code == 2
    assert err.strip() == "There is no stretch or routine 'plank': `posecheck stretches list` shows all."


def test_everything_there_is_is_right(capsys: pytest.CaptureFixture[str], catalog: Catalog) -> None:
    code, out, err = run(capsys, "validate")
    count = f"Stretches: {len(catalog.stretches)}, routines: {len(catalog.routines)}."
    assert (code, out.strip(), err) == (0, f"No mistakes. {count}", "")


def test_own_files_are_validated_with_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    for folder in (own_folder(), own_routines_folder()):
        folder.mkdir(parents=True)
        (folder / "broken.toml").write_text('id = "X"', encoding="utf-8")
    code, out, err = run(capsys, "validate")
    assert (code, out) == (2, "")
    assert "broken.toml: id: 'X' cannot be used as a name" in err
    assert "broken.toml: name: is missing; add it" in err
    assert "routines/broken.toml: steps: is missing; add it" in err


def test_files_given_are_validated_with_each_other(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    stretch, routine = tmp_path / "z.toml", tmp_path / "a.toml"
    stretch.write_text(BRIDGE.replace('id = "bridge"', 'id = "mine"'), encoding="utf-8")
    steps = 'steps = [{ stretch = "mine", target_s = 300 }]'
    routine.write_text(f'id = "all"\nname = "All"\nabout = "Test."\nneeds = []\n{steps}\n', encoding="utf-8")
    for given in ((routine, stretch), (tmp_path,)):
        code, out, err = run(capsys, "validate", *given)
        assert (code, out.strip()) == (0, "No mistakes. Stretches: 1, routines: 1.")
        # A dose beyond the guidance is worth a thought, but no mistake.
        assert err.startswith("All: worth a thought: Bridge: 300 s are more than the 240 s a session that help; ")
    code, _, err = run(capsys, "validate", routine)
    assert code == 2
    assert (
        err.strip() == f"{routine}: steps[1].stretch: there is no stretch 'mine'; add that one first, or choose another"
    )


def test_twelve_kinds_of_mistake_in_two_files_are_told_at_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    changes = [
        ('id = "bridge"', 'id = "The bridge"', "id"),
        ('name = "Bridge"', "", "name"),
        ('also = "Setu', 'colour = "Setu', "colour"),
        ('needs = ["A1"]', 'needs = ["A7"]', "needs[1]"),
        ('show = "hip_line"', 'show = "hips"', "show"),
        ('views = ["side", "oblique"]', 'views = ["side", "below"]', "camera.views[2]"),
        ("target_s = 30", "target_s = -30", "dose.target_s"),
        ("target = { max = -95 }", "target = {}", "checks[1].target"),
        ('measure = "pelvis_tilt"', 'measure = "tilt"', "checks[2].measure"),
        ("threshold = 25,", "threshold = 5,", "checks[3].high.threshold"),
        ("Press feet, rise a little.", "Push.", "checks[3].high.cue"),
        ("priority = 4", 'priority = "low"', "checks[5].high.priority"),
        ('limb = "both"\ntarget = { min = -10', 'limb = "knee"\ntarget = { min = -10', "checks[4].limb"),
        ("neck_flexion = 24", 'neck_flexion = "bent"', "figure.neck_flexion"),
    ]
    text = BRIDGE
    for old, new, _ in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "stretch.toml").write_text(text, encoding="utf-8")
    steps = '[[steps]]\nstretch = "plank"\n[[steps]]\nstretch = "bridge"\nsides = "left"\nrepeats = 0\n'
    (tmp_path / "routine.toml").write_text(f'id = "r"\nname = "R"\nabout = "R."\nneeds = []\n{steps}', encoding="utf-8")
    code, out, err = run(capsys, "validate", tmp_path)
    assert (code, out) == (2, "")
    told = [line.split(": ", 2) for line in err.splitlines()]
    expected = [("stretch.toml", place) for _, _, place in changes]
    expected += [("routine.toml", place) for place in ("steps[1].stretch", "steps[2].sides", "steps[2].repeats")]
    assert sorted((Path(name).name, place) for name, place, _ in told) == sorted(expected)
    assert all(what and remedy for what, _, remedy in (rest.partition("; ") for _, _, rest in told))


def test_a_file_that_is_not_there_or_not_readable_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "validate", tmp_path / "none.toml") == (
        2,
        "",
        f"There is no file {tmp_path / 'none.toml'}: check the name.\n",
    )
    (tmp_path / "folder.toml").mkdir()
    code, _, err = run(capsys, "validate", tmp_path)
    assert code == 2
    assert "folder.toml: file: cannot be read" in err


@pytest.mark.parametrize("more", [[], ["--routine"]])
def test_a_new_one_is_right_as_it_stands(capsys: pytest.CaptureFixture[str], tmp_path: Path, more: list[str]) -> None:
    code, printed, _ = run(capsys, "new", "my_own", "--stdout", *more)
    assert code == 0
    assert not own_folder().exists() and not own_routines_folder().exists()
    (tmp_path / "printed.toml").write_text(printed, encoding="utf-8")
    assert run(capsys, "validate", tmp_path / "printed.toml")[0] == 0
    code, out, _ = run(capsys, "new", "my_own", *more)
    written = (own_routines_folder() if more else own_folder()) / "my_own.toml"
    assert (code, out.splitlines()[0]) == (0, f"Begun: {written}")
    assert written.read_text(encoding="utf-8") == printed
    assert load_catalog().problems == ()
    assert run(capsys, "validate")[0] == 0
    assert "My own" in run(capsys, "show", "my_own")[1]
    code, _, err = run(capsys, "new", "my_own", *more)
    assert (code, "'my_own' is taken already" in err) == (2, True)


@pytest.mark.parametrize("more", [[], ["--stdout"]])
def test_an_id_that_cannot_be_used_begins_nothing(capsys: pytest.CaptureFixture[str], more: list[str]) -> None:
    code, out, err = run(capsys, "new", "../My own", *more)
    assert (code, out) == (2, "")
    assert "id: '../My own' cannot be used as a name; use small letters, digits and _" in err
    assert not own_folder().exists()
