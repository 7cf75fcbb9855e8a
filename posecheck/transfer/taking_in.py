"""An exported history merged into another: nothing twice, and nothing that is here is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO
from uuid import UUID, uuid5

from posecheck.errors import InputError
from posecheck.record import SessionNote
from posecheck.store import History
from posecheck.trace import decode
from posecheck.transfer.contents import each_line, read_contents
from posecheck.transfer.export import SettingsOf
from posecheck.transfer.lines import BaselineLine, HoldLine, ProfileLine, SessionLine

_SCREENING = "screening"  # the settings' name for the answers under "About you"
_RENAMED = UUID("8f0c1d5e-5a0b-4f3e-9d53-1c1f6f6f1a02")  # so that the same id always gets the same other one


@dataclass(slots=True)
class TakenIn:
    """What came of it.

    Attributes:
        new: holds that were not here.
        further: holds that were here, but not as far.
        known: holds that were here already, as far or further.
        replays_lost: replays that could not be understood; their holds are taken in without them.
    """

    new: int = 0
    further: int = 0
    known: int = 0
    replays_lost: int = 0


def take_in(history: History, file: IO[bytes], settings_of: SettingsOf, *, into: str | None) -> TakenIn:
    """Merges a file into the history. A second time it changes nothing.

    The whole file is looked through first: of one that is not right nothing is taken in. Where the history then refuses
    (a full disk), what was taken in until then stays, and taking the file in again completes it.

    Of a hold that is here already the one that went further stays. A note and a setting that are here stay. Ids that
    are taken by another profile are replaced, always by the same.

    Args:
        history: where it goes; any of its profiles.
        file: one that can be read twice.
        settings_of: gives a profile's settings.
        into: the id of the profile that takes a file with one profile. None puts each profile of the file into the one
            of its id, and adds those that are not here.

    Raises:
        InputError: the file cannot be taken in.
        StoreError: the history refuses.
    """
    file.seek(0)
    contents = read_contents(file)
    if into is not None and len(contents.profiles) > 1:
        raise InputError("This file holds several profiles: export the one that shall go into this profile by itself.")
    file.seek(0)
    file.readline()
    done = TakenIn()
    place: _Place | None = None
    for line in each_line(file):
        if isinstance(line, ProfileLine):
            place = _Place.of(history, into or _here(history, line))
            _add_settings(settings_of, place.history, line)
        elif place is not None and isinstance(line, HoldLine):
            place.take_hold(line, done)
        elif place is not None and isinstance(line, SessionLine):
            place.take_session(line)
        elif place is not None and isinstance(line, BaselineLine):
            place.take_baseline(line)
    return done


def _here(history: History, line: ProfileLine) -> str:
    """The profile's id, after it was added where it was not here."""
    if all(profile.id != line.id for profile in history.profiles()):
        history.add_profile(line.name, line.id)
    return line.id


def _add_settings(settings_of: SettingsOf, history: History, line: ProfileLine) -> None:
    settings = settings_of(history.profile_id)
    here = settings.load()
    # Every history's first profile has the same id: where there is one already, the answers may be another person's.
    asked_anew = {_SCREENING} if history.sessions(limit=1) else set()
    if missing := {name: v for name, v in line.settings.items() if name not in here and name not in asked_anew}:
        settings.update(**missing)


@dataclass(slots=True)
class _Place:
    """The profile that lines go into, and the others, whose ids are taken."""

    history: History
    others: Sequence[History]
    baselines: set[tuple[object, ...]] = field(default_factory=set)

    @classmethod
    def of(cls, history: History, profile_id: str) -> _Place:
        mine = history.of(profile_id)
        others = [history.of(profile.id) for profile in history.profiles() if profile.id != profile_id]
        return cls(mine, others, {(b.check_id, b.side, b.taken_at) for b in mine.baselines()})

    def take_hold(self, line: HoldLine, done: TakenIn) -> None:
        ids = {"id": self._own(line.id, History.hold), "session_id": self._own(line.session_id, History.session)}
        record = line.model_copy(update=ids).built()
        known = self.history.hold(record.id)
        if known is not None and not record.goes_further_than(known):
            done.known += 1
            if line.trace and not self.history.trace(record.id):
                self._take_trace(record.id, line, done)
            return
        done.new += known is None
        done.further += known is not None
        self.history.save(record)
        self._take_trace(record.id, line, done)

    def take_session(self, line: SessionLine) -> None:
        session = self.history.session(self._own(line.id, History.session))
        if session is None:
            return
        if session.note == SessionNote() and line.noted() != SessionNote():
            self.history.set_note(session.id, line.noted())
        if len(line.log) > len(self.history.log(session.id)):
            self.history.save_log(session.id, 0, line.entries())

    def take_baseline(self, line: BaselineLine) -> None:
        if (line.check_id, line.side, line.taken_at) not in self.baselines:
            self.baselines.add((line.check_id, line.side, line.taken_at))
            self.history.save_baseline(line.built())

    def _take_trace(self, hold_id: str, line: HoldLine, done: TakenIn) -> None:
        try:
            parts = line.parts()
            for part in parts:
                decode(part)
        except ValueError:
            done.replays_lost += 1
            return
        for number, part in enumerate(parts):
            self.history.save_trace(hold_id, number, part)

    def _own(self, given: str, found: Callable[[History, str], object | None]) -> str:
        """The id that what is called so elsewhere has here: another one where another profile has that already.

        Args:
            given: the id in the file.
            found: looks an id up in a history.
        """
        renamed = uuid5(_RENAMED, f"{self.history.profile_id}/{given}").hex
        if found(self.history, given) is None and (
            found(self.history, renamed) is not None or any(found(other, given) is not None for other in self.others)
        ):
            return renamed
        return given
