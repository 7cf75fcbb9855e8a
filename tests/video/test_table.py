"""The table of a video opens in pandas as docs/video_table.md tells, and holds what was known of each frame."""

from __future__ import annotations

import subprocess
import sys
import weakref
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from posecheck import __version__, draft
from posecheck.catalog import Catalog
from posecheck.checks import Placement
from posecheck.cues import Cue, CueKind
from posecheck.errors import InputError
from posecheck.hold import Seconds
from posecheck.landmarks import LandmarkFrame, Side
from posecheck.measures import MEASURES, Measured, reading_key
from posecheck.pipeline import Pipeline
from posecheck.pose.lifter import load_lifter
from posecheck.repetitions import Moved
from posecheck.video import table
from posecheck.video.analysis import Analysis
from posecheck.video.frame_row import COLUMNS
from posecheck.video.judged import Judged
from posecheck.video.reader import VideoFrame
from posecheck.video.table import ROWS, FrameTable
from tests.bodies import GREY, Script
from tests.conftest import FIXTURES

DOCS = Path(__file__).parents[2] / "docs" / "video_table.md"
KINDS = {"whole number": int, "number": float, "true or false": bool, "text": str}
DTYPES = {int: "Int64", float: "Float64", bool: "boolean", str: "string"}
FORMATS = (".parquet", ".csv")
NOBODY, PASSED_OVER, UNKNOWN = 7, 120, 200  # frames in which this is so
ODD_WORDS = "=1+1, “ä”\nand – so on"


class Frame(VideoFrame):
    """One that can be watched going."""


def a_frame(time_s: float) -> VideoFrame:
    return Frame(time_s, av.VideoFrame(64, 48, "rgb24"))


def analysis(*, complete: bool = True) -> Analysis:
    return Analysis("Übung 1.mp4", 20.0, 200, 200, 199, Seconds(), (), complete=complete)


@pytest.fixture(scope="module")
def frames(catalog: Catalog) -> list[Judged]:
    """A rendered bridge; one frame with nobody, then one passed over, then one in which no stretch is known."""
    with np.load(FIXTURES / "landmarks" / "bridge.npz") as data:
        arrays = {name: data[name].astype(np.float64) for name in data.files}
    bodies: list[LandmarkFrame | None] = [
        LandmarkFrame(float(t), arrays["image_px"][n], arrays["depth_px"][n], arrays["world_m"][n],
                      arrays["visibility"][n], (640, 480))
        for n, t in enumerate(arrays["time_s"])
    ]  # fmt: skip
    bodies[NOBODY] = None
    bridge = catalog.get("bridge")
    pipeline = Pipeline(bridge, Script(*bodies), load_lifter())
    found = []
    for number, time_s in enumerate(arrays["time_s"].tolist()):
        seen = pipeline.see(GREY, time_s)
        found.append(Judged(number, a_frame(time_s), True, seen, bridge, pipeline.judge(seen)))
    before = found[PASSED_OVER - 1]
    found[PASSED_OVER] = replace(found[PASSED_OVER], looked=False, seen=before.seen, snapshot=before.snapshot)
    found[UNKNOWN] = replace(found[UNKNOWN], stretch=None, snapshot=None)
    snapshot = found[-1].snapshot
    assert snapshot is not None
    odd = replace(snapshot, cue=Cue(ODD_WORDS, CueKind.CORRECT), moved=Moved(count=3))
    found[-1] = replace(found[-1], snapshot=odd)
    return found


def write(path: Path, frames: Iterable[Judged], *, complete: bool = True) -> Path:
    made = FrameTable(path)
    for judged in frames:
        made.take(judged)
    assert made.finish(analysis(complete=complete)) == []
    return path


def read(path: Path) -> pd.DataFrame:
    """As the docs say; of a column without anything in it CSV knows no kind."""
    if path.suffix == ".parquet":
        whole: pd.DataFrame = pd.read_parquet(path, dtype_backend="numpy_nullable")
        return whole
    found: pd.DataFrame = pd.read_csv(
        path, dtype_backend="numpy_nullable", keep_default_na=False, na_values=[""], low_memory=False
    )
    empty = [name for name in COLUMNS if found[name].isna().all()]
    typed: pd.DataFrame = found.astype({name: DTYPES[COLUMNS[name]] for name in empty})
    return typed


@pytest.fixture(scope="module", params=FORMATS)
def opened(
    request: pytest.FixtureRequest, frames: list[Judged], tmp_path_factory: pytest.TempPathFactory
) -> pd.DataFrame:
    return read(write(tmp_path_factory.mktemp("table") / f"table{request.param}", frames))


def documented() -> dict[str, type]:
    """The columns that the docs tell, in their order, with what their cells are."""
    fixed, measures = DOCS.read_text(encoding="utf-8").split("## Columns")[1].split("## Parquet")[0].split("| `NAME`")

    def rows(part: str) -> list[list[str]]:
        return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in part.splitlines() if "| " in line]

    found = {name: KINDS[kind] for name, kind, _ in rows(fixed) if kind in KINDS}
    for name, sides, unit, zero, positive in (cells for cells in rows(measures) if len(cells) == 5):
        if name not in MEASURES:
            continue  # the heading
        assert (unit, zero, positive) == (MEASURES[name].unit, MEASURES[name].zero, MEASURES[name].positive)
        for key in [f"{name}.{side}" for side in sides.split(", ")] if sides else [name]:
            found |= {key: float, f"{key}.trusted": bool, f"{key}.reason": str}
            found |= {} if name in ("movement", "drift") else {f"{key}.expected_error": float}
    return found


def test_the_docs_tell_every_column() -> None:
    assert list(documented().items()) == list(COLUMNS.items())


def test_columns_and_types(opened: pd.DataFrame, frames: list[Judged]) -> None:
    assert {name: str(kind) for name, kind in opened.dtypes.items()} == {
        name: DTYPES[kind] for name, kind in COLUMNS.items()
    }
    assert list(opened.columns) == list(COLUMNS)
    assert opened["frame"].tolist() == [judged.number for judged in frames]
    assert opened["time_s"].tolist() == [round(judged.frame.time_s, 6) for judged in frames]


def test_what_was_known_of_each_frame(opened: pd.DataFrame, frames: list[Judged]) -> None:
    assert opened["held_s"].max() > 10.0  # a hold is in it, its pause and its end
    assert {"in_place", "out_of_place", "unseen"} <= set(opened["placement"].dropna())
    for judged, (_, row) in zip(frames, opened.iterrows(), strict=True):
        snapshot = judged.snapshot
        if not judged.looked or snapshot is None or snapshot.body is None or snapshot.view is None:
            continue
        verdict = snapshot.verdict
        told = (row["person"], row["people"], row["stretch"], row["placement"], row["credited"], row["phase"])
        assert told == (True, 1, "bridge", verdict.placement.value, snapshot.credited.value, snapshot.phase.value)
        assert row["held_s"] == pytest.approx(snapshot.held_s, abs=1e-4)
        assert row["view"] == snapshot.view.view.value
        assert value(row["fault"]) == (verdict.fault.id if verdict.fault else None)
        assert value(row["reason"]) == (str(verdict.unknown) if verdict.unknown else None)
        for key, reading in snapshot.readings.items():
            if isinstance(reading, Measured):
                assert row[key] == pytest.approx(reading.value, abs=1e-4)
                assert row[f"{key}.trusted"] == reading.trusted
                assert value(row[f"{key}.reason"]) == (str(reading.doubt) if reading.doubt else None)
                assert row.get(f"{key}.expected_error", 0.0) == pytest.approx(reading.error, abs=1e-4)
            else:
                assert pd.isna(row[key])
                assert not row[f"{key}.trusted"]
                assert row[f"{key}.reason"] == str(reading)


def value(cell: object) -> object:
    return None if cell is pd.NA else cell


def known(frame: pd.DataFrame, number: int) -> dict[str, object]:
    """What a row tells."""
    return {str(name): cell for name, cell in frame.iloc[number].items() if cell is not pd.NA}


def test_nothing_is_told_of_a_frame_that_was_passed_over(opened: pd.DataFrame, frames: list[Judged]) -> None:
    time_s = round(frames[PASSED_OVER].frame.time_s, 6)
    assert known(opened, PASSED_OVER) == {"frame": PASSED_OVER, "time_s": time_s, "looked": False}
    assert opened["looked"].sum() == len(frames) - 1


def test_with_nobody_in_view_nothing_is_measured(opened: pd.DataFrame) -> None:
    told = known(opened, NOBODY)
    assert (told["looked"], told["person"], told["people"]) == (True, False, 0)
    assert (told["placement"], told["reason"]) == ("unseen", "nobody in view")
    assert not {name.split(".")[0] for name in told} & (set(MEASURES) | {"view", "fault", "side"})


def test_without_a_stretch_a_body_is_seen_and_not_judged(opened: pd.DataFrame, frames: list[Judged]) -> None:
    told = known(opened, UNKNOWN)
    assert {name: told[name] for name in ("looked", "person", "people")} == {
        "looked": True, "person": True, "people": 1,
    }  # fmt: skip
    assert set(told) == {"frame", "time_s", "looked", "person", "people"}


def test_both_formats_hold_the_same(tmp_path: Path, frames: list[Judged]) -> None:
    parquet, csv = (read(write(tmp_path / f"table{suffix}", frames[:-1])) for suffix in FORMATS)
    pd.testing.assert_frame_equal(parquet, csv, check_exact=True)


def test_odd_words_and_repetitions(tmp_path: Path, frames: list[Judged]) -> None:
    last = {suffix: read(write(tmp_path / f"table{suffix}", frames)).iloc[-1] for suffix in FORMATS}
    assert last[".parquet"]["cue"] == ODD_WORDS
    assert last[".csv"]["cue"] == f"'{ODD_WORDS}"  # no spreadsheet takes it for a formula
    assert [row["repetitions"] for row in last.values()] == [3, 3]


def test_the_side_and_what_only_the_clock_knows(tmp_path: Path, frames: list[Judged]) -> None:
    snapshot = frames[0].snapshot
    assert snapshot is not None
    verdict = replace(snapshot.verdict, side=Side.LEFT)
    timed = replace(frames[0], snapshot=replace(snapshot, credited=Placement.TIMED, verdict=verdict))
    row = read(write(tmp_path / "table.parquet", [timed])).iloc[0]
    assert (row["side"], row["credited"], row["placement"]) == ("left", "timed", verdict.placement.value)


def test_parquet_says_what_it_is(tmp_path: Path, frames: list[Judged]) -> None:
    path = write(tmp_path / "table.parquet", frames, complete=False)
    about = pq.read_metadata(path).metadata
    assert {key: about[key].decode() for key in (b"schema", b"video", b"posecheck", b"complete")} == {
        b"schema": "posecheck.frames/1", b"video": "Übung 1.mp4", b"posecheck": __version__, b"complete": "false",
    }  # fmt: skip
    words = {name for name, kind in COLUMNS.items() if kind is str}
    group = pq.read_metadata(path).row_group(0)
    chunks = [group.column(number) for number in range(group.num_columns)]
    assert {c.path_in_schema for c in chunks if "RLE_DICTIONARY" in c.encodings} == words
    assert {c.compression for c in chunks} == {"ZSTD"}


def test_csv_is_csv(tmp_path: Path, frames: list[Judged]) -> None:
    text = write(tmp_path / "table.csv", frames[:3]).read_bytes().decode()
    assert text.startswith("frame,time_s,looked,person,")
    assert text.endswith("\r\n")
    assert text.count("\r\n") == 4
    assert ",true,true,1,bridge,," in text


@pytest.mark.parametrize("suffix", FORMATS)
def test_equal_frames_make_equal_bytes(suffix: str, tmp_path: Path, frames: list[Judged]) -> None:
    one, other = (write(tmp_path / f"{name}{suffix}", frames[:40]).read_bytes() for name in ("one", "other"))
    assert one == other


def test_tables_of_several_videos_go_one_below_the_other(tmp_path: Path, frames: list[Judged]) -> None:
    unseen = [replace(frames[NOBODY], number=0)]  # a table in which most columns are empty
    paths = [write(tmp_path / "one.parquet", frames), write(tmp_path / "other.parquet", unseen)]
    whole = pa.concat_tables([pq.read_table(path) for path in paths])
    assert (whole.num_rows, whole.num_columns) == (len(frames) + 1, len(COLUMNS))


@pytest.mark.parametrize("suffix", FORMATS)
def test_frames_are_written_as_they_come(
    suffix: str, tmp_path: Path, frames: list[Judged], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "ROWS", 50)
    path = tmp_path / f"table{suffix}"
    made, sizes = FrameTable(path), []
    (part,) = tmp_path.iterdir()
    for number, judged in enumerate(frames[:120], start=1):
        made.take(judged)
        if number in (40, 90):
            sizes.append(part.stat().st_size)
    assert sizes[0] < 8_000 < 15_000 < sizes[1]  # at most the names of the columns; then the first group
    assert not path.exists()
    made.finish(analysis(complete=False))
    assert len(read(path)) == 120
    assert not part.exists()
    if suffix == ".parquet":
        groups = pq.read_metadata(path)
        assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [50, 50, 20]


def test_no_picture_is_kept(tmp_path: Path, frames: list[Judged]) -> None:
    made, frame = FrameTable(tmp_path / "table.parquet"), a_frame(0.0)
    gone = weakref.ref(frame)
    made.take(replace(frames[0], frame=frame))
    del frame
    assert gone() is None
    made.abandon()


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_video_stopped_before_its_first_frame_has_an_empty_table(suffix: str, tmp_path: Path) -> None:
    found = read(write(tmp_path / f"table{suffix}", []))
    assert (len(found), list(found.columns)) == (0, list(COLUMNS))


@pytest.mark.parametrize("suffix", FORMATS)
def test_given_up_it_leaves_what_was_there_before(suffix: str, tmp_path: Path, frames: list[Judged]) -> None:
    path = tmp_path / f"table{suffix}"
    path.write_text("of last week")
    made = FrameTable(path)
    made.take(frames[0])
    made.abandon()
    made.abandon()
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "of last week"
    write(path, frames[:1])
    assert len(read(path)) == 1


@pytest.mark.parametrize("name", ["table.xlsx", "table", "csv"])
def test_other_formats_are_refused_at_once(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"table|csv.* end in \.parquet or \.csv\.$"):
        FrameTable(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_the_suffix_may_be_in_capitals(tmp_path: Path, frames: list[Judged]) -> None:
    assert pq.read_table(write(tmp_path / "TABLE.PARQUET", frames[:1])).num_rows == 1


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_place_that_cannot_be_written_is_named_at_once(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / "no such folder" / f"table{suffix}"
    with pytest.raises(InputError) as told:
        FrameTable(path)
    assert (
        str(told.value) == f"{path} cannot be written (No such file or directory): choose another place for the table."
    )


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("count", [1, 2 * ROWS])  # refused at the end; refused on the way
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_told_and_nothing_left(
    suffix: str, count: int, tmp_path: Path, frames: list[Judged], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"table{suffix}"
    monkeypatch.setattr(draft, "token_hex", lambda _: "0")
    path.with_name(f".{path.name}.0.part").symlink_to("/dev/full")
    with pytest.raises(InputError, match="table.* cannot be written .No space left on device.: choose another place"):
        write(path, [frames[0]] * count)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_folder_of_that_name_is_told_and_nothing_left(suffix: str, tmp_path: Path, frames: list[Judged]) -> None:
    path = tmp_path / f"table{suffix}"
    path.mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write(path, frames[:1])
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_every_measure_has_its_columns() -> None:
    keys = [reading_key(m.name, side) for m in MEASURES.values() for side in (tuple(Side) if m.paired else (None,))]
    assert [name for name in COLUMNS if name.endswith(".trusted")] == [f"{key}.trusted" for key in keys]


def test_pyarrow_waits_until_it_is_needed(tmp_path: Path) -> None:
    code = "import sys; from posecheck.video.table import FrameTable; from pathlib import Path;" \
           "FrameTable(Path(sys.argv[1])).abandon(); assert 'pyarrow' not in sys.modules"  # fmt: skip
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "table.csv")], check=True, timeout=120)
