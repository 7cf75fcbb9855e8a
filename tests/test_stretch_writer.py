"""What is written can be read: every built-in stretch, and stretches with every field a file can have."""

from __future__ import annotations

import errno
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.catalog import BUILT_IN, Catalog, load_catalog, load_pose
from posecheck.errors import InputError
from posecheck.kinds import Concern, Effect, Kind, Pace, Repetition, Spots, Stage
from posecheck.needs import NEEDS
from posecheck.neutral import NEUTRAL_POSE
from posecheck.stretch import Grip, HoldRules, LimbPose, Stretch
from posecheck.stretch_file import parse_stretch
from posecheck.stretch_writer import free_id, keep_stretch, write_stretch
from posecheck.tremor import ASKED_FIRST
from posecheck.view import View

words = st.text(min_size=1, max_size=40)
numbers = st.floats(-180, 180, allow_nan=False)
positive = st.floats(0.5, 100)
views = st.lists(st.sampled_from(View), min_size=1, unique=True).map(tuple)
poses = st.builds(LimbPose, *[numbers] * 8, st.sampled_from([None, *Grip]))


@cache
def bridge() -> Stretch:
    return parse_stretch((BUILT_IN / "bridge.toml").read_text(encoding="utf-8"), "bridge.toml")


def test_every_built_in_stretch_comes_back_the_same(catalog: Catalog) -> None:
    assert catalog.stretches
    for stretch in (*catalog.stretches.values(), load_pose(NEUTRAL_POSE)):
        text = write_stretch(stretch)
        assert parse_stretch(text, f"{stretch.id}.toml") == stretch
        assert write_stretch(parse_stretch(text, "again")) == text


@given(st.data())
def test_any_stretch_comes_back_the_same(data: st.DataObject) -> None:
    draw, stretch = data.draw, bridge()
    seen_from = draw(views)
    check = replace(
        stretch.checks[0],
        views=frozenset(draw(views)),
        blocking=draw(st.booleans()),
        required=False,
        hysteresis=draw(positive),
        source=draw(words),
    )
    active = draw(poses)
    whole = replace(
        stretch,
        name=draw(words),
        also=draw(st.text(max_size=20)),
        needs=draw(st.lists(st.sampled_from(sorted(NEEDS)), max_size=3).map(tuple)),
        steps=draw(st.lists(words, min_size=1, max_size=4).map(tuple)),
        caution=draw(words),
        position=draw(words),
        equipment=draw(st.lists(words, max_size=3).map(tuple)),
        reminders=draw(st.lists(words, max_size=3).map(tuple)),
        unjudged=draw(st.text(max_size=20)),
        concerns=draw(
            st.lists(st.builds(Concern, st.just("pregnancy"), st.sampled_from(Effect), words), max_size=2).map(tuple)
        ),
        camera=replace(stretch.camera, views=seen_from, hint=draw(words)),
        rules=draw(st.builds(HoldRules, *[st.floats(0, 30)] * 3, st.floats(0.1, 5))),
        checks=(check,),
        main_check=check.id,
        figure=replace(
            stretch.figure,
            active=active,
            other=draw(st.one_of(st.just(active), poses)),
            roll=draw(numbers),
            wall=draw(st.booleans()),
            cushion=draw(st.booleans()),
        ),
        figure_too=draw(st.sampled_from([None, *View])),
    )
    assert parse_stretch(write_stretch(whole), "whole") == whole


TIMED: dict[str, Any] = {"checks": (), "main_check": ""}
KINDS: dict[Kind, dict[str, Any]] = {
    Kind.ENTRY: {},
    Kind.DESK: {},
    Kind.REPETITIONS: {
        "repetition": Repetition("hip_flexion", 90.0, 20.0, 0.7, 45.0, "A little slower.", 8, "reasoned"),
    },
    Kind.BREATHING: {"pace": Pace(6.0, 5.0, 10.0, 0.4, "W1"), **TIMED},
    Kind.PRESSURE: {"spots": Spots(20.0, 120.5, "Ease off, then move on.", "P1"), **TIMED},
    Kind.TREMOR: {
        "stages": (Stage("Warm up", "Stand.", 60.0), Stage("Rest", "Lie.", 300.0)),
        "concerns": tuple(Concern(about, Effect.LEAVE_OUT, "Not now.") for about in ASKED_FIRST),
        **TIMED,
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_only_one_kind_has_is_written_too(kind: Kind) -> None:
    stretch = replace(bridge(), kind=kind, **KINDS[kind])
    assert parse_stretch(write_stretch(stretch), "kind") == stretch


def test_a_file_reads_like_the_built_in_ones() -> None:
    text = write_stretch(bridge())
    assert "target = {min = " in text
    assert "high = {fault = " in text
    assert "[[checks]]" in text
    assert "target_s = 30\n" in text  # not 30.0
    assert "[hold]" not in text  # as usual
    assert "blocking" not in text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Evening bridge", "evening_bridge"),
        ("Förster's Brücke, 2×", "forster_s_brucke_2"),
        ("90/90", "own_90_90"),
        ("Мост", "own_stretch"),
        ("", "own_stretch"),
        ("Bridge", "bridge_3"),
        ("../../etc/passwd", "etc_passwd"),
    ],
)
def test_an_id_comes_from_the_name(name: str, expected: str) -> None:
    assert free_id(name, ["bridge", "bridge_2"]) == expected


@given(st.text(max_size=200), st.lists(st.sampled_from(["own_stretch", "own_stretch_2", "a", "a_2"]), unique=True))
def test_an_id_is_always_valid_and_free(name: str, taken: list[str]) -> None:
    found = free_id(name, taken)
    assert found not in taken
    assert parse_stretch(write_stretch(replace(bridge(), id=found)), "id").id == found


def test_a_stretch_is_kept_in_a_folder_that_is_made(tmp_path: Path) -> None:
    mine = replace(bridge(), id="mine", name="Mein Strečink")
    file = keep_stretch(mine, tmp_path / "new" / "stretches")
    assert file.name == "mine.toml"
    assert load_catalog(own=file.parent).stretches["mine"] == mine


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "bridge.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="choose another name"):
        keep_stretch(bridge(), tmp_path)
    assert (tmp_path / "bridge.toml").read_text(encoding="utf-8") == "mine"


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stretch, opened = bridge(), Path.open

    class Full:
        def __init__(self, out: Any) -> None:
            self.out = out

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            self.out.close()

        def write(self, text: str) -> int:
            self.out.write(text[:10])
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", lambda self, *given, **named: Full(opened(self, *given, **named)))
    with pytest.raises(InputError, match="no room left"):
        keep_stretch(stretch, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(InputError, match="POSECHECK_STRETCHES"):
            keep_stretch(bridge(), folder)
