"""``posecheck batch`` from its words to its files, with an analysis that takes no time."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, get_worker
from distributed import Status as WorkerStatus

from posecheck import __version__
from posecheck.batch import work
from posecheck.batch.alone import alone_in
from posecheck.batch.batch import Batch
from posecheck.batch.cluster import Tell
from posecheck.batch.job import Outcome
from posecheck.batch.place import Place
from posecheck.cli import main
from posecheck.video.analysis import Analysis, Plan, Wanted
from posecheck.video.run import Progress
from tests.batch.conftest import QuickAnalysis


class Command:
    """The command on one folder of videos."""

    def __init__(self, videos: Path, out: Path | str) -> None:
        self.videos, self.out = videos, out

    def __call__(self, *words: str, stretch: str = "bridge") -> int:
        return main(["batch", str(self.videos), "--out", str(self.out), "--stretch", stretch, *words])

    def rows(self, table: str = "summary.csv") -> list[dict[str, str]]:
        with Path(self.out, table).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def column(self, name: str) -> list[str]:
        return [row[name] for row in self.rows()]


@pytest.fixture
def batch(videos: Path, tmp_path: Path) -> Command:
    return Command(videos, tmp_path / "results")


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_each_video_gets_its_folder_and_its_rows(batch: Command, analysis: QuickAnalysis, tmp_path: Path) -> None:
    assert batch("--table", "csv", "--report", "--video") == 0
    for name in ("one.mp4", "sub/one.mp4", "sub/two.MOV"):
        files = {path.name for path in (tmp_path / "results" / name).iterdir()}
        assert files == {"analysis.json", "annotated.mp4", "frames.csv", "report.html", "done.json"}
    assert read(tmp_path / "results/sub/one.mp4/analysis.json")["holds"][0]["held_s"] == 20.0
    assert batch.column("results") == ["one.mp4", "sub/one.mp4", "sub/two.MOV"]
    assert batch.column("held_s") == ["40.0", "20.0", "12.5"]
    assert batch.column("reached") == ["1", "0", "0"]
    assert batch.column("status") == ["done"] * 3
    assert [(row["video"][-7:], row["number"], row["reached"]) for row in batch.rows("holds.csv")] == [
        ("one.mp4", "1", "true"),
        ("one.mp4", "1", "false"),
        ("two.MOV", "1", "false"),
    ]
    assert (tmp_path / "results/failures.log").read_text(encoding="utf-8") == ""


def test_what_is_done_is_not_done_again(batch: Command, analysis: QuickAnalysis) -> None:
    assert batch() == 0
    first = batch.rows("holds.csv")
    analysis.done.clear()
    assert batch() == 0
    assert analysis.done == []
    assert batch.column("status") == ["kept"] * 3
    assert batch.rows("holds.csv") == first
    assert batch("--again") == 0
    assert len(analysis.done) == 3


@pytest.mark.parametrize("out", ["results", "results [2024]", "results *"])
def test_names_with_brackets_are_not_patterns(analysis: QuickAnalysis, videos: Path, tmp_path: Path, out: str) -> None:
    for name in ("Talk [abc123].mp4", "[x]/Talk ?.mp4"):
        (videos / name).parent.mkdir(exist_ok=True)
        (videos / name).write_text("15", encoding="utf-8")
    batch = Command(videos, tmp_path / out)
    assert batch() == 0
    assert len(analysis.done) == 5
    assert batch() == 0
    assert len(analysis.done) == 5
    assert batch.column("status") == ["kept"] * 5


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there are no such names")
def test_a_name_that_is_no_text(batch: Command, analysis: QuickAnalysis, videos: Path) -> None:
    (videos / os.fsdecode(b"a\xff.mp4")).write_text("15", encoding="utf-8")
    assert batch() == 0
    assert "a_.mp4" in batch.column("results")
    assert batch() == 0
    assert batch.column("status") == ["kept"] * 4


@pytest.mark.parametrize("ends", ["retired", "closed", "short of memory"])
def test_what_a_worker_leaves_when_it_ends_another_does(
    ends: str, batch: Command, analysis: QuickAnalysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []

    def end_in_the_first(
        path: Path, plan: Plan, wanted: Wanted, progress: Callable[[Progress], None], **_: object
    ) -> Analysis:
        if not ended:
            ended.append(path.name)
            worker = get_worker()
            if ends == "closed":
                worker.loop.add_callback(worker.close)
            else:  # as the scheduler tells it, or its own watch on its memory; that one goes on with what it has
                worker.status = WorkerStatus.closing_gracefully if ends == "retired" else WorkerStatus.paused
            for number in range(1 if ends == "short of memory" else 1000):
                progress(Progress(0.0, 60.0, number))
                time.sleep(0.01)
        return analysis(path, plan, wanted, progress=lambda progress: None)

    monkeypatch.setattr(work, "analyse_file", end_in_the_first)
    assert batch("--workers", "2") == 0
    assert analysis.done.count(ended[0]) == (2 if ended[0] == "one.mp4" else 1)
    assert batch.column("status") == ["done"] * 3
    assert batch.column("held_s") == ["40.0", "20.0", "12.5"]


def test_as_long_as_something_is_left_that_is_no_success(
    batch: Command, analysis: QuickAnalysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(self: Batch, client: Client, tell: Tell) -> Iterator[Outcome]:
        yield from ()

    monkeypatch.setattr(Batch, "run", none)
    assert batch() == 2
    assert batch.column("status") == ["left"] * 3


def test_a_changed_video_is_done_again(batch: Command, analysis: QuickAnalysis, videos: Path) -> None:
    batch()
    analysis.done.clear()
    (videos / "one.mp4").write_text("41", encoding="utf-8")
    (videos / "new.mp4").write_text("10", encoding="utf-8")
    batch()
    assert sorted(analysis.done) == ["new.mp4", "one.mp4"]
    assert batch.column("held_s") == ["10.0", "41.0", "20.0", "12.5"]


@pytest.mark.parametrize("words", [["--adaptive"], ["--report"], ["--table", "csv"], ["--side", "both"]])
def test_other_options_do_all_again(batch: Command, analysis: QuickAnalysis, words: list[str]) -> None:
    batch()
    analysis.done.clear()
    assert batch(*words) == 0
    # --side both is what auto means in a stretch without sides
    assert len(analysis.done) == (0 if "--side" in words else 3)


def test_another_version_or_model_does_all_again(
    batch: Command, analysis: QuickAnalysis, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    batch()
    analysis.done.clear()
    monkeypatch.setattr("posecheck.batch.work.__version__", f"{__version__}.1")
    batch()
    assert len(analysis.done) == 3
    model = tmp_path / "other.task"
    model.write_bytes(b"another")
    monkeypatch.setenv("POSECHECK_MODEL", str(model))
    batch()
    assert len(analysis.done) == 6


def test_a_changed_stretch_does_its_videos_again(batch: Command, analysis: QuickAnalysis, tmp_path: Path) -> None:
    from posecheck.catalog import BUILT_IN

    own = tmp_path / "stretches" / "bridge.toml"
    own.parent.mkdir()
    text = (BUILT_IN / "bridge.toml").read_text(encoding="utf-8")
    own.write_text(text, encoding="utf-8")
    batch()
    analysis.done.clear()
    batch()
    assert analysis.done == []
    own.write_text(f"{text}\n# mine\n", encoding="utf-8")
    batch()
    assert len(analysis.done) == 3


@pytest.mark.parametrize(
    "harm", ["no done.json", "half a done.json", "no files", "no sums", "a shorter report", "another answer"]
)
def test_results_that_are_not_whole_are_made_again(
    harm: str, batch: Command, analysis: QuickAnalysis, tmp_path: Path
) -> None:
    batch("--report")
    folder = tmp_path / "results" / "one.mp4"
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}
    if harm == "no done.json":
        (folder / "done.json").unlink()
    elif harm == "half a done.json":
        (folder / "done.json").write_bytes(whole["done.json"][:50])
    elif harm in ("no files", "no sums"):
        told = json.loads(whole["done.json"])
        told |= {"files": {"analysis.json": {"size": len(whole["analysis.json"])}}}
        if harm == "no files":
            del told["files"]
        (folder / "done.json").write_text(json.dumps(told), encoding="utf-8")
    elif harm == "a shorter report":
        (folder / "report.html").write_text("r", encoding="utf-8")
    else:
        (folder / "analysis.json").write_bytes(whole["analysis.json"].replace(b"40.0", b"90.0"))
    analysis.done.clear()
    batch("--report")
    assert analysis.done == ["one.mp4"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == whole


def test_what_a_killed_worker_was_copying_goes(batch: Command, analysis: QuickAnalysis, tmp_path: Path) -> None:
    folder = tmp_path / "results" / "one.mp4"
    folder.mkdir(parents=True)
    (folder / ".report.html.0123abcd.part").touch()
    assert batch("--report") == 0
    assert {path.name for path in folder.iterdir()} == {"analysis.json", "report.html", "done.json"}


def test_what_is_no_longer_asked_for_goes(batch: Command, analysis: QuickAnalysis, tmp_path: Path) -> None:
    batch("--report", "--table", "csv")
    batch("--table", "parquet")
    files = {path.name for path in (tmp_path / "results" / "one.mp4").iterdir()}
    assert files == {"analysis.json", "frames.parquet", "done.json"}


def test_a_bad_video_does_not_stop_the_others(
    batch: Command, analysis: QuickAnalysis, videos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (videos / "bad.mp4").write_text("bad", encoding="utf-8")
    (videos / "odd.mp4").write_text("a mistake", encoding="utf-8")
    assert batch() == 2
    assert dict(zip(batch.column("results"), batch.column("status"), strict=True)) == {
        "bad.mp4": "failed", "odd.mp4": "failed", "one.mp4": "done", "sub/one.mp4": "done", "sub/two.MOV": "done",
    }  # fmt: skip
    assert not (tmp_path / "results" / "bad.mp4").exists()
    said = capsys.readouterr().err
    assert f"{videos / 'bad.mp4'} is not a video that can be read." in said
    assert "ZeroDivisionError: of ours" in said
    assert "Traceback" not in said
    log = (tmp_path / "results" / "failures.log").read_text(encoding="utf-8")
    assert "Traceback" in log
    assert log.count("videos/") >= 2
    analysis.done.clear()
    (videos / "bad.mp4").write_text("33", encoding="utf-8")
    (videos / "odd.mp4").unlink()
    assert batch() == 0
    assert analysis.done == ["bad.mp4"]
    assert (tmp_path / "results" / "failures.log").read_text(encoding="utf-8") == ""


def test_a_table_with_stretches_of_its_own(
    analysis: QuickAnalysis, videos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = videos / "study.csv"
    table.write_text("video,stretch,side\none.mp4,half_kneeling,left\nsub/one.mp4,bridge,\n", encoding="utf-8")
    batch = Command(table, tmp_path / "results")
    assert main(["batch", str(table), "--out", str(batch.out)]) == 0
    assert batch.column("stretch") == ["half_kneeling", "bridge"]
    table.write_text("video,stretch\none.mp4,\n", encoding="utf-8")
    assert main(["batch", str(table), "--out", str(batch.out)]) == 2
    assert "give --stretch" in capsys.readouterr().err
    table.write_text("video,stretch\none.mp4,brigde\n", encoding="utf-8")
    assert main(["batch", str(table), "--out", str(batch.out)]) == 2
    assert "no stretch 'brigde'" in capsys.readouterr().err


def test_the_largest_first(batch: Command, analysis: QuickAnalysis, videos: Path) -> None:
    (videos / "sub" / "two.MOV").write_text(" " * 100 + "12", encoding="utf-8")
    (videos / "sub" / "big.mp4").write_text(" " * 50 + "12", encoding="utf-8")
    batch("--workers", "1")
    assert analysis.done[:2] == ["two.MOV", "big.mp4"]


def test_in_and_out_elsewhere(analysis: QuickAnalysis) -> None:
    out = Place("memory://study/out")
    fs = out._fs()
    fs.pipe_file("/study/in/a b.mp4", b"31")
    fs.pipe_file("/study/in/c.mp4", b"bad")
    words = ["batch", "memory://study/in", "--out", out.url, "--stretch", "bridge", "--report"]
    assert main(words) == 2
    assert set(out.files()) == {
        "a b.mp4/analysis.json", "a b.mp4/report.html", "a b.mp4/done.json", "summary.csv", "holds.csv", "failures.log",
    }  # fmt: skip
    assert b"memory://study/in/c.mp4 is not a video" in (out / "failures.log").read()
    analysis.done.clear()
    assert main(words) == 2
    assert analysis.done == ["c.mp4"]


def test_a_file_that_cannot_be_had_fails_alone(analysis: QuickAnalysis, videos: Path, tmp_path: Path) -> None:
    (videos / "list.txt").write_text("one.mp4\nmemory://nowhere/x.mp4\n", encoding="utf-8")
    batch = Command(videos / "list.txt", tmp_path / "results")
    assert batch() == 2
    assert batch.column("status") == ["done", "failed"]
    assert "There is no memory://nowhere/x.mp4" in batch.column("message")[1]


def test_one_batch_at_a_time(batch: Command, analysis: QuickAnalysis, capsys: pytest.CaptureFixture[str]) -> None:
    with alone_in(Place(str(batch.out))):
        assert batch() == 2
    assert "Another batch" in capsys.readouterr().err
    assert analysis.done == []


def test_a_place_that_cannot_be_written_is_told_first(
    batch: Command, analysis: QuickAnalysis, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(batch.out).mkdir()
    (Path(batch.out) / "summary.csv").mkdir()
    assert batch() == 2
    assert "summary.csv cannot be written" in capsys.readouterr().err
    assert analysis.done == []


def test_formulas_in_names_stay_text(analysis: QuickAnalysis, videos: Path, tmp_path: Path) -> None:
    (videos / "=cmd.mp4").write_text("31", encoding="utf-8")
    batch = Command(videos / "=cmd.mp4", tmp_path / "results")
    assert batch() == 0
    assert batch.column("results") == ["'=cmd.mp4"]


def test_stopped_in_the_middle_it_goes_on_from_there(
    batch: Command, analysis: QuickAnalysis, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = Batch.run

    def one(self: Batch, client: Client, tell: Tell) -> Iterator[Outcome]:
        yield next(whole(self, client, tell))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Batch, "run", one)
        assert batch() == 130
    assert "the same command goes on from there" in capsys.readouterr().err
    assert sorted(batch.column("status")) == ["done", "left", "left"]
    assert batch() == 0
    assert "kept" in batch.column("status")
    assert "left" not in batch.column("status")


def test_no_other_command_waits_for_dask() -> None:
    script = "import posecheck.cli, sys; sys.exit(bool({'dask', 'distributed', 'fsspec'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
