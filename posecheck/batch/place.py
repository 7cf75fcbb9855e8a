"""A file or a folder: on this machine, or wherever fsspec reaches (``s3://``, …)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec

from posecheck.draft import Draft
from posecheck.errors import InputError

LOCAL = ("file://", "local://")
READERS = 16
# What tells one content from another, where a file system gives it; the first that is there is taken.
_VERSIONS = (
    "ETag",
    "etag",
    "md5Hash",
    "md5",
    "checksum",
    "mtime",
    "LastModified",
    "last_modified",
    "modified",
    "created",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A file or a folder. A plain value: it travels to the machines that do the work.

    Attributes:
        url: an absolute path on this machine, with ``/`` on every system, or an address with its protocol.
    """

    url: str

    @classmethod
    def of(cls, text: str, folder: Place | None = None) -> Place:
        """What somebody wrote: a path or an address.

        Args:
            text: what was written.
            folder: what a relative path is relative to; None for the current folder.
        """
        for protocol in LOCAL:
            text = text.removeprefix(protocol)
        if "://" in text:
            return cls(text.rstrip("/"))
        if folder is not None and not folder.is_local and not Path(text).is_absolute():
            return folder / text
        path = os.path.abspath(Path(folder.url if folder else "") / Path(text).expanduser())  # noqa: PTH100 keeps links
        return cls(Path(path).as_posix())

    def __truediv__(self, name: str) -> Place:
        """What lies in this folder under that name, which may have parts."""
        return Place(f"{self.url}/{name}" if not self.is_local else Path(self.url, *name.split("/")).as_posix())

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine."""
        return "://" not in self.url

    @property
    def name(self) -> str:
        """The last part."""
        return Path(self.url).name if self.is_local else self.url.rstrip("/").rsplit("/", 1)[-1]

    def is_folder(self) -> bool:
        """Whether it is a folder that is there."""
        with _told(self, "read"):
            return bool(self._fs().isdir(self._path()))

    def is_file(self) -> bool:
        """Whether it is a file that is there."""
        with _told(self, "read"):
            return bool(self._fs().isfile(self._path()))

    def files(self) -> dict[str, Mapping[str, Any]]:
        """Every file beneath this folder; none where there is no such folder.

        Returns:
            What its file system says of each, by its path from here. Folders that are links are not followed.
        """
        with _told(self, "read"):
            root = self._path().rstrip("/")
            found = self._fs().find(root, detail=True)
        return {path[len(root) :].lstrip("/"): info for path, info in found.items() if _is_file(info)}

    def matching(self, pattern: str) -> dict[str, Mapping[str, Any]]:
        """The files beneath this folder that a pattern (``*``, ``?``, ``[ab]``, ``**``) matches.

        Returns:
            What its file system says of each, by its path from here.
        """
        with _told(self, "read"):
            root = self._path().rstrip("/")
            found = self._fs().glob(f"{root}/{pattern}", detail=True)
        return {path[len(root) :].lstrip("/"): info for path, info in found.items() if _is_file(info)}

    def identity(self, info: Mapping[str, Any] | None = None) -> dict[str, str | int]:
        """What changes when its content does: its size, and its checksum or the time of its last change.

        Args:
            info: what its file system said of it; None to ask.

        Returns:
            The identity; empty where there is no such file.
        """
        if self.is_local:  # a link's own times are not those of what it leads to
            try:
                stat = Path(self.url).stat()
            except OSError:
                return {}
            return {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns}
        try:
            with _told(self, "read"):
                info = info or self._fs().info(self._path())
        except InputError:
            return {}
        version = {key: str(info[key]) for key in _VERSIONS if info.get(key) is not None}
        return {"size": int(info.get("size") or 0), **dict(list(version.items())[:1])}

    def read(self) -> bytes:
        """Its bytes.

        Raises:
            InputError: it cannot be read.
        """
        with _told(self, "read"):
            content: bytes = self._fs().cat_file(self._path())
            return content

    def read_many(self, names: Sequence[str]) -> dict[str, bytes]:
        """The bytes of files beneath this folder, by name, read side by side; what cannot be read is left out."""
        with _told(self, "read"):
            fs, paths = self._fs(), [(self / name)._path() for name in names]

        def content(path: str) -> bytes | None:  # alone: a list of paths would be taken for patterns
            try:
                return bytes(fs.cat_file(path))
            except Exception:  # each file system has its own
                return None

        with ThreadPoolExecutor(READERS) as readers:
            contents = zip(names, readers.map(content, paths), strict=True)
            return {name: found for name, found in contents if found is not None}

    def fetch(self, target: Path) -> None:
        """Copies it to a file of this machine.

        Raises:
            InputError: it cannot be read.
        """
        with _told(self, "read"):
            self._fs().get_file(self._path(), str(target))

    def put(self, source: Path) -> None:
        """Makes it a copy of a file of this machine, in one step: nobody ever sees half of it.

        Raises:
            InputError: it cannot be written.
        """
        with _told(self, "written"):
            if not self.is_local:  # object stores show an object when it is complete
                self._fs().put_file(str(source), self._path())
                return
            target = Path(self.url)
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = Draft(target)
            draft.sweep()
            try:
                shutil.copyfile(source, draft.file)
                draft.complete()
            finally:
                draft.discard()

    def remove(self) -> None:
        """Deletes this file.

        Raises:
            InputError: it cannot be deleted.
        """
        with _told(self, "written"):
            self._fs().rm_file(self._path())

    def _fs(self) -> Any:
        return fsspec.core.url_to_fs(self.url, **_options(self))[0]

    def _path(self) -> str:
        return str(fsspec.core.url_to_fs(self.url, **_options(self))[1])


def _options(place: Place) -> dict[str, Any]:
    """Others write there too: a listing that was remembered would be out of date."""
    return {} if place.is_local else {"use_listings_cache": False}


def _is_file(info: Mapping[str, Any]) -> bool:
    return bool(info.get("type") == "file")


@contextmanager
def _told(place: Place, done: str) -> Iterator[None]:
    """One sentence for whatever a file system raises; each has exceptions of its own."""
    try:
        yield
    except ImportError as error:
        raise InputError(
            f"{place.url} needs a package that is not installed ({error}): for s3:// run"
            " pip install -r requirements-s3.txt."
        ) from error
    except FileNotFoundError as error:
        raise InputError(f"There is no {place.url}: check the name.") from error
    except Exception as error:
        told = str(getattr(error, "strerror", None) or error).strip() or type(error).__name__
        raise InputError(f"{place.url} cannot be {done} ({told}): check the address, and your access to it.") from error
