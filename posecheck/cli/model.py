"""`posecheck model`: fetches and lists the pose models."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from posecheck.pose import provide
from posecheck.pose.download import Progress as TellProgress
from posecheck.pose.manifest import PoseModel, load_manifest


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the `model` command."""
    parser = subparsers.add_parser("model", help="fetch or list the pose models")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    fetch = actions.add_parser("fetch", help="get a pose model now, so that no internet is needed later")
    fetch.add_argument("name", nargs="?", help="lite, full or heavy; full if not given")
    fetch.set_defaults(run=run_fetch)

    listing = actions.add_parser("list", help="list the pose models, and which of them are here")
    listing.set_defaults(run=run_list)


def run_fetch(args: argparse.Namespace) -> int:
    """Fetches a model and prints where it is.

    Raises:
        ModelError: there is no model of that name, or it cannot be provided.
    """
    manifest = load_manifest()
    name = manifest.model(args.name or manifest.default).name
    with _progress_bar(f"{name} pose model") as tell:
        path = provide.fetch(name, tell)
    out = Console(soft_wrap=True, highlight=False, markup=False)
    out.print(f"The {name} pose model is ready: {path}")
    own = os.environ.get(provide.OWN_MODEL_VARIABLE)
    if own:
        out.print(f"{provide.OWN_MODEL_VARIABLE} is set, so PoseCheck uses {own} instead.")
    return 0


def run_list(args: argparse.Namespace) -> int:
    """Prints one line for each model: its name, bytes, whether it is here, and its sources."""
    manifest = load_manifest()
    table = Table("Name", box=None, pad_edge=False)
    table.add_column("Bytes", justify="right")
    table.add_column("Present")
    table.add_column("Source")
    for model in manifest.models.values():
        name = f"{model.name} (default)" if model.name == manifest.default else model.name
        present = "yes" if provide.find(model, provide.model_folders()) else "no"
        table.add_row(name, f"{model.fingerprint.size_bytes:,}", present, _sources(model))
    Console(highlight=False, markup=False).print(table)
    return 0


def _sources(model: PoseModel) -> str:
    host = urlsplit(model.url).netloc
    return host if model.wheel is None else f"{host}, else the wheel of {model.wheel.requirement}"


@contextmanager
def _progress_bar(label: str) -> Iterator[TellProgress]:
    """A bar on stderr that appears with the first byte, and what moves it."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(label, total=None, visible=False)

        def tell(done_bytes: int, total_bytes: int | None) -> None:
            if total_bytes is None:  # pip does not say how far it is; the bar only shows that work goes on
                bar.reset(task, total=None, description=f"{label}, from MediaPipe's wheel", visible=True)
            else:
                bar.update(task, completed=done_bytes, total=total_bytes, visible=True)

        yield tell
