"""The history: holds go in, holds come out, and with them what was said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

from sqlalchemy import URL, Connection, Engine, Select, Table, case, delete, exists, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from posecheck.record import HoldRecord, MeasureSummary, Pause
from posecheck.store import engine as engines
from posecheck.store import voice_log
from posecheck.store.location import database_file, database_url, describe
from posecheck.store.migrate import migrate
from posecheck.store.recovery import forget_unsaved
from posecheck.store.schema import holds, measures, pauses, sessions
from posecheck.store.trouble import told_plainly
from posecheck.voice import Entry

_HOLD_FIELDS = [column.name for column in holds.c]
_INSERTS: dict[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class History:
    """What was held, in SQLite or PostgreSQL. Several processes and threads may use the same one at once.

    Every method raises `StoreError` when the database cannot do it; nothing already saved is touched then.
    """

    def __init__(self, engine: Engine, url: URL) -> None:
        """Use `History.open`."""
        self._engine = engine
        self._url = url

    @classmethod
    def open(cls, url: str | None = None) -> History:
        """Opens the history, makes it when there is none, and brings an older one up to date.

        Args:
            url: an SQLAlchemy URL; without it ``POSECHECK_DATABASE_URL``, else a file in the user's data folder.

        Raises:
            StoreError: it cannot be opened, or comes from a newer PoseCheck. An existing file is left as it is.
        """
        address = database_url(url)
        with told_plainly(address):
            file = database_file(address)
            if file:
                file.parent.mkdir(parents=True, exist_ok=True)
            engine = engines.connect(address)
            try:
                migrate(engine)
                engines.use_write_ahead_log(engine)
            except BaseException:
                engine.dispose()
                raise
        return cls(engine, address)

    @property
    def url(self) -> URL:
        """Its address."""
        return self._url

    @property
    def place(self) -> str:
        """Where it is, in words for the person: the file's path, or the address without its password."""
        return describe(self._url)

    def save(self, record: HoldRecord) -> None:
        """Saves a hold, or replaces what was saved under its id, in one transaction."""
        with told_plainly(self._url), engines.writing(self._engine).begin() as connection:
            _save_session(connection, record)
            new = _INSERTS[connection.dialect.name](holds).values(
                {name: getattr(record, name) for name in _HOLD_FIELDS}
            )
            given = {name: new.excluded[name] for name in _HOLD_FIELDS}
            connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=given))
            _save_parts(connection, record)

    def holds(
        self, since: datetime | None = None, limit: int | None = None, stretch_id: str | None = None
    ) -> list[HoldRecord]:
        """The holds that began at `since` or later, newest first.

        Args:
            since: an instant with time zone; without it all.
            limit: at most so many.
            stretch_id: of this one only.
        """
        wanted = select(holds).order_by(holds.c.started_at.desc(), holds.c.id.desc()).limit(limit)
        if since is not None:
            wanted = wanted.where(holds.c.started_at >= since)
        if stretch_id is not None:
            wanted = wanted.where(holds.c.stretch_id == stretch_id)
        return self._read(wanted)

    def hold(self, hold_id: str) -> HoldRecord | None:
        """The hold with that id, or None."""
        return next(iter(self._read(select(holds).where(holds.c.id == hold_id))), None)

    def save_log(self, session_id: str, first_position: int, entries: Sequence[Entry]) -> bool:
        """Saves a part of what was said in a session, or replaces what was saved at its positions.

        Args:
            session_id: that of the session's holds.
            first_position: of the first entry in the session's log, from 0.
            entries: the part.

        Returns:
            Whether the session is there. Where nothing is held it is not, and nothing is kept.
        """
        with told_plainly(self._url), engines.writing(self._engine).begin() as connection:
            return voice_log.write(connection, session_id, first_position, entries)

    def log(self, session_id: str) -> list[Entry]:
        """What was said in a session and what was held back, in order; empty where nothing of it is kept."""
        with told_plainly(self._url), engines.reading(self._engine).connect() as connection:
            return voice_log.read(connection, session_id)

    def delete(self, hold_id: str) -> None:
        """Deletes a hold, and its session with its log when that was the last one. An unknown id is no error."""
        with told_plainly(self._url), engines.writing(self._engine).begin() as connection:
            session_id = connection.scalar(select(holds.c.session_id).where(holds.c.id == hold_id))
            # Locked, so that on PostgreSQL nobody adds a hold to the session between the look and the deletion.
            connection.execute(select(sessions.c.id).where(sessions.c.id == session_id).with_for_update())
            connection.execute(delete(holds).where(holds.c.id == hold_id))
            in_use = exists().where(holds.c.session_id == sessions.c.id)
            connection.execute(delete(sessions).where(sessions.c.id == session_id, ~in_use))

    def delete_all(self) -> None:
        """Deletes every hold and every log, and the holds that could not be saved yet."""
        with told_plainly(self._url):
            with engines.writing(self._engine).begin() as connection:
                connection.execute(delete(sessions))
            forget_unsaved(self._url)

    def close(self) -> None:
        """Closes its connections. Closing twice is no error."""
        self._engine.dispose()

    def __enter__(self) -> History:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, wanted: Select[Any]) -> list[HoldRecord]:
        """Three queries however many holds there are, all seeing the same moment."""
        ids = select(wanted.subquery().c.id)
        pauses_of: dict[str, list[Pause]] = defaultdict(list)
        measures_of: dict[str, dict[str, MeasureSummary]] = defaultdict(dict)
        with told_plainly(self._url), engines.reading(self._engine).connect() as connection:
            rows = connection.execute(wanted).mappings().all()
            for row in connection.execute(select(pauses).where(pauses.c.hold_id.in_(ids)).order_by(pauses.c.position)):
                pauses_of[row.hold_id].append(Pause(row.start_s, row.end_s, row.reason))
            for row in connection.execute(select(measures).where(measures.c.hold_id.in_(ids))):
                measures_of[row.hold_id][row.name] = MeasureSummary(row.mean, row.best)
        return [
            HoldRecord(**row, pauses=tuple(pauses_of[row["id"]]), measures=measures_of.get(row["id"], {}))
            for row in rows
        ]


def _save_session(connection: Connection, record: HoldRecord) -> None:
    length = timedelta(seconds=record.end_s - record.start_s)
    new = _INSERTS[connection.dialect.name](sessions).values(
        id=record.session_id,
        stretch_id=record.stretch_id,
        started_at=record.started_at,
        ended_at=record.started_at + length if record.finished else None,
    )
    given, kept = new.excluded, sessions.c
    earlier = given.started_at < kept.started_at
    later = (kept.ended_at.is_(None)) | (given.ended_at > kept.ended_at)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["id"],
            set_={
                "stretch_id": case((earlier, given.stretch_id), else_=kept.stretch_id),
                "started_at": case((earlier, given.started_at), else_=kept.started_at),
                "ended_at": case((later, given.ended_at), else_=kept.ended_at),
            },
        )
    )


def _save_parts(connection: Connection, record: HoldRecord) -> None:
    connection.execute(delete(pauses).where(pauses.c.hold_id == record.id))
    connection.execute(delete(measures).where(measures.c.hold_id == record.id))
    if record.pauses:
        connection.execute(
            insert(pauses),
            [
                {"hold_id": record.id, "position": position, "start_s": p.start_s, "end_s": p.end_s, "reason": p.reason}
                for position, p in enumerate(record.pauses)
            ],
        )
    if record.measures:
        connection.execute(
            insert(measures),
            [{"hold_id": record.id, "name": n, "mean": m.mean, "best": m.best} for n, m in record.measures.items()],
        )
