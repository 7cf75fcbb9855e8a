"""A file is seen whole or not at all, whoever else writes it."""

from __future__ import annotations

import os
import time
from pathlib import Path

from posecheck.draft import A_DAY_S, Draft


def test_it_appears_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("an older one", encoding="utf-8")
    draft = Draft(path)
    draft.file.write_text("a newer one", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "an older one"
    assert list(tmp_path.glob("*.csv")) == [path]  # nobody takes the draft for a table
    draft.complete()
    assert path.read_text(encoding="utf-8") == "a newer one"
    assert list(tmp_path.iterdir()) == [path]


def test_two_of_one_file_do_not_mix(tmp_path: Path) -> None:
    first, second = Draft(tmp_path / "a.csv"), Draft(tmp_path / "a.csv")
    for draft, text in ((first, "first"), (second, "second")):
        draft.file.write_text(text, encoding="utf-8")
    second.complete()
    first.complete()
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["first"]


def test_given_up_it_leaves_nothing(tmp_path: Path) -> None:
    draft = Draft(tmp_path / "a.csv")
    draft.discard()
    draft.file.touch()
    draft.discard()
    draft.discard()
    assert not list(tmp_path.iterdir())


def test_what_killed_ones_left_is_swept_up_and_nothing_else(tmp_path: Path) -> None:
    kept = [tmp_path / name for name in ("a[1].csv", ".a1.csv.0.part", "a[1].csv.part")]
    for path in (*kept, Draft(kept[0]).file, Draft(kept[0]).file):
        path.touch()
    Draft(kept[0]).sweep()
    assert sorted(tmp_path.iterdir()) == sorted(kept)


def test_what_was_left_long_ago_goes_when_the_file_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    old, young, other = Draft(path).file, Draft(path).file, Draft(tmp_path / "a.csv.gz").file
    for left in (old, young, other):
        left.touch()
    for left in (old, other):
        os.utime(left, (0, time.time() - A_DAY_S - 60))
    Draft(path)
    assert set(tmp_path.iterdir()) == {young, other}
    Draft(path).sweep()
    assert set(tmp_path.iterdir()) == {other}
