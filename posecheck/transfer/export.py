"""A history written out whole, hold by hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO, Any

from posecheck import __version__
from posecheck.record import HoldRecord, Profile, SessionSummary
from posecheck.store import History
from posecheck.store.settings import Settings
from posecheck.transfer.lines import (
    BaselineLine,
    EndLine,
    HeaderLine,
    HoldLine,
    Line,
    ProfileLine,
    SessionLine,
    to_text,
)

SettingsOf = Callable[[str], Settings]  # of a profile, by its id


def write_json(
    history: History,
    profiles: Sequence[Profile],
    settings_of: SettingsOf,
    file: IO[bytes],
    written_at: datetime,
    *,
    replays: bool = True,
) -> int:
    """Writes all there is of some profiles, as docs/data.md says. No more than one session is in memory at a time.

    Args:
        history: where they lie.
        profiles: of whom.
        settings_of: gives a profile's settings.
        file: where it goes.
        written_at: now, with time zone.
        replays: whether the replays go with it; they are by far the most of it.

    Returns:
        How many holds were written.

    Raises:
        StoreError: the history cannot be read.
        OSError: the file cannot be written.
    """
    file.write(to_text(HeaderLine(written_at=written_at, written_by=f"PoseCheck {__version__}")))
    lines, holds = 1, 0
    for profile in profiles:
        for line in _lines(history.of(profile.id), profile, settings_of(profile.id).load(), replays):
            file.write(to_text(line))
            lines += 1
            holds += isinstance(line, HoldLine)
    file.write(to_text(EndLine(lines=lines)))
    return holds


def each_session(history: History) -> Iterator[tuple[SessionSummary, list[HoldRecord]]]:
    """The sessions of a profile, newest first, each with its holds in the order they were held."""
    for session in history.sessions(limit=None):
        if records := history.holds(session_id=session.id):  # it may have been deleted meanwhile
            yield session, records[::-1]


def _lines(history: History, profile: Profile, settings: Mapping[str, Any], replays: bool) -> Iterator[Line]:
    yield ProfileLine(id=profile.id, name=profile.name, settings=dict(settings))
    for baseline in history.baselines():
        yield BaselineLine.of(baseline)
    for session, records in each_session(history):
        for record in records:
            yield HoldLine.of(record, history.trace(record.id) if replays else ())
        yield SessionLine.of(session, history.log(session.id))
