"""``posecheck data``: takes a history along, brings one in, deletes one. docs/data.md describes the files."""

from __future__ import annotations

import argparse
import zipfile
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import IO

from posecheck.cli.common import err, out
from posecheck.draft import Draft
from posecheck.errors import InputError
from posecheck.record import Profile
from posecheck.store import History
from posecheck.store.settings import Settings, settings_file
from posecheck.transfer import read_contents, take_in, write_json, write_tables

NOT_SURE = 2


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    parser = commands.add_parser(
        "data",
        help="take your history along, bring one in, or delete it",
        description="What PoseCheck keeps about people. docs/data.md describes the files.",
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    export = actions.add_parser("export", help="write everything to a file")
    export.add_argument("file", type=Path, metavar="FILE", help="where it goes; an existing file is replaced")
    export.add_argument("--csv", action="store_true", help="as tables: a zip of CSV files, without replays")
    export.add_argument("--profile", metavar="NAME", help="only this profile, by its name or id; all if left out")
    export.set_defaults(run=run_export)

    bring = actions.add_parser("import", help="bring in a file that `data export` or the Settings page wrote")
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("--into", metavar="NAME", help="the profile that takes it, by its name or id; added if new")
    bring.set_defaults(run=run_import)

    delete = actions.add_parser("delete", help="delete a history, a profile, or everything, for good")
    what = delete.add_mutually_exclusive_group(required=True)
    what.add_argument("--history", metavar="NAME", help="what a profile has held; the profile and its settings stay")
    what.add_argument("--profile", metavar="NAME", help="a profile with all there is of it")
    what.add_argument("--everything", action="store_true", help="all profiles, settings, recovery files and backups")
    delete.add_argument("--yes", action="store_true", help="really; without it, only says what would be deleted")
    delete.set_defaults(run=run_delete)


def run_export(args: argparse.Namespace) -> int:
    """Writes a file. Returns 0.

    Raises:
        InputError: there is no such profile, or the file cannot be written.
        StoreError: the history cannot be read.
    """
    with History.open() as history:
        profiles = [_profile(history, args.profile)] if args.profile else history.profiles()
        if args.csv:
            _write(args.file, lambda file: write_tables(history, profiles, file))
        else:
            now = datetime.now(timezone.utc).astimezone()
            _write(args.file, lambda file: write_json(history, profiles, _settings_of, file, now))
        holds = sum(history.of(profile.id).extent().holds for profile in profiles)
    out.print(f"{args.file}: {holds} holds of {len(profiles)} profiles.", markup=False, highlight=False, soft_wrap=True)
    return 0


def _write(target: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Writes another file and puts it in the target's place, so that a full disk leaves what was there."""
    draft = Draft(target)
    try:
        try:
            with draft.file.open("wb") as file:
                write(file)
            draft.complete()
        finally:
            draft.discard()
    except (OSError, zipfile.LargeZipFile) as problem:
        raise InputError(f"{target} cannot be written ({problem}): choose another place.") from problem


def run_import(args: argparse.Namespace) -> int:
    """Merges a file into the history. Returns 0.

    Raises:
        InputError: the file cannot be read or taken in.
        StoreError: the history refuses.
    """
    try:
        with args.file.open("rb") as file, History.open() as history:
            into = None
            if args.into:
                read_contents(file)  # before a profile is added for it
                found = _found(history, args.into)
                into = (found or history.add_profile(args.into)).id
            taken = take_in(history, file, _settings_of, into=into)
    except OSError as problem:
        raise InputError(f"{args.file} cannot be read ({problem.strerror}): check the name.") from problem
    out.print(
        f"New holds: {taken.new}. Further than here: {taken.further}. Here already: {taken.known}.", highlight=False
    )
    if taken.replays_lost:
        err.print(f"Replays that could not be understood and were left out: {taken.replays_lost}.")
    return 0


def run_delete(args: argparse.Namespace) -> int:
    """Deletes, or says what would be deleted. Returns 0, or 2 where nothing was deleted.

    Raises:
        InputError: there is no such profile.
        StoreError: the history refuses.
    """
    with History.open() as history:
        profiles = history.profiles()
        if not args.everything:
            profiles = [_profile(history, args.history or args.profile)]
        for profile in profiles:
            holds = history.of(profile.id).extent().holds
            out.print(f"{profile.name}: {holds} holds", markup=False, highlight=False, soft_wrap=True)
        if not args.yes:
            err.print("Nothing is deleted yet: give --yes to delete this for good.")
            return NOT_SURE
        if args.everything:
            history.delete_everything()
        elif args.history:
            history.of(profiles[0].id).delete_all()
        else:
            history.delete_profile(profiles[0].id)
        for profile in profiles if not args.history else ():
            _settings_of(profile.id).forget()
    out.print("Deleted.")
    return 0


def _settings_of(profile_id: str) -> Settings:
    return Settings(settings_file(profile_id))


def _found(history: History, given: str) -> Profile | None:
    """The profile of this id or, where only one is called so, of this name."""
    profiles = history.profiles()
    named = [profile for profile in profiles if profile.name == given]
    by_id = [profile for profile in profiles if profile.id == given]
    if len(named) > 1 and not by_id:
        ids = ", ".join(profile.id for profile in named)
        raise InputError(f"Several profiles are called {given!r}: give one of their ids ({ids}).")
    return next(iter(by_id or named), None)


def _profile(history: History, given: str) -> Profile:
    profile = _found(history, given)
    if profile is None:
        names = ", ".join(f"{profile.name} ({profile.id})" for profile in history.profiles())
        raise InputError(f"There is no profile {given!r}: there are {names}.")
    return profile
