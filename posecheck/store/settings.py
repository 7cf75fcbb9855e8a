"""What a person chose, in one small JSON file beside the history."""

from __future__ import annotations

import glob
import json
import os
import tempfile
from pathlib import Path
from threading import Lock
from typing import Any

from posecheck.errors import StoreError
from posecheck.record import FIRST_PROFILE
from posecheck.store.location import data_folder, database_file, database_url

SETTINGS_NAME = "settings.json"


def settings_file(profile_id: str = FIRST_PROFILE) -> Path:
    """Where a profile's settings lie: beside the history's file, or in the data folder where the history is elsewhere.

    Args:
        profile_id: whose; those of the first profile bear no id in their name.
    """
    try:
        history = database_file(database_url())
    except StoreError:  # told where the history is opened
        history = None
    name = SETTINGS_NAME if profile_id == FIRST_PROFILE else f"settings-{profile_id}.json"
    return (history.parent if history else data_folder()) / name


class Settings:
    """Named values that outlive a run. What cannot be written is kept until the program ends.

    Values are what JSON can hold. Names this version does not know stay in the file.

    Attributes:
        file: where they lie.
        notice: what happened to a file that could not be read, in one sentence; empty where nothing did.
    """

    def __init__(self, file: Path | None = None) -> None:
        """Nothing is read or written yet.

        Args:
            file: another place than `settings_file`.
        """
        self.file = file or settings_file()
        self.notice = ""
        self._unsaved: dict[str, Any] = {}
        self._lock = Lock()  # the tabs share one

    def load(self) -> dict[str, Any]:
        """All values. A file that cannot be understood is set aside, and `notice` says so; then there are none."""
        with self._lock:
            try:
                return self._changed(self._read())
            except OSError:
                self.notice = f"The settings in {self.file} cannot be read: check that file; defaults are used."
                return self._changed({})

    def update(self, **values: Any) -> None:
        """Changes these values and leaves the others; None removes one.

        Raises:
            StoreError: they could not be written; `load` gives them all the same until the program ends.
        """
        with self._lock:
            self._unsaved.update(values)
            try:
                self._write(self._changed(self._read()))
            except OSError as problem:
                raise StoreError(
                    f"Your settings cannot be written to {self.file}: allow writing there; until PoseCheck ends they"
                    " are kept."
                ) from problem
            self._unsaved.clear()

    def forget(self) -> None:
        """Deletes all values, and the files that could not be understood and were set aside.

        Raises:
            StoreError: a file cannot be deleted.
        """
        with self._lock:
            self._unsaved.clear()
            self.notice = ""
            try:
                for file in (self.file, *self._left()):
                    file.unlink(missing_ok=True)
            except OSError as problem:
                raise StoreError(f"Your settings in {self.file} cannot be deleted: delete that file.") from problem

    def _left(self) -> list[Path]:
        """What was set aside, and what a killed program did not finish; other profiles' names are longer."""
        stem = glob.escape(self.file.stem)
        patterns = (f"{stem}.broken-*.json", f"{stem}-{'?' * 8}.tmp")
        return [file for pattern in patterns for file in self.file.parent.glob(pattern)]

    def _changed(self, values: dict[str, Any]) -> dict[str, Any]:
        removed = {name for name, value in self._unsaved.items() if value is None}
        return {name: value for name, value in {**values, **self._unsaved}.items() if name not in removed}

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(self.file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError):  # not JSON, or not UTF-8
            values = None
        if isinstance(values, dict):
            return values
        self._set_aside()
        return {}

    def _set_aside(self) -> None:
        number = 1
        while (aside := self.file.with_name(f"{self.file.stem}.broken-{number}.json")).exists():
            number += 1
        self.file.rename(aside)
        self.notice = f"The settings could not be understood: they now lie in {aside}, and defaults are used."

    def _write(self, values: dict[str, Any]) -> None:
        """Writes another file and puts it in the place of this one, so that a crash leaves the old or the new."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f"{self.file.stem}-", suffix=".tmp", dir=self.file.parent)
        new = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(values, file, indent=2, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.file)
        finally:
            new.unlink(missing_ok=True)
