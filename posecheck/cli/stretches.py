"""``posecheck stretches``: lists, shows and checks stretches and routines, and begins new ones."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from posecheck.catalog import Catalog, load_catalog
from posecheck.cli.common import err, out
from posecheck.errors import StretchError
from posecheck.needs import NEEDS
from posecheck.routine import Routine, dose_warnings, duration_words, planned_s, turns
from posecheck.sharing import import_file, own_path, read_shared
from posecheck.stretch import Check, Stretch

TEMPLATES = Path(__file__).parents[1] / "templates"
BAD_FILES = 2


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    parser = commands.add_parser(
        "stretches",
        help="list, show and check stretches and routines, or begin new ones",
        description="Stretches and routines: the built-in ones and your own. docs/teaching.md is the guide.",
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    listing = actions.add_parser("list", help="list all stretches and routines")
    listing.set_defaults(run=run_list)

    show = actions.add_parser("show", help="show one stretch or routine")
    show.add_argument("id", metavar="ID", help="as listed")
    show.set_defaults(run=run_show)

    validate = actions.add_parser("validate", help="find every mistake in stretch and routine files")
    validate.add_argument("files", nargs="*", type=Path, metavar="FILE", help="files or folders; all there are if none")
    validate.set_defaults(run=run_validate)

    new = actions.add_parser("new", help="begin a stretch or routine of your own from a template")
    new.add_argument("id", metavar="ID", help="small letters, digits and _")
    new.add_argument("--routine", action="store_true", help="a routine instead of a stretch")
    new.add_argument("--stdout", action="store_true", help="print it instead of putting it into your own folder")
    new.set_defaults(run=run_new)


def run_list(args: argparse.Namespace) -> int:
    """Prints two tables. Returns 0; 2 where files had to be left out."""
    catalog = load_catalog()
    table = _list_of("Stretches", "name", "kind", "one hold", "sides", "needs", "own")
    for stretch in catalog.stretches.values():
        table.add_row(
            stretch.id,
            escape(stretch.name),
            stretch.kind.value,
            _brief(stretch.dose.target_s),
            "each" if stretch.sided else "both",
            " ".join(stretch.needs),
            _own(catalog, stretch),
        )
    out.print(table, end="\n\n")
    table = _list_of("Routines", "name", "time", "needs", "own")
    for routine in catalog.routines.values():
        time = _brief(planned_s(turns(routine, catalog.stretches)))
        table.add_row(routine.id, escape(routine.name), time, " ".join(routine.needs), _own(catalog, routine))
    out.print(table)
    return _tell(catalog.problems)


def _list_of(title: str, *columns: str) -> Table:
    table = Table(box=None, pad_edge=False, title=title, title_justify="left", title_style="bold")
    table.add_column("id", no_wrap=True)
    for column in columns:
        table.add_column(column)
    return table


def _brief(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _own(catalog: Catalog, item: Stretch | Routine) -> str:
    return "yes" if catalog.is_own(item) else ""


def run_show(args: argparse.Namespace) -> int:
    """Prints one stretch or routine (both, where they share an id).

    Raises:
        StretchError: there is none of that id.
    """
    catalog = load_catalog()
    if args.id not in catalog.routines and args.id not in catalog.stretches:
        raise StretchError(f"There is no stretch or routine {args.id!r}: `posecheck stretches list` shows all.")
    if args.id in catalog.stretches:
        _show_stretch(catalog, catalog.stretches[args.id])
    if args.id in catalog.routines:
        _show_routine(catalog, catalog.routines[args.id])
    return 0


def _show_stretch(catalog: Catalog, stretch: Stretch) -> None:
    facts = {
        "Name": stretch.name + (f" ({stretch.also})" if stretch.also else ""),
        "Kind": stretch.kind.value,
        "Position": stretch.position,
        "Side": stretch.side_means if stretch.sided else "both at once",
        "Equipment": ", ".join(stretch.equipment),
        "Needs": _needs(stretch.needs),
        "Dose": f"{duration_words(stretch.dose.target_s)}, {stretch.dose.repeats} ({stretch.dose.source})",
        "Camera": f"{', '.join(view.value for view in stretch.camera.views)}. {stretch.camera.hint}",
        "Steps": "\n".join(f"{n}. {step}" for n, step in enumerate(stretch.steps, start=1)),
        "Caution": stretch.caution,
        "If it concerns you": "\n".join(f"{c.about} ({c.effect.value}): {c.words}" for c in stretch.concerns),
        "Not judged": stretch.unjudged,
        "Reminders": "\n".join(stretch.reminders),
    }
    checks = {f"Check {check.id}": _check_words(check) for check in stretch.checks}
    _print_facts(catalog, stretch, facts | checks)


def _check_words(check: Check) -> str:
    lines = [f"{check.measure}, {check.limb.value}: {_aim(check)} ({check.source})"]
    for end, fault in (("below", check.low), ("above", check.high)):
        lines += [f"{end} {fault.threshold:g} {fault.id}: “{fault.cue}”"] if fault else []
    return "\n".join(lines)


def _aim(check: Check) -> str:
    low, high = (None if bound is None else f"{bound:g}" for bound in check.target)
    return f"{low} to {high}" if low and high else f"{low} or more" if low else f"{high} or less"


def _show_routine(catalog: Catalog, routine: Routine) -> None:
    planned = turns(routine, catalog.stretches)
    facts = {
        "Name": routine.name,
        "About": routine.about,
        "Needs": _needs(routine.needs),
        "Time": f"{duration_words(planned_s(planned))} with getting ready",
    }
    _print_facts(catalog, routine, facts)
    out.print()
    table = Table("stretch", "side", "hold", "rest", box=None, pad_edge=False)
    for turn in planned:
        rest = duration_words(turn.rest_s) if turn.rest_s else ""
        side = turn.side.value if turn.side else "both"
        table.add_row(escape(turn.stretch.name), side, duration_words(turn.target_s), rest)
    out.print(table)
    _warn(routine, catalog.stretches)


def _needs(needs: tuple[str, ...]) -> str:
    return ", ".join(f"{need} {NEEDS[need]}" for need in needs)


def _print_facts(catalog: Catalog, item: Stretch | Routine, facts: Mapping[str, str]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, fact in {**facts, "File": str(catalog.file_of(item))}.items():
        if fact:
            table.add_row(f"[bold]{name}[/bold]", escape(fact))
    out.print(table)


def run_validate(args: argparse.Namespace) -> int:
    """Prints every problem of files given, or of all there are. Returns 0 where there is none, else 2.

    Raises:
        StretchError: a file given is not there.
    """
    catalog = load_catalog()
    if not args.files:
        found: list[Stretch | Routine] = [*catalog.stretches.values(), *catalog.routines.values()]
        problems = list(catalog.problems)
    else:
        found, problems = _read_files(_given_files(args.files), catalog)
    stretches = catalog.stretches | {s.id: s for s in found if isinstance(s, Stretch)}
    for routine in (item for item in found if isinstance(item, Routine)):
        _warn(routine, stretches)
    if not problems:
        routines = sum(isinstance(item, Routine) for item in found)
        out.print(f"No mistakes. Stretches: {len(found) - routines}, routines: {routines}.", highlight=False)
    return _tell(problems)


def _given_files(given: list[Path]) -> list[Path]:
    missing = [str(path) for path in given if not path.exists()]
    if missing:
        raise StretchError(f"There is no file {', '.join(missing)}: check the name.")
    return [file for path in given for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]


def _read_files(files: list[Path], catalog: Catalog) -> tuple[list[Stretch | Routine], list[str]]:
    """Twice, since a routine may name a stretch that is given beside it."""
    found, _ = _read_each(files, catalog)
    beside = {item.id: item for item in found if isinstance(item, Stretch)}
    return _read_each(files, replace(catalog, stretches=catalog.stretches | beside))


def _read_each(files: list[Path], catalog: Catalog) -> tuple[list[Stretch | Routine], list[str]]:
    found: list[Stretch | Routine] = []
    problems: list[str] = []
    for path in files:
        try:
            found.append(read_shared(path.read_bytes(), str(path), catalog))
        except StretchError as error:
            problems += str(error).splitlines()
        except OSError as error:
            problems.append(f"{path}: file: cannot be read ({error.strerror}); make it readable for you")
    return found, problems


def _warn(routine: Routine, stretches: Mapping[str, Stretch]) -> None:
    for warning in dose_warnings(routine, stretches):
        err.print(f"{routine.name}: worth a thought: {warning}", markup=False)


def _tell(problems: Iterable[str]) -> int:
    """Prints problems. Returns the exit code."""
    code = 0
    for problem in problems:
        err.print(problem, markup=False)
        code = BAD_FILES
    return code


def run_new(args: argparse.Namespace) -> int:
    """Writes a template that is right as it stands.

    Raises:
        StretchError: the id cannot be used or is taken, or the folder cannot be written.
    """
    catalog = load_catalog()
    template = TEMPLATES / ("routine.toml" if args.routine else "stretch.toml")
    text = template.read_text(encoding="utf-8")
    text = text.replace("{id}", args.id).replace("{name}", args.id.replace("_", " ").capitalize())
    if args.stdout:
        read_shared(text.encode(), f"{args.id}.toml", catalog)
        sys.stdout.write(text)
    else:
        item = import_file(text.encode(), f"{args.id}.toml", catalog)
        out.print(f"Begun: {own_path(item, catalog)}", markup=False, soft_wrap=True, highlight=False)
        out.print("Open it in a text editor; then: python -m posecheck stretches validate", highlight=False)
    return 0
