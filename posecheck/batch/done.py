"""What lies beside finished results: ``done.json``, written last. Results without it are not finished."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from posecheck.batch.job import ANSWER, EVERY_NAME
from posecheck.batch.place import Place

DONE = "done.json"
SCHEMA = "posecheck.batch/1"


def publish(results: Place, made: Path, names: Sequence[str], asked: Mapping[str, Any]) -> None:
    """Puts finished files in place. Whoever stops it at any moment leaves results that do not count as finished.

    Args:
        results: the folder they go to; files of an earlier analysis that are not made again go.
        made: the folder of this machine they are in.
        names: what they are called.
        asked: what they depend on.

    Raises:
        InputError: they cannot be written.
    """
    there = [name for name in results.files() if name in (DONE, *EVERY_NAME)]
    if DONE in there:
        (results / DONE).remove()
    for name in names:
        (results / name).put(made / name)
    for name in set(there) - {DONE, *names}:
        (results / name).remove()
    record = {"schema": SCHEMA, "asked": dict(asked), "files": {name: _print_of(made / name) for name in names}}
    put_text(results / DONE, json.dumps(record, indent=1) + "\n")


def put_text(place: Place, text: str) -> None:
    """Writes a text file, UTF-8, in one step.

    Raises:
        InputError: it cannot be written.
    """
    with TemporaryDirectory(prefix="posecheck-") as folder:
        file = Path(folder) / "text"
        file.write_bytes(text.encode("utf-8", "backslashreplace"))
        place.put(file)


def _print_of(file: Path) -> dict[str, str | int]:
    with file.open("rb") as stream:
        digest = hashlib.sha256()
        while block := stream.read(1 << 20):
            digest.update(block)
        return {"size": stream.tell(), "sha256": digest.hexdigest()}


class Finished:
    """The results that lie in a folder."""

    def __init__(self, out: Place) -> None:
        """Reads what is there.

        Args:
            out: the folder of all results; it may not exist yet.

        Raises:
            InputError: it cannot be read.
        """
        self._out = out
        self._sizes = {name: info.get("size") for name, info in out.files().items()}
        contents = out.read_many([name for name in self._sizes if name.endswith(f"/{DONE}")])
        self._records = {name[: -len(DONE) - 1]: _record(content) for name, content in contents.items()}

    @property
    def belongs(self) -> dict[str, str]:
        """Which video's results lie there, by their name."""
        return {name: str(record["asked"].get("video")) for name, record in self._records.items() if record}

    def answers(self, asked: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """The answers that need not be found again.

        Args:
            asked: what is asked for, by the name of the results.

        Returns:
            By name, the answer of all results that are whole and depend on nothing else.
        """
        whole = [name for name, wanted in asked.items() if self._is_whole(name, wanted)]
        contents = self._out.read_many([f"{name}/{ANSWER}" for name in whole])
        answers = {}
        for name in whole:
            content = contents.get(f"{name}/{ANSWER}", b"")
            if hashlib.sha256(content).hexdigest() == self._records[name]["files"][ANSWER]["sha256"]:
                answers[name] = json.loads(content)
        return answers

    def _is_whole(self, name: str, asked: Mapping[str, Any]) -> bool:
        record = self._records.get(name)
        if not record or record["asked"] != asked or ANSWER not in record["files"]:
            return False
        return all(self._sizes.get(f"{name}/{file}") == told["size"] for file, told in record["files"].items())


def _record(content: bytes) -> dict[str, Any]:
    """A record; empty where it is none."""
    try:
        record: dict[str, Any] = json.loads(content)
        whole = all(told["size"] >= 0 and told["sha256"] for told in record["files"].values())
        return record if whole and record["schema"] == SCHEMA and isinstance(record["asked"], dict) else {}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
