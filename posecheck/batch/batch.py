"""A batch: what is to be done, what has been done before, and what has come of it so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from distributed import Client

from posecheck.batch.cluster import Tell, carried_out
from posecheck.batch.done import Finished
from posecheck.batch.inputs import Input, names_of
from posecheck.batch.job import Files, Job, Outcome, Status
from posecheck.batch.place import Place
from posecheck.batch.tables import write_tables
from posecheck.batch.work import library, program
from posecheck.catalog import Catalog
from posecheck.video.analysis import Plan


@dataclass(frozen=True, slots=True)
class Planned:
    """A video with what is wanted of it.

    Attributes:
        input: the video.
        plan: how to go through it.
    """

    input: Input
    plan: Plan


class Batch:
    """Many videos on their way into one folder.

    Attributes:
        out: the folder of the results.
        outcomes: how it stands with each video, by the name of its results.
    """

    def __init__(self, out: Place, planned: Sequence[Planned], files: Files, catalog: Catalog, again: bool) -> None:
        """Looks at what is done already.

        Args:
            out: the folder of the results.
            planned: the videos.
            files: what to make of each.
            catalog: where the stretches come from.
            again: whether to do all of them again.

        Raises:
            PoseCheckError: `out` cannot be read, or there is no pose model.
        """
        self.out = out
        finished = Finished(out)
        names = names_of([one.input for one in planned], finished.belongs)
        here = program()
        self._jobs = {
            name: _job(one, out / name, files, here | library(one.plan, catalog))
            for name, one in zip(names, planned, strict=True)
        }
        self._sizes = {name: one.input.size_bytes for name, one in zip(names, planned, strict=True)}
        answers = {} if again else finished.answers({name: job.asked for name, job in self._jobs.items()})
        self.outcomes = {
            name: Outcome(job.video.url, name, job.asked, Status.KEPT, answers[name])
            if name in answers
            else Outcome(job.video.url, name, job.asked, Status.LEFT)
            for name, job in self._jobs.items()
        }

    @property
    def left(self) -> list[str]:
        """What is still to be done, the largest first: so that no worker is alone with a long one at the end."""
        left = [name for name, outcome in self.outcomes.items() if outcome.status is Status.LEFT]
        return sorted(left, key=lambda name: (-self._sizes[name], name))

    @property
    def recognised(self) -> bool:
        """Whether of some video it is to be recognised what is practised."""
        return any(job.plan.stretch is None for job in self._jobs.values())

    def size_bytes(self, name: str) -> int:
        """How large a video is; at least 1, so that it counts where sizes are not known."""
        return max(1, self._sizes[name])

    def run(self, client: Client, tell: Tell) -> Iterator[Outcome]:
        """Does what is left.

        Args:
            client: the workers.
            tell: called, on another thread, with a name and which share of that video is done.

        Yields:
            What came of each video, as it comes.

        Raises:
            ClusterError: the scheduler is gone.
        """
        for outcome in carried_out(client, [(name, self._jobs[name]) for name in self.left], tell):
            self.outcomes[outcome.name] = outcome
            yield outcome

    def write_tables(self) -> None:
        """Writes the tables over all videos, as far as it has come.

        Raises:
            InputError: they cannot be written.
        """
        write_tables(self.out, list(self.outcomes.values()))


def _job(one: Planned, results: Place, files: Files, here: dict[str, str]) -> Job:
    plan = one.plan
    asked = {
        "video": one.input.video.url,
        "identity": dict(one.input.identity),
        **here,
        "stretch": plan.stretch.id if plan.stretch else "auto",
        "side": plan.side.value if plan.side else "auto",
        "adaptive": plan.adaptive,
        "files": list(files.names),
    }
    return Job(one.input.video, results, plan, files, asked)
