from __future__ import annotations

import hashlib
import io
import zipfile

import pytest

from posecheck.pose.bundle import bundle, with_normalisation
from tests.pose.tiny_tflite import buffers, metadata_entries, normalisation, tiny_model

WEIGHTS = bytes(range(48))


def test_metadata_is_attached_and_the_rest_is_kept() -> None:
    model = with_normalisation(tiny_model(WEIGHTS), mean=0.0, std=255.0)
    assert metadata_entries(model) == [("min_runtime_version", 1), ("TFLITE_METADATA", 2)]
    assert buffers(model)[:2] == [b"", WEIGHTS]
    assert normalisation(buffers(model)[2]) == (0.0, 255.0)
    assert model[4:8] == b"TFL3"
    assert buffers(model)[2][4:8] == b"M001"


def test_metadata_that_was_there_is_replaced() -> None:
    model = with_normalisation(tiny_model(WEIGHTS, metadata=b"something old"), mean=127.5, std=64.0)
    assert metadata_entries(model) == [("min_runtime_version", 1), ("TFLITE_METADATA", 2)]
    assert buffers(model)[1] == WEIGHTS
    assert len(buffers(model)) == 3
    assert normalisation(buffers(model)[2]) == (127.5, 64.0)


def test_doing_it_twice_changes_nothing_more() -> None:
    once = with_normalisation(tiny_model(WEIGHTS), mean=0.0, std=255.0)
    assert with_normalisation(once, mean=0.0, std=255.0) == once


@pytest.mark.parametrize("extra", range(8))
def test_every_entry_is_stored_and_aligned(extra: int) -> None:
    contents = [("a" * (1 + extra), b"x" * (5 + extra)), ("second.tflite", b"yy"), ("third.tflite", b"zzz")]
    raw = bundle(contents)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        assert [(info.filename, archive.read(info)) for info in archive.infolist()] == contents
        for info in archive.infolist():
            assert info.compress_type == zipfile.ZIP_STORED
            start = info.header_offset + 30 + len(info.filename) + len(info.extra)
            assert start % 4 == 0
            assert raw[start : start + info.file_size] == archive.read(info)


def test_the_same_models_give_the_same_bytes_on_every_system() -> None:
    models = [("detector.tflite", with_normalisation(tiny_model(WEIGHTS), mean=127.5, std=127.5))]
    assert bundle(models) == bundle(models)
    # The same on Python 3.10 and 3.11. Another value here means that the manifest's hash of the bundle fails too.
    digest = hashlib.sha256(bundle(models)).hexdigest()
    assert digest == "d01208dc1df98883d98699bf05e0bee6a72a771013a52075965fa378723d3104"


def test_nothing_of_the_system_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    here = bundle([("a.tflite", b"abc")])
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert bundle([("a.tflite", b"abc")]) == here
