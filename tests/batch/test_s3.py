"""Videos and results in an S3-compatible store: moto's server, on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator

import fsspec
import pytest
from moto.server import ThreadedMotoServer

from posecheck.batch.place import Place
from posecheck.cli import main
from tests.batch.conftest import QuickAnalysis


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[fsspec.AbstractFileSystem]:
    """A store with the bucket "study"."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    fsspec.filesystem("s3").clear_instance_cache()
    s3 = fsspec.filesystem("s3", use_listings_cache=False)
    s3.mkdir("study")
    yield s3
    s3.rm("study", recursive=True)  # the server forgets nothing by itself, even when it is started anew
    s3.clear_instance_cache()
    server.stop()


def test_from_s3_to_s3(store: fsspec.AbstractFileSystem, analysis: QuickAnalysis) -> None:
    for name, text in {"a.mp4": "31", "day [2]/b.MOV": "12", "bad.mp4": "bad"}.items():
        store.pipe_file(f"study/in/{name}", text.encode())
    words = ["batch", "s3://study/in", "--out", "s3://study/out [1]", "--stretch", "bridge", "--report"]
    assert main(words) == 2
    out = Place("s3://study/out [1]")
    results = {f"{name}/{file}" for name in ("a.mp4", "day [2]/b.MOV") for file in ("analysis.json", "report.html")}
    done = {"a.mp4/done.json", "day [2]/b.MOV/done.json"}
    assert set(out.files()) == results | done | {"summary.csv", "holds.csv", "failures.log"}
    assert json.loads((out / "day [2]/b.MOV/analysis.json").read())["holds"][0]["held_s"] == 12.0
    assert b"s3://study/in/bad.mp4 is not a video" in (out / "failures.log").read()

    analysis.done.clear()
    store.pipe_file("study/in/a.mp4", b"32")  # as long as before: only its checksum tells
    store.pipe_file("study/in/bad.mp4", b"10")
    assert main(words) == 0
    assert sorted(analysis.done) == ["a.mp4", "bad.mp4"]


def test_one_object_and_a_list(
    store: fsspec.AbstractFileSystem, analysis: QuickAnalysis, capsys: pytest.CaptureFixture[str]
) -> None:
    store.pipe_file("study/in/a.mp4", b"31")
    store.pipe_file("study/in/list.txt", b"a.mp4\ngone.mp4\n")
    assert main(["batch", "s3://study/in/*.mp4", "--out", "s3://study/o", "--stretch", "bridge"]) == 0
    assert main(["batch", "s3://study/in/list.txt", "--out", "s3://study/o", "--stretch", "bridge"]) == 2
    assert "There is no s3://study/in/gone.mp4" in capsys.readouterr().err


@pytest.mark.usefixtures("store")
def test_without_a_bucket_nothing_is_begun(analysis: QuickAnalysis, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", "s3://none/in", "--out", "s3://study/o", "--stretch", "bridge"]) == 2
    assert "s3://none/in" in capsys.readouterr().err
    Place("s3://study/in/a.mp4")._fs().pipe_file("study/in/a.mp4", b"31")
    assert main(["batch", "s3://study/in", "--out", "s3://none/o", "--stretch", "bridge"]) == 2
    assert "s3://none/o" in capsys.readouterr().err
    assert analysis.done == []
