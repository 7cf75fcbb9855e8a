"""A video as a table, one row a frame, in Parquet or CSV. docs/video_table.md describes it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from posecheck import __version__
from posecheck.draft import Draft
from posecheck.errors import InputError
from posecheck.spreadsheet import harmless
from posecheck.video.analysis import Analysis
from posecheck.video.frame_row import COLUMNS, Cell, Row, frame_row
from posecheck.video.judged import Judged

SCHEMA = "posecheck.frames/1"
ROWS = 2000  # written at once: about a minute of video, some 10 MB of memory


class _Sheet(Protocol):
    """Writes rows in one format."""

    def add(self, rows: Sequence[Row]) -> None:
        """Writes some more."""
        ...

    def describe(self, about: Mapping[str, str]) -> None:
        """Says what the table is, where the format has a place for that."""
        ...

    def close(self) -> None:
        """Writes what comes last."""
        ...


class _Csv:
    """RFC 4180 in UTF-8; an empty cell is null."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.add([tuple(COLUMNS)])

    def add(self, rows: Sequence[Row]) -> None:
        lines = io.StringIO(newline="")
        csv.writer(lines).writerows([_text(cell) for cell in row] for row in rows)
        self._file.write(lines.getvalue().encode())

    def describe(self, about: Mapping[str, str]) -> None:
        pass

    def close(self) -> None:
        pass


def _text(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return harmless(cell) if isinstance(cell, str) else cell


class _Parquet:
    """Row groups as they come."""

    def __init__(self, file: IO[bytes]) -> None:
        import pyarrow  # only who writes one waits for it
        import pyarrow.parquet

        types = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
        self._array, self._group = pyarrow.array, pyarrow.record_batch
        self._schema = pyarrow.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
        # Few words recur often, so they are kept as numbers of a list; measures hardly ever do.
        words = [name for name, kind in COLUMNS.items() if kind is str]
        self._writer = pyarrow.parquet.ParquetWriter(file, self._schema, compression="zstd", use_dictionary=words)

    def add(self, rows: Sequence[Row]) -> None:
        columns = zip(zip(*rows, strict=True), self._schema.types, strict=True)
        arrays = [self._array(cells, type=kind) for cells, kind in columns]
        self._writer.write_batch(self._group(arrays, schema=self._schema))

    def describe(self, about: Mapping[str, str]) -> None:
        self._writer.add_key_value_metadata(about)

    def close(self) -> None:
        self._writer.close()


_SHEETS: Mapping[str, Callable[[IO[bytes]], _Sheet]] = {".parquet": _Parquet, ".csv": _Csv}


class FrameTable:
    """Writes the table of one video beside its path, and gives it its name when it is complete."""

    def __init__(self, path: Path) -> None:
        """Begins an empty table.

        Args:
            path: where it goes; a file there is replaced. Its suffix names the format.

        Raises:
            InputError: no table has that suffix, or it cannot be written there.
        """
        sheet = _SHEETS.get(path.suffix.lower())
        if sheet is None:
            raise InputError(f"{path} is no name for a table: let it end in .parquet or .csv.")
        self._draft = Draft(path)
        self._rows: list[Row] = []
        self._open = ExitStack()
        with self._writing():
            self._sheet = sheet(self._open.enter_context(self._draft.file.open("wb")))
            self._open.callback(self._sheet.close)

    def take(self, judged: Judged) -> None:
        """Takes the next frame, in order.

        Raises:
            InputError: it cannot be written.
        """
        self._rows.append(frame_row(judged))
        if len(self._rows) == ROWS:
            with self._writing():
                self._write()

    def finish(self, analysis: Analysis) -> list[str]:
        """Completes the table; also of a video that was stopped in the middle.

        Returns:
            Nothing that a person should know.

        Raises:
            InputError: it cannot be written.
        """
        complete = "true" if analysis.complete else "false"
        with self._writing():
            self._write()
            self._sheet.describe(
                {"schema": SCHEMA, "video": analysis.name, "posecheck": __version__, "complete": complete}
            )
            self._open.close()
            self._draft.complete()
        return []

    def abandon(self) -> None:
        """Leaves no file."""
        with suppress(OSError):  # a full disk stays full
            self._open.close()
        self._draft.discard()

    def _write(self) -> None:
        if self._rows:
            self._sheet.add(self._rows)
            self._rows.clear()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.abandon()
            raise InputError(
                f"{self._draft.path} cannot be written ({error.strerror}): choose another place for the table."
            ) from error
