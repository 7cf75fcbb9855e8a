"""The history of one profile: holds go in, holds come out, and with them what was said, seen and noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select

from posecheck.record import (
    Baseline,
    DayTotal,
    Depth,
    Extent,
    HoldRecord,
    Profile,
    SessionNote,
    SessionSummary,
)
from posecheck.store import baselines, diary, hold_rows, profiles, traces, voice_log
from posecheck.store.access import Access
from posecheck.store.schema import baselines as baseline_rows
from posecheck.store.schema import holds, sessions
from posecheck.store.schema import profiles as profile_rows
from posecheck.voice import Entry


class History(Access):
    """What one profile held, in SQLite or PostgreSQL. Several processes and threads may use the same one at once.

    What belongs to another profile is unknown here: it is neither shown nor changed. Every method raises `StoreError`
    when the database cannot do it; nothing already saved is touched then.
    """

    # Holds, and what belongs to them.

    def save(self, record: HoldRecord, *, again: bool = False) -> None:
        """Saves a hold, or replaces what was saved under its id, in one transaction.

        Args:
            record: the hold.
            again: whether it was saved before; then it is not saved where it was deleted since.

        Raises:
            GoneError: it, or its profile, has been deleted.
        """
        with self._writing() as connection:
            hold_rows.write(connection, self._profile_id, record, again=again)

    def holds(
        self,
        since: datetime | None = None,
        limit: int | None = None,
        stretch_id: str | None = None,
        session_id: str | None = None,
    ) -> list[HoldRecord]:
        """The holds that began at `since` or later, newest first.

        Args:
            since: an instant with time zone; without it all.
            limit: at most so many.
            stretch_id: of this one only.
            session_id: of this one only.
        """
        wanted = select(holds).where(holds.c.profile_id == self._profile_id)
        if since is not None:
            wanted = wanted.where(holds.c.started_at >= since)
        if stretch_id is not None:
            wanted = wanted.where(holds.c.stretch_id == stretch_id)
        if session_id is not None:
            wanted = wanted.where(holds.c.session_id == session_id)
        with self._reading() as connection:
            newest_first = wanted.order_by(holds.c.started_at.desc(), holds.c.id.desc())
            return hold_rows.read(connection, newest_first.limit(limit))

    def hold(self, hold_id: str) -> HoldRecord | None:
        """The hold with that id, or None."""
        wanted = select(holds).where(holds.c.id == hold_id, holds.c.profile_id == self._profile_id)
        with self._reading() as connection:
            return next(iter(hold_rows.read(connection, wanted)), None)

    def save_log(self, session_id: str, first_position: int, entries: Sequence[Entry]) -> bool:
        """Saves a part of what was said in a session, or replaces what was saved at its positions.

        Args:
            session_id: that of the session's holds.
            first_position: of the first entry in the session's log, from 0.
            entries: the part.

        Returns:
            Whether the session is there. Where nothing is held it is not, and nothing is kept.
        """
        with self._writing() as connection:
            return voice_log.write(connection, self._profile_id, session_id, first_position, entries)

    def log(self, session_id: str) -> list[Entry]:
        """What was said in a session and what was held back, in order; empty where nothing of it is kept."""
        with self._reading() as connection:
            return voice_log.read(connection, self._profile_id, session_id)

    def save_trace(self, hold_id: str, number: int, data: bytes) -> bool:
        """Saves a part of a hold's trace, or replaces the one under its number.

        Args:
            hold_id: the hold.
            number: 0 for the first part, then 1, …
            data: the part, as `posecheck.trace` encodes it.

        Returns:
            Whether the hold is there. Without it nothing is kept.
        """
        with self._writing() as connection:
            return traces.write(connection, self._profile_id, hold_id, number, data)

    def trace(self, hold_id: str) -> list[bytes]:
        """The parts of a hold's trace in order; empty where none is kept."""
        with self._reading() as connection:
            return traces.read(connection, self._profile_id, hold_id)

    # What the Review page asks: few rows, however long the history.

    def days(self, since: date | None = None, stretch_id: str | None = None) -> list[DayTotal]:
        """Each day's total of each side of each stretch, oldest first.

        Args:
            since: from this day on; without it all.
            stretch_id: of this one only.
        """
        with self._reading() as connection:
            return diary.days(connection, self._profile_id, since, stretch_id)

    def extent(self) -> Extent:
        """How much there is of this profile."""
        with self._reading() as connection:
            return diary.extent(connection, self._profile_id)

    def depths(self, stretch_id: str, measure: str, since: date | None = None) -> list[Depth]:
        """One measure in each hold of a stretch in which it was read, oldest first.

        Args:
            stretch_id: the stretch.
            measure: its name without a side: a hold of one side tells its own, a hold of both the mean of both.
            since: from this day on; without it all.
        """
        with self._reading() as connection:
            return diary.depths(connection, self._profile_id, stretch_id, measure, since)

    def sessions(
        self, limit: int | None = 50, before: datetime | None = None, stretch_id: str | None = None
    ) -> list[SessionSummary]:
        """Sessions, newest first.

        Args:
            limit: at most so many.
            before: those that began before this instant; without it all.
            stretch_id: those in which this was practised; without it all.
        """
        with self._reading() as connection:
            return diary.summaries(connection, self._profile_id, limit, before, stretch_id)

    def session(self, session_id: str) -> SessionSummary | None:
        """The session with that id, or None."""
        with self._reading() as connection:
            return next(iter(diary.summaries(connection, self._profile_id, session_id=session_id)), None)

    def set_note(self, session_id: str, note: SessionNote) -> bool:
        """Keeps what somebody says of a session. Returns whether the session is there."""
        with self._writing() as connection:
            return diary.set_note(connection, self._profile_id, session_id, note)

    # Personal ranges.

    def save_baseline(self, baseline: Baseline) -> None:
        """Saves a personal range, or replaces the one taken at the same instant."""
        with self._writing() as connection:
            baselines.write(connection, self._profile_id, baseline)

    def baselines(self, check_id: str | None = None) -> list[Baseline]:
        """Personal ranges, oldest first; of one check, or of all."""
        with self._reading() as connection:
            return baselines.read(connection, self._profile_id, check_id)

    def delete_baselines(self, check_id: str, side: str | None = None) -> None:
        """Deletes the personal ranges of one check; of one side, or of all."""
        with self._deleting(lambda record, whose: False) as connection:
            baselines.remove(connection, self._profile_id, check_id, side)

    # Deleting. What is deleted is gone from the file, too, and from the copies made before a migration.

    def delete(self, hold_id: str) -> None:
        """Deletes a hold, and its session with its log when that was the last one. An unknown id is no error."""
        with self._deleting(lambda record, whose: record.id == hold_id and whose == self._profile_id) as connection:
            hold_rows.remove(connection, self._profile_id, hold_id)

    def delete_session(self, session_id: str) -> None:
        """Deletes a session with its holds, its log and its note. An unknown id is no error."""
        with self._deleting(
            lambda record, whose: record.session_id == session_id and whose == self._profile_id
        ) as connection:
            diary.remove_session(connection, self._profile_id, session_id)

    def delete_all(self) -> None:
        """Deletes all this profile has here, and what of its holds could not be saved yet. Its name stays."""
        with self._deleting(lambda record, whose: whose == self._profile_id, whole=True) as connection:
            connection.execute(delete(sessions).where(sessions.c.profile_id == self._profile_id))
            connection.execute(delete(baseline_rows).where(baseline_rows.c.profile_id == self._profile_id))

    def delete_everything(self) -> None:
        """Deletes all profiles with all they have, and what could not be saved yet."""
        with self._deleting(lambda record, whose: True, whole=True) as connection:
            connection.execute(delete(profile_rows))
            profiles.add_first(connection)

    # Profiles.

    def profiles(self) -> list[Profile]:
        """All profiles, the first one first, then by name."""
        with self._reading() as connection:
            return profiles.read(connection)

    def add_profile(self, name: str, profile_id: str | None = None) -> Profile:
        """Adds a profile. Names may repeat.

        Args:
            name: as they call themselves.
            profile_id: the id it had in another history; without it a new one.

        Raises:
            StoreError: the name is empty, or the id is taken.
        """
        with self._writing() as connection:
            return profiles.add(connection, name, profile_id)

    def rename_profile(self, profile_id: str, name: str) -> None:
        """Gives a profile another name. An unknown id is no error.

        Raises:
            StoreError: the name is empty.
        """
        with self._writing() as connection:
            profiles.rename(connection, profile_id, name)

    def delete_profile(self, profile_id: str) -> None:
        """Deletes a profile with all it has; the first one stays, empty. An unknown id is no error."""
        with self._deleting(lambda record, whose: whose == profile_id, whole=True) as connection:
            profiles.remove(connection, profile_id)

    def profile_of_login(self, login: str, name: str) -> Profile:
        """The profile of somebody who logged in, made at their first time.

        Args:
            login: what tells them from everybody else: the issuer and the subject it gave them.
            name: for a new profile.
        """
        with self._reading() as connection:
            known = profiles.of_login(connection, login)
        if known is not None:
            return known
        with self._writing() as connection:
            return profiles.add_once(connection, name, login)
