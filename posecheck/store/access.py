"""How a history is reached by one profile: opened, closed, read, written, and deleted from without a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine

from posecheck.record import FIRST_PROFILE, HoldRecord
from posecheck.store import engine as engines
from posecheck.store.backup import forget_backups
from posecheck.store.location import database_file, database_url, describe
from posecheck.store.migrate import migrate
from posecheck.store.trouble import told_plainly
from posecheck.store.unsaved import forget_unsaved

if TYPE_CHECKING:
    from typing_extensions import Self


class Access:
    """A database as one profile reaches it; what is asked of it is `posecheck.store.History`."""

    def __init__(self, engine: Engine, url: URL, profile_id: str) -> None:
        """Use `open`."""
        self._engine = engine
        self._url = url
        self._profile_id = profile_id

    @classmethod
    def open(
        cls,
        url: str | None = None,
        profile_id: str = FIRST_PROFILE,
        patience_s: float | None = None,
        *,
        pooled: bool = True,
    ) -> Self:
        """Opens the history, makes it when there is none, and brings an older one up to date.

        Args:
            url: an SQLAlchemy URL; without it ``POSECHECK_DATABASE_URL``, else a file in the user's data folder.
            profile_id: whose; the first profile is there from the beginning.
            patience_s: how long to wait for others who hold a SQLite file; without it `engine.BUSY_TIMEOUT_S`.
            pooled: whether a connection to a server is kept between uses.

        Raises:
            StoreError: it cannot be opened, or comes from a newer PoseCheck. An existing file is left as it is.
        """
        address = database_url(url)
        with told_plainly(address):
            file = database_file(address)
            if file:
                file.parent.mkdir(parents=True, exist_ok=True)
            engine = engines.connect(address, patience_s, pooled=pooled)
            try:
                migrate(engine)
                engines.use_write_ahead_log(engine)
            except BaseException:
                engine.dispose()
                raise
        return cls(engine, address, profile_id)

    def of(self, profile_id: str) -> Self:
        """The same history as another profile sees it. Its connections are shared: close one of both."""
        return type(self)(self._engine, self._url, profile_id)

    @property
    def url(self) -> URL:
        """Its address."""
        return self._url

    @property
    def profile_id(self) -> str:
        """Whose it is."""
        return self._profile_id

    @property
    def place(self) -> str:
        """Where it is, in words for the person: the file's path, or the address without its password."""
        return describe(self._url)

    def close(self) -> None:
        """Closes its connections. Closing twice is no error."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """All that is read inside is of the same moment."""
        with told_plainly(self._url), engines.reading(self._engine).connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with told_plainly(self._url), engines.writing(self._engine).begin() as connection:
            yield connection

    @contextmanager
    def _deleting(self, goes: Callable[[HoldRecord, str], bool], *, whole: bool = False) -> Iterator[Connection]:
        """What is deleted inside leaves nothing behind.

        Args:
            goes: which holds that could not be saved yet go with it, told each and whose it is.
            whole: whether much is deleted.
        """
        with self._writing() as connection:
            yield connection
        with told_plainly(self._url):
            forget_unsaved(self._url, goes, doubtful=whole)
            forget_backups(self._url)
            engines.wipe(self._engine, whole=whole)
