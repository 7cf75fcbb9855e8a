"""Exported files, and replays to put into them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from io import BytesIO
from typing import Any

import numpy as np

from posecheck.checks import Placement
from posecheck.record import Profile
from posecheck.store import History
from posecheck.store.settings import Settings
from posecheck.trace import Trace, encode
from posecheck.transfer import write_json

SettingsOf = Callable[[str], Settings]
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)

HEADER: dict[str, Any] = {
    "format": "posecheck-history", "version": 2, "written_at": "2026-11-21T12:00:00+00:00", "written_by": "PoseCheck",
}  # fmt: skip
PROFILE: dict[str, Any] = {"kind": "profile", "id": "me", "name": "Me"}
HOLD: dict[str, Any] = {
    "kind": "hold", "id": "h", "session_id": "s", "stretch_id": "bridge", "side": "both",
    "started_at": "2026-03-01T07:30:00-07:00", "start_s": 1.0, "end_s": 31.0, "held_s": 30.0, "target_s": 30.0,
}  # fmt: skip
SESSION: dict[str, Any] = {"kind": "session", "id": "s", "note": "Quiet."}
BASELINE: dict[str, Any] = {
    "kind": "baseline", "check_id": "range_hang", "side": "left", "taken_at": "2026-03-01T07:30:00-07:00",
    "tries": [1.0],
}  # fmt: skip


def a_part(first_s: float = 0.0) -> bytes:
    """A part of a replay: two samples."""
    nobody = np.full((2, 33, 2), np.nan)
    return encode(
        Trace(
            np.array([first_s, first_s + 0.1]),
            (Placement.IN_PLACE, Placement.UNSEEN),
            ("", "Nobody is seen"),
            ("", ""),
            {"hip_flexion.left": np.array([12.5, np.nan])},
            nobody,
            np.zeros((2, 33)),
            16 / 9,
        )  # fmt: skip
    )


def exported(history: History, settings_of: SettingsOf, *profiles: Profile, replays: bool = True) -> BytesIO:
    """All of a history, or of some profiles, as a file."""
    file = BytesIO()
    write_json(history, profiles or history.profiles(), settings_of, file, NOON, replays=replays)
    file.seek(0)
    return file


def written(*lines: dict[str, Any], header: dict[str, Any] = HEADER) -> BytesIO:
    """A file of these lines, with header and end as they should be."""
    return raw(*(json.dumps(line).encode() for line in lines), header=header)


def raw(*lines: bytes, header: dict[str, Any] = HEADER) -> BytesIO:
    """The same of lines as they are."""
    end = {"kind": "end", "lines": len(lines) + 1}
    return BytesIO(b"".join(line + b"\n" for line in (json.dumps(header).encode(), *lines, json.dumps(end).encode())))
