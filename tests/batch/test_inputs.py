"""Which videos are meant by what somebody gives."""

from __future__ import annotations

import ntpath
from pathlib import Path, PureWindowsPath

import pytest

from posecheck.batch.inputs import Input, find_inputs, fit_name, names_of
from posecheck.batch.place import Place
from posecheck.errors import InputError

OUT = Place("/nowhere/results")


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return folder


def found(*sources: object) -> list[str]:
    return [one.name for one in find_inputs([str(source) for source in sources], OUT)]


def test_a_folder_is_searched_to_its_bottom(tmp_path: Path) -> None:
    touch(tmp_path, "b.mp4", "a/c.MOV", "a/deep/d.webm", "a/notes.txt", ".Trash/x.mp4", "._b.mp4")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    assert found(tmp_path) == ["a/c.MOV", "a/deep/d.webm", "b.mp4"]


def test_a_pattern(tmp_path: Path) -> None:
    touch(tmp_path, "b.mp4", "a/c.MOV", "a/deep/d.mp4", "a/d.txt")
    assert found(tmp_path / "*") == ["b.mp4"]
    assert found(tmp_path / "**" / "*.mp4") == ["a/deep/d.mp4", "b.mp4"]
    assert found(tmp_path / "a" / "[a-c].*") == ["c.MOV"]


def test_a_file_named_like_a_pattern_is_itself(tmp_path: Path) -> None:
    touch(tmp_path, "b[1].mp4", "b1.mp4")
    assert found(tmp_path / "b[1].mp4") == ["b[1].mp4"]


def test_a_list_names_videos_from_its_own_folder(tmp_path: Path) -> None:
    touch(tmp_path, "day/a.mp4", "day/b c.bin", "other/d.mp4")
    (tmp_path / "day" / "list.txt").write_text(
        f"# mine\n\na.mp4\n  b c.bin\nnone.mp4\n../other/d.mp4\n{tmp_path}/day/a.mp4\n", encoding="utf-8"
    )
    inputs = find_inputs([str(tmp_path / "day" / "list.txt")], OUT)
    assert [one.name for one in inputs] == ["a.mp4", "b c.bin", "none.mp4", "d.mp4"]
    assert [one.name for one in inputs if not one.identity] == ["none.mp4"]


def test_a_table_says_what_is_practised(tmp_path: Path) -> None:
    touch(tmp_path, "a.mp4", "b.mp4")
    table = tmp_path / "study.csv"
    table.write_text("\ufeffperson,video,stretch,side\n1,a.mp4,bridge,\n2,b.mp4,half_kneeling,left\n", encoding="utf-8")
    assert [(one.name, one.stretch, one.side) for one in find_inputs([str(table)], OUT)] == [
        ("a.mp4", "bridge", ""),
        ("b.mp4", "half_kneeling", "left"),
    ]


def test_each_video_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.mp4", "b/c.mp4")
    assert found(tmp_path, tmp_path / "a.mp4", tmp_path / "*.mp4") == ["a.mp4", "b/c.mp4"]


def test_what_was_written_is_no_input(tmp_path: Path) -> None:
    touch(tmp_path, "a.mp4", "results/a.mp4/annotated.mp4", "results-of-mine/b.mp4")
    inputs = find_inputs([str(tmp_path)], Place(str(tmp_path / "results")))
    assert [one.name for one in inputs] == ["a.mp4", "results-of-mine/b.mp4"]


def test_where_all_is_left_out_another_out_is_asked_for(tmp_path: Path) -> None:
    touch(tmp_path, "a.mp4")
    with pytest.raises(InputError, match="where the results go: choose another --out"):
        find_inputs([str(tmp_path)], Place(str(tmp_path)))


class WindowsPath(PureWindowsPath):
    """As much of a path on Windows as there is elsewhere."""

    def expanduser(self) -> WindowsPath:
        return self


def test_places_are_written_alike_on_every_system(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("posecheck.batch.place.Path", WindowsPath)
        patch.setattr("posecheck.batch.place.os.path.abspath", ntpath.abspath)
        out = Place.of("C:\\clips\\results")
        assert out.url == "C:/clips/results"
        assert (out / "a/b.mp4").url == "C:/clips/results/a/b.mp4"
        assert Place.of("..\\b.mp4", out).url == "C:/clips/b.mp4"


@pytest.mark.parametrize(
    ("files", "source", "told"),
    [
        ({}, "gone.mp4", "There is no .*gone.mp4: check the name"),
        ({"a.txt": "# nothing"}, "a.txt", "There is no video in"),
        ({"a/notes.md": ""}, "a", "There is no video in"),
        ({"a.csv": "name\nx.mp4\n"}, "a.csv", "no column named video"),
        ({"a.csv": "video,side\nx.mp4,left\nx.mp4,right\n"}, "a.csv", "asked for twice"),
        ({"a.txt": "\udcff"}, "a.txt", "not a list in UTF-8"),
        ({}, "nosuch://a/b.mp4", "cannot be read"),
    ],
)
def test_what_cannot_be_used_gets_one_sentence(
    files: dict[str, str], source: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=told):
        find_inputs([source], OUT)


def test_names_stay_apart() -> None:
    inputs = [Input(Place(f"/{folder}/a.mp4"), "a.mp4") for folder in "xyz"]
    first, second, third = names_of(inputs, {})
    assert first == "a.mp4"
    assert len({first, second, third}) == 3
    assert names_of(inputs, {}) == [first, second, third]


def test_another_video_s_results_are_left_alone() -> None:
    today, names = [Input(Place("/tuesday/a.mp4"), "a.mp4")], {"a.mp4": "/monday/a.mp4"}
    (name,) = names_of(today, names)
    assert name.startswith("a.mp4~")
    assert names_of(today, {**names, name: "/tuesday/a.mp4"}) == [name]
    assert names_of(today, {name: "/tuesday/a.mp4"}) == [name]


def test_names_that_some_systems_take_for_one_stay_apart() -> None:
    inputs = [Input(Place("/x/A.mp4"), "A.mp4"), Input(Place("/y/a.mp4"), "a.mp4")]
    first, second = names_of(inputs, {})
    assert first == "A.mp4"
    assert second.startswith("a.mp4~")
    assert names_of(inputs, {"A.mp4": "/x/A.mp4", "a.mp4": "/y/a.mp4"}) == ["A.mp4", "a.mp4"]


@pytest.mark.parametrize(
    ("name", "fit"),
    [
        ("a/../../b.mp4", "a/_/_/b.mp4"),
        ("/c//d.mp4", "_/c/_/d.mp4"),
        ('e"<:>.mp4', "e____.mp4"),
        ("..\\f.mp4", "_/f.mp4"),
        ("g\udcff.mp4", "g_.mp4"),
        ("ü b.mp4", "ü b.mp4"),
    ],
)
def test_names_never_lead_out_of_their_folder(name: str, fit: str) -> None:
    assert fit_name(name) == fit


def test_videos_elsewhere() -> None:
    root = Place("memory://elsewhere")
    for key in ("a.mp4", "b/c.mp4", "b/notes.txt"):
        root._fs().pipe_file(f"/elsewhere/{key}", b"")
    assert found("memory://elsewhere") == ["a.mp4", "b/c.mp4"]
    assert found("memory://elsewhere/b/*.mp4") == ["c.mp4"]
    assert found("memory://elsewhere/a.mp4") == ["a.mp4"]
