"""Saves holds, logs and traces in the background, so that the camera never waits for the disk."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Sequence
from types import TracebackType

from posecheck.errors import GoneError, StoreError
from posecheck.record import FIRST_PROFILE, HoldRecord
from posecheck.store.location import database_url
from posecheck.store.recovery import recovering
from posecheck.store.repository import History
from posecheck.store.unsaved import RecoveryFile
from posecheck.store.waiting_log import Part, WaitingLog
from posecheck.store.waiting_traces import WaitingTraces
from posecheck.voice import Entry

# Longer than anybody's write takes. Then what waits is written down beside the history, and tried again later: no more
# than a second of practice may hang on others letting go.
PATIENCE_S = 0.2


class HoldWriter:
    """A thread with its own `History`. Its methods may be called from any thread.

    What cannot be saved waits and is tried again at the next `save`, `save_log`, `save_trace` or `flush`. Holds that
    wait are written down beside the history as soon as saving fails, so that not even a killed program loses them; the
    next writer's thread saves them (`posecheck.store.recover`). Logs and traces that still wait at `close` are dropped.
    """

    def __init__(self, url: str | None = None, profile_id: str = FIRST_PROFILE) -> None:
        """Starts the thread.

        Args:
            url: as for `History.open`, which the thread calls at once.
            profile_id: whose holds it saves.

        Raises:
            StoreError: `url` is not the address of a history.
        """
        self._url = database_url(url)
        self._profile_id = profile_id
        self._history: History | None = None  # for the thread alone
        self._has_recovered = False  # likewise
        self._known: set[str] = set()  # likewise: ids of holds that were saved
        self._file = RecoveryFile(self._url, profile_id)  # under the lock of what changed
        self._waiting: dict[str, HoldRecord] = {}
        self._waiting_log = WaitingLog()
        self._waiting_traces = WaitingTraces()
        self._recovered: tuple[HoldRecord, ...] = ()
        self._error: StoreError | None = None
        self._wanted = 1  # rounds of saving asked for; the first opens the history, so that `error` tells early
        self._done = 0  # the last of them that has ended
        self._closing = False
        self._changed = threading.Condition()
        # A daemon, so that a forgotten close cannot keep the program from ending; then `atexit` closes it.
        self._thread = threading.Thread(target=self._run, name="posecheck-history", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    @property
    def error(self) -> StoreError | None:
        """Why the last round of saving was not complete, or None when all was saved."""
        with self._changed:
            return self._error

    @property
    def recovered(self) -> tuple[HoldRecord, ...]:
        """What an earlier program could not save, and this writer did when it began."""
        with self._changed:
            return self._recovered

    def save(self, record: HoldRecord) -> None:
        """Has a record saved soon, and returns at once. Of records with one id only the newest is saved.

        Raises:
            StoreError: the writer is closed.
        """
        with self._changed:
            self._refuse_when_closed()
            self._waiting[record.id] = record
            self._ask()

    def save_log(self, session_id: str, first_position: int, entries: Sequence[Entry]) -> None:
        """Has a part of a session's log saved soon, after the holds that wait, and returns at once.

        Parts may overlap and come again. A log waits until its session has a hold; where none comes it is dropped at
        `close`, or earlier, the oldest entries first, when too many wait (`WaitingLog`). What cannot be saved by
        `close` is dropped as well: unlike a hold, a log is not worth a file of its own.

        Args:
            session_id: that of the session's holds.
            first_position: of the first entry in the session's log, from 0.
            entries: the part.

        Raises:
            StoreError: the writer is closed.
        """
        with self._changed:
            self._refuse_when_closed()
            self._waiting_log.add(session_id, first_position, entries)
            self._ask()

    def save_trace(self, hold_id: str, number: int, data: bytes) -> None:
        """Has a part of a hold's trace saved soon, after the holds that wait, and returns at once.

        It waits until its hold is there, and is dropped as a log is.

        Args:
            hold_id: the hold.
            number: 0 for the first part, then 1, …; one that comes again takes the place of the one before.
            data: the part, encoded.

        Raises:
            StoreError: the writer is closed.
        """
        with self._changed:
            self._refuse_when_closed()
            self._waiting_traces.add(hold_id, number, data)
            self._ask()

    def flush(self, timeout_s: float = 10.0) -> bool:
        """Waits for one more try at everything that waits.

        Returns:
            Whether no hold waits any more. A log or a trace may still wait for its hold; whether one failed, `error`
            says.
        """
        with self._changed:
            mine = self._ask()
            self._changed.wait_for(lambda: self._done >= mine or not self._thread.is_alive(), timeout_s)
            return not self._waiting

    def close(self, timeout_s: float = 15.0) -> None:
        """Saves what waits, writes down what cannot be saved, and ends the thread. Closing twice is no error.

        Args:
            timeout_s: how long a last try may take before what waits is written down instead.

        Raises:
            StoreError: something could neither be saved nor written down.
        """
        with self._changed:
            self._closing = True
            self._ask()
        self._thread.join(timeout_s)
        atexit.unregister(self.close)
        with self._changed:
            if self._waiting:
                self._file.keep(self._waiting.values())

    def __enter__(self) -> HoldWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _refuse_when_closed(self) -> None:
        if self._closing:
            raise StoreError("This practice has ended and keeps no more holds: press Start to begin a new one.")

    def _ask(self) -> int:
        self._wanted += 1
        self._changed.notify_all()
        return self._wanted

    def _run(self) -> None:
        last = False
        while not last:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted > self._done)
                wanted, last = self._wanted, self._closing
                records, parts = [*self._waiting.values()], self._waiting_log.parts()
                traces, failed = self._waiting_traces.parts(), self._error is not None
            if failed:  # it may fail again, and take its time: nothing may be lost meanwhile
                self._write_down()
            error = self._round(records, parts, traces)
            if error is not None and not failed:
                self._write_down()
                error = self._round(records, parts, traces)  # others who write were only quicker, most often
            if error is not None or failed:
                error = self._write_down() or error
            with self._changed:
                self._error, self._done = error, wanted
                self._changed.notify_all()
        if self._history:
            self._history.close()

    def _round(
        self, records: list[HoldRecord], parts: list[Part], traces: list[tuple[str, int, bytes]]
    ) -> StoreError | None:
        """One try at everything. Returns the last thing that went wrong."""
        error = None if self._history else _trouble(self._open)
        if self._history is None:
            return error
        if not self._has_recovered:
            error = _trouble(self._recover, self._history)
        for record in records:
            trouble = _trouble(self._save_hold, self._history, record)
            if trouble is None or isinstance(trouble, GoneError):  # deleted is deleted
                self._settled(record)
            if trouble is not None:
                error = self._write_down() or trouble  # the next one may take its time to fail
        for part in parts:
            error = _trouble(self._save_part, self._history, part) or error
        for trace in traces:
            if trouble := _trouble(self._save_trace, self._history, *trace):
                return trouble  # there may be many, each would wait as long, and so would newer holds
        return error

    def _write_down(self) -> StoreError | None:
        """Writes down what waits now. Returns what went wrong."""
        with self._changed:
            return _trouble(self._file.keep, list(self._waiting.values()))

    def _open(self) -> None:
        self._history = History.open(
            self._url.render_as_string(hide_password=False), self._profile_id, PATIENCE_S, pooled=False
        )

    def _recover(self, history: History) -> None:
        for record in recovering(history):
            with self._changed:
                self._recovered += (record,)
        self._has_recovered = True

    def _save_hold(self, history: History, record: HoldRecord) -> None:
        history.save(record, again=record.id in self._known)
        self._known.add(record.id)

    def _settled(self, record: HoldRecord) -> None:
        with self._changed:
            if self._waiting.get(record.id) is record:  # a newer one may have come meanwhile
                del self._waiting[record.id]

    def _save_part(self, history: History, part: Part) -> None:
        if history.save_log(part.session_id, part.first_position, part.entries):
            with self._changed:
                self._waiting_log.remove(part)

    def _save_trace(self, history: History, hold_id: str, number: int, data: bytes) -> None:
        if history.save_trace(hold_id, number, data):
            with self._changed:
                self._waiting_traces.remove(hold_id, number, data)


def _trouble(action: Callable[..., object], *given: object) -> StoreError | None:
    """Does it, and returns what went wrong, whatever it was: the thread must live on and try the rest."""
    try:
        action(*given)
    except StoreError as problem:
        return problem
    except Exception as problem:
        error = StoreError("The history has an unexpected fault: start PoseCheck again, and report it if it stays.")
        error.__cause__ = problem
        return error
    return None
