"""Which videos there are to do: from folders, patterns, lists, and videos named one by one."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from posecheck.batch.place import Place
from posecheck.errors import InputError

VIDEO_SUFFIXES = (
    ".3gp", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts", ".ogv", ".ts", ".webm",
    ".wmv",
)  # fmt: skip
LIST_SUFFIXES = (".txt", ".csv")
COLUMNS = ("video", "stretch", "side")
_MAGIC = re.compile(r"[*?\[]")
# For a name on some system. The last are bytes that are no text, as Python holds them.
_UNFIT = re.compile(r'[\\:*?"<>|\x00-\x1f\ud800-\udfff]')


@dataclass(frozen=True, slots=True)
class Input:
    """One video to do.

    Attributes:
        video: where it is.
        name: what its results are called: its path from where it was found, made of parts.
        stretch: what a list says is practised in it; empty where it does not say.
        side: the side a list gives; empty where it does not.
        identity: what changes when the video does; empty where there is no such file.
    """

    video: Place
    name: str
    stretch: str = ""
    side: str = ""
    identity: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        """How large it is."""
        return int(self.identity.get("size", 0))


def find_inputs(sources: Sequence[str], out: Place) -> list[Input]:
    """The videos that are meant, each once, ordered by where they are.

    Args:
        sources: folders (searched to their bottom), patterns, lists (``.txt``, ``.csv``), videos; paths or addresses.
        out: where results go; what lies there is no input.

    Raises:
        InputError: there is none, one that was named is not there, or a list contradicts itself.
    """
    found: dict[str, Input] = {}
    left_out = False
    for one in (one for source in sources for one in _from(source)):
        if one.video.url.startswith(f"{out.url.rstrip('/')}/"):
            left_out = True
            continue
        before = found.setdefault(one.video.url, one)
        if (before.stretch, before.side) != (one.stretch, one.side):
            raise InputError(f"{one.video.url} is asked for twice with different stretches or sides: keep one of them.")
    if not found and left_out:
        raise InputError(f"All videos there lie in {out.url}, where the results go: choose another --out.")
    if not found:
        raise InputError(
            f"There is no video in {', '.join(sources)}: give a folder, a pattern in quotes, a list or videos."
        )
    return sorted(found.values(), key=lambda one: one.video.url)


def names_of(inputs: Sequence[Input], belongs: Mapping[str, str]) -> list[str]:
    """Under which name each video's results lie: its own, or where another has that, its own and a mark.

    A video whose results lie there already keeps their name, whoever else is among the inputs. Names that differ in
    capital letters only are one, as they are on some systems.

    Args:
        inputs: the videos.
        belongs: the videos whose results lie there already, by name.
    """
    taken = {name.casefold(): url for name, url in belongs.items()}
    return [_name(one, belongs, taken) for one in inputs]


def _name(one: Input, belongs: Mapping[str, str], taken: dict[str, str]) -> str:
    url = one.video.url
    marked = f"{one.name}~{hashlib.sha256(url.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"
    for name in (one.name, marked):
        if belongs.get(name) == url:
            return name
    name = one.name if taken.get(one.name.casefold(), url) == url else marked
    taken[name.casefold()] = url
    return name


def _from(source: str) -> Iterator[Input]:
    """The videos one source means."""
    place = Place.of(source)
    if place.name.lower().endswith(LIST_SUFFIXES) and place.is_file():
        yield from _listed(place)
    else:
        yield from _found(place, source)


def _found(place: Place, written: str) -> Iterator[Input]:
    if place.is_folder():
        yield from _inputs(place, place.files())
    elif place.is_file():
        yield Input(place, fit_name(place.name), identity=place.identity())
    elif magic := _MAGIC.search(place.url):
        cut = place.url.rfind("/", 0, magic.start())
        root = Place(place.url[:cut] or "/")
        yield from _inputs(root, root.matching(place.url[cut + 1 :]))
    else:
        raise InputError(f"There is no {written}: check the name.")


def _inputs(root: Place, files: Mapping[str, Mapping[str, Any]]) -> Iterator[Input]:
    """Those files that are videos by their suffix; hidden ones (``._clip.mov``, ``.Trash``) are none."""
    for name, info in files.items():
        hidden = any(part.startswith(".") for part in name.split("/"))
        if not hidden and PurePosixPath(name).suffix.lower() in VIDEO_SUFFIXES:
            video = root / name
            yield Input(video, fit_name(name), identity=video.identity(info))


def _listed(place: Place) -> Iterator[Input]:
    """The videos of a list. One that is not there becomes a failure of its own, not of the list."""
    try:
        text = place.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{place.url} is not a list in UTF-8 text: save it as one.") from error
    rows = _rows(text, place) if place.name.lower().endswith(".csv") else _lines(text)
    folder = place.url[: -len(place.name)].rstrip("/") or "/"
    for written, stretch, side in rows:
        video = Place.of(written, Place(folder))
        inside = video.url.startswith(f"{folder.rstrip('/')}/")
        name = video.url[len(folder.rstrip("/")) + 1 :] if inside else video.name
        yield Input(video, fit_name(name), stretch, side, video.identity())


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip(), "", ""


def _rows(text: str, place: Place) -> Iterator[tuple[str, str, str]]:
    rows = csv.DictReader(io.StringIO(text))
    if "video" not in (rows.fieldnames or ()):
        raise InputError(f"{place.url} has no column named video: its columns are {', '.join(COLUMNS)}.")
    for row in rows:
        video, stretch, side = ((row.get(column) or "").strip() for column in COLUMNS)
        if video:
            yield video, stretch, side


def fit_name(name: str) -> str:
    """A name whose parts are good on every system, and never lead out of the folder they are put into."""
    parts = [_UNFIT.sub("_", part) for part in name.replace("\\", "/").split("/")]
    return "/".join("_" if part in ("", ".", "..") else part for part in parts)
