"""Files that are damaged, foreign, newer or hostile: one sentence, and nothing is taken in."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.errors import InputError
from posecheck.store import History
from posecheck.transfer import contents, read_contents, take_in
from tests.transfer.files import BASELINE, HEADER, HOLD, PROFILE, SESSION, SettingsOf, raw, written

WHOLE = written(PROFILE, BASELINE, HOLD, SESSION).getvalue()
DEEP = b"[" * 100_000


def refused(file: BytesIO) -> str:
    with pytest.raises(InputError) as problem:
        read_contents(file)
    said = str(problem.value)
    assert said.endswith(".") and ". " not in said and "\n" not in said and ": " in said, said
    return said


def test_the_examples_are_right() -> None:
    found = read_contents(BytesIO(WHOLE)).profiles[0]
    assert (found.holds, found.held_s, found.baselines) == (1, 30.0, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\n", b"PK\x03\x04\x00zip", b"\xff\xfe\x00", b"profile,hold_id\n", b"[]\n", b"null\n", b"{}\n", DEEP,
        b'{"format": "posecheck-history"}\n', b'{"format": "posecheck-history", "version": true}\n',
        b'{"format": "posecheck-history", "version": "1"}\n', b'{"format": "another", "version": 1}\n',
        b"a" * 1_000_000,
    ],
)  # fmt: skip
def test_another_kind_of_file_is_told(content: bytes) -> None:
    assert refused(BytesIO(content)).startswith("This is not a history that PoseCheck exported")


def test_a_newer_file_is_told() -> None:
    newer = written(PROFILE, HOLD, header={**HEADER, "version": 3, "unheard": "of"})
    assert refused(newer) == "This file was written by a newer PoseCheck: update PoseCheck, then try again."


def test_a_file_of_the_first_version_does_not_tell_where_a_hold_was_seen(
    history: History, settings_of: SettingsOf
) -> None:
    take_in(history, written(PROFILE, HOLD, SESSION, header={**HEADER, "version": 1}), settings_of, into=None)
    assert [record.origin for record in history.holds()] == ["camera"]


@pytest.mark.parametrize("version", [0, -1])
def test_a_version_that_never_was_is_damage(version: int) -> None:
    assert "damaged in line 1" in refused(written(PROFILE, header={**HEADER, "version": version}))


@pytest.mark.parametrize("lines", range(1, 6))
def test_a_file_cut_off_is_told(lines: int) -> None:
    assert refused(BytesIO(b"".join(WHOLE.splitlines(keepends=True)[:lines]))).startswith("This file was cut off")


@given(st.integers(0, len(WHOLE) - 3))
def test_wherever_it_is_cut_it_is_refused(length: int) -> None:
    refused(BytesIO(WHOLE[:length]))


def test_what_follows_the_end_is_damage() -> None:
    assert "damaged in line 6" in refused(BytesIO(WHOLE + b"{}\n"))


def test_a_missing_line_is_damage() -> None:
    lines = WHOLE.splitlines(keepends=True)
    assert "damaged in line 5" in refused(BytesIO(b"".join(lines[:2] + lines[3:])))


@pytest.mark.parametrize(
    "changes",
    [
        {"held_s": -1.0}, {"held_s": "30"}, {"held_s": True}, {"held_s": None}, {"held_s": 1e300}, {"held_s": [[]]},
        {"started_at": "2026-03-01T07:30:00"}, {"started_at": "0001-01-01T00:00:00+14:00"}, {"started_at": "soon"},
        {"started_at": "9999-12-31T23:59:59-14:00"}, {"started_at": 5}, {"side": "middle"}, {"repetitions": 10**30},
        {"repetitions": 1.5}, {"finished": 1}, {"origin": "dream"}, {"id": "a" * 201}, {"id": "a\0b"}, {"id": 7},
        {"unheard": "of"},
        {"pauses": [{"start_s": -4.0, "end_s": 1.0, "reason": ""}]}, {"pauses": [[4.0, 1.0, ""]]}, {"pauses": {}},
        {"pauses": [{"start_s": 4.0, "end_s": 1.0, "reason": "a\0"}]}, {"measures": {"hip_flexion": 3.0}},
        {"measures": {"hip_flexion": {"mean": 1.0, "best": "far"}}}, {"trace": "AAAA"}, {"trace": [1]},
        {"kind": "hole"},
    ],
)  # fmt: skip
def test_a_hold_with_something_else_in_it_is_damage(changes: dict[str, Any]) -> None:
    assert "damaged in line 3" in refused(written(PROFILE, {**HOLD, **changes}))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_damage(number: str) -> None:
    text = json.dumps(HOLD).replace("31.0", number).encode()
    assert "damaged in line 3" in refused(raw(json.dumps(PROFILE).encode(), text))


@pytest.mark.parametrize(
    "line",
    [
        DEEP, b'{"kind": ' * 50_000, b"", b"\x00", b'"hold"', b"{}", b'{"kind": "hold"}', b"\xff\xff", b"[1, 2]",
        b'{"kind": "session", "id": "\\ud800"}', b'{"kind": "session", "id": "s", "effort": 11}',
        b'{"kind": "session", "id": "s", "effort": -1}', b'{"kind": "session", "id": "s", "note": "a\\u0000"}',
        b'{"kind": "session", "id": "s", "log": [{"time_s": -1, "words": "", "outcome": ""}]}',
        b'{"kind": "session", "id": "s", "note": "' + b"a" * 100_000 + b'"}',
        b'{"kind": "baseline", "check_id": "c", "side": "left", "taken_at": "2026-03-01T07:30:00Z", "tries": []}',
        b'{"kind": "baseline", "check_id": "c", "side": "left", "taken_at": "2026-03-01T07:30:00Z", "tries": [NaN]}',
    ],
)  # fmt: skip
def test_a_line_that_is_none_is_damage(line: bytes) -> None:
    assert "damaged in line 3" in refused(raw(json.dumps(PROFILE).encode(), line))


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "../../etc/passwd"}, {"id": "C:\\x"}, {"id": ""}, {"id": "."}, {"id": "a" * 65}, {"id": "me\n"},
        {"id": "Me"}, {"name": ""}, {"name": "a\0"}, {"settings": []}, {"settings": {"a": float("nan")}},
        {"settings": {"a": "b" * 2_000_000}},
    ],
)  # fmt: skip
def test_a_profile_that_could_reach_elsewhere_is_damage(changes: dict[str, Any]) -> None:
    assert "damaged in line 2" in refused(written({**PROFILE, **changes}))


def test_lines_of_nobody_and_a_profile_twice_are_damage() -> None:
    assert "damaged in line 2" in refused(written(HOLD, PROFILE))
    assert "damaged in line 4" in refused(written(PROFILE, HOLD, PROFILE))


def test_a_line_without_end_is_not_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "LONGEST_LINE_BYTES", 1000)
    endless = BytesIO(WHOLE.splitlines(keepends=True)[0] + b'{"kind": "' + b"a" * 100_000)
    assert "damaged in line 2" in refused(endless)
    assert endless.tell() < 2000


def test_of_a_damaged_file_nothing_is_taken_in(history: History, settings_of: SettingsOf, tmp_path: Path) -> None:
    anna = {**PROFILE, "id": "anna", "name": "Anna", "settings": {"a": 1}}
    before = history.profiles()
    with pytest.raises(InputError):
        take_in(history, written(anna, HOLD, SESSION, {**HOLD, "id": "h2", "held_s": -1.0}), settings_of, into=None)
    assert history.profiles() == before
    assert history.holds() == []
    assert not settings_of("anna").file.exists()


def test_several_profiles_do_not_go_into_one(history: History, settings_of: SettingsOf) -> None:
    several = written(PROFILE, HOLD, {**PROFILE, "id": "anna"})
    with pytest.raises(InputError, match="holds several profiles: export"):
        take_in(history, several, settings_of, into=history.profile_id)
    assert history.holds() == []


def test_names_and_ids_of_any_kind_stay_what_they_are(history: History, settings_of: SettingsOf) -> None:
    strange = {"id": "../../../h", "stretch_id": "<script>alert(1)</script>", "session_id": "'; DROP TABLE holds; --"}
    take_in(history, written(PROFILE, {**HOLD, **strange}), settings_of, into=None)
    (record,) = history.holds()
    assert {name: getattr(record, name) for name in strange} == strange
