"""``posecheck batch``: many videos, side by side, on this machine or on many."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from posecheck.catalog import load_catalog
from posecheck.cli.common import AUTO, chosen_plan, err, out
from posecheck.errors import ClusterError, InputError

if TYPE_CHECKING:  # Dask and fsspec take half a second to import: the other commands must not wait for them
    from distributed import Client

    from posecheck.batch.batch import Batch, Planned
    from posecheck.batch.inputs import Input
    from posecheck.batch.job import Outcome

FAILED = 2
INTERRUPTED = 130
MOST_ROWS = 40
RATE_OVER_S = 3600.0  # files take minutes each: a rate over the last half a minute would jump


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    parser = commands.add_parser(
        "batch",
        help="count the holds in many videos",
        description="Counts the holds in many videos, several at a time. What is done is not done again unless the"
        " video, the options or PoseCheck changed; Ctrl-C stops, and the same command goes on.",
    )
    parser.add_argument(
        "sources", nargs="+", metavar="FOLDER|GLOB|LIST|VIDEO", help="on this machine or elsewhere (s3://…)"
    )
    parser.add_argument("--out", required=True, metavar="DIR", help="the folder of the results, here or elsewhere")
    parser.add_argument(
        "--stretch", metavar=f"ID|{AUTO}", help=f"what is practised, unless a list says; {AUTO}: recognise it"
    )
    parser.add_argument("--side", default=AUTO, metavar="left|right|both|auto", help="default: auto")
    parser.add_argument("--adaptive", action="store_true", help="faster: look less often while nothing moves")
    parser.add_argument("--video", action="store_true", help="write an annotated video of each")
    parser.add_argument("--table", choices=("parquet", "csv"), default="", help="write a row for each frame of each")
    parser.add_argument("--report", action="store_true", help="write a report of each to read, print and pass on")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=_count, metavar="N", help="videos at a time; default: processor cores")
    where.add_argument("--scheduler", metavar="tcp://…", help="use the workers of a Dask scheduler that runs already")
    parser.add_argument("--again", action="store_true", help="do again what is done already")
    parser.set_defaults(run=run)


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("give a number from 1 on")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Runs the command.

    Returns:
        0; 2 where a video could not be analysed, or was not come to; 130 where it was stopped.

    Raises:
        PoseCheckError: there is nothing to do, or nowhere to do it or put it.
    """
    from posecheck.batch.alone import alone_in
    from posecheck.batch.batch import Batch
    from posecheck.batch.inputs import find_inputs
    from posecheck.batch.job import Files
    from posecheck.batch.place import Place

    target = Place.of(args.out)
    planned = _planned(args, find_inputs(args.sources, target))
    with alone_in(target):
        batch = Batch(target, planned, Files(args.video, args.table, args.report), load_catalog(), args.again)
        batch.write_tables()  # before hours of work: so it is known that there is a place for what comes of it
        return _carried_out(args, batch)


def _planned(args: argparse.Namespace, inputs: Sequence[Input]) -> list[Planned]:
    """Each video with what the command or its list says is practised in it."""
    from posecheck.batch.batch import Planned

    unnamed = [one for one in inputs if not one.stretch] if not args.stretch else []
    if unnamed:
        raise InputError(
            f"It is not said what is practised in {unnamed[0].video.url}: give --stretch ID, or --stretch auto."
        )
    chosen = {(one.stretch or args.stretch, one.side or args.side) for one in inputs}
    plans = {
        (stretch, side): chosen_plan(argparse.Namespace(stretch=stretch, side=side, adaptive=args.adaptive))
        for stretch, side in sorted(chosen)
    }
    return [Planned(one, plans[one.stretch or args.stretch, one.side or args.side]) for one in inputs]


def _carried_out(args: argparse.Namespace, batch: Batch) -> int:
    try:
        if batch.left:
            with _workers(args, batch) as client:
                _watched(batch, client)
    except KeyboardInterrupt:
        batch.write_tables()
        _tell(batch)
        err.print("Stopped. What is done is kept: the same command goes on from there.")
        return INTERRUPTED
    except ClusterError:
        batch.write_tables()
        raise
    batch.write_tables()
    _tell(batch)
    return FAILED if _count_of(batch, "failed") or batch.left else 0


def _workers(args: argparse.Namespace, batch: Batch) -> AbstractContextManager[Client]:
    from posecheck.batch.cluster import local_workers, scheduler_at

    if args.scheduler:
        return scheduler_at(args.scheduler, batch.recognised)
    return local_workers(args.workers, len(batch.left))


def _watched(batch: Batch, client: Client) -> None:
    """Runs it, and shows how far it is. Time left goes by the videos' sizes."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, speed_estimate_period=RATE_OVER_S) as progress:
        whole = {name: batch.size_bytes(name) for name in batch.left}
        done = dict.fromkeys(whole, 0.0)
        task = progress.add_task(_counted(batch), total=sum(whole.values()))

        def tell(name: str, share: float) -> None:
            done[name] = whole[name] * share
            progress.update(task, completed=sum(done.values()), description=_counted(batch))

        for outcome in batch.run(client, tell):
            tell(outcome.name, 1.0)
            if outcome.message:
                named = outcome.video in outcome.message
                err.print(Text(outcome.message if named else f"{outcome.video}: {outcome.message}"))
            elif not err.is_terminal:  # a log has no bar that moves
                err.print(Text(f"{outcome.video}: {outcome.status.value}"))


def _counted(batch: Batch) -> str:
    """How many there are of each status."""
    counts = {status: _count_of(batch, status) for status in ("done", "kept", "failed", "left")}
    return ", ".join(f"{count} {status}" for status, count in counts.items() if count)


def _count_of(batch: Batch, status: str) -> int:
    return sum(outcome.status == status for outcome in batch.outcomes.values())


def _tell(batch: Batch) -> None:
    """A row a video, where they fit a screen or two; of more, those that failed."""
    outcomes = sorted(batch.outcomes.values(), key=lambda outcome: outcome.video)
    shown = outcomes if len(outcomes) <= MOST_ROWS else [one for one in outcomes if one.status == "failed"][:MOST_ROWS]
    if shown:
        out.print(_table(shown))
    out.print(Text(f"{_counted(batch)}."))
    out.print(Text(f"Tables and results: {batch.out.url}"), soft_wrap=True)


def _table(outcomes: Sequence[Outcome]) -> Table:
    from posecheck.batch.tables import SUMMARY_COLUMNS, summary_row

    shown = ("results", "stretch", "side", "duration_s", "holds", "held_s", "status")
    table = Table(box=None, pad_edge=False)
    for column in shown:
        is_number = column in ("duration_s", "holds", "held_s")
        title = column.replace("duration_s", "lasts (s)").replace("_s", " (s)")
        table.add_column(title, justify="right" if is_number else "left", overflow="fold")
    for outcome in outcomes:
        row = dict(zip(SUMMARY_COLUMNS, summary_row(outcome), strict=True))
        table.add_row(*(Text(_shown(row[column])) for column in shown))
    return table


def _shown(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else "" if value is None else str(value)
