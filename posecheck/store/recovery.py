"""What could not be saved and was written down (`posecheck.store.unsaved`) is saved when it works again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from posecheck.errors import StoreError
from posecheck.record import HoldRecord
from posecheck.store.repository import History
from posecheck.store.trouble import told_plainly
from posecheck.store.unsaved import own_name, read_file, to_line, unsaved_files, write_whole


def recover(history: History) -> list[HoldRecord]:
    """Does all that `recovering` does at once. Returns the records that were saved."""
    return list(recovering(history))


def recovering(history: History) -> Iterator[HoldRecord]:
    """Saves what was written down for this history's profile, or for one that is not there.

    What belongs to other profiles waits for them, so that each is told of their own. Lines that cannot be understood go
    to a file ending in ``.damaged``. A hold that the history knows further is left as it is.

    Args:
        history: of the profile.

    Yields:
        Each record of the profile as it is saved, also where another one fails then.

    Raises:
        StoreError: something could not be saved yet; it stays written down.
    """
    with told_plainly(history.url):
        for file in unsaved_files(history.url):
            with suppress(FileNotFoundError):  # another process was quicker
                yield from _recovering_from(history, file)


def _recovering_from(history: History, found: Path) -> Iterator[HoldRecord]:
    present = {profile.id for profile in history.profiles()}
    others = present - {history.profile_id}
    if _is_for(others, found):
        return
    # Under a name of its own: whoever wrote it may be alive, and write anew under the old one; or has just done so.
    file = own_name(found)
    found.rename(file)
    records, damaged = read_file(file)
    stay, trouble = [(record, whose) for record, whose in records if whose in others], None
    for record, whose in records:
        if whose in others:
            continue
        try:
            if whose not in present:  # a fresh history has taken the place of a damaged one
                history.add_profile("Recovered", whose)
                present.add(whose)
            if _save_further(history.of(whose), record) and whose == history.profile_id:
                yield record
        except StoreError as problem:
            stay.append((record, whose))
            trouble = problem
    if damaged:
        write_whole(file.with_suffix(".damaged"), b"\n".join(damaged) + b"\n")
    if stay:
        write_whole(file, "".join(to_line(record, whose) for record, whose in stay).encode("ascii"))
    else:
        file.unlink()
    if trouble:
        raise trouble


def _is_for(others: Collection[str], file: Path) -> bool:
    """Whether all of a file belongs to these profiles."""
    records, damaged = read_file(file)
    return bool(records) and not damaged and all(whose in others for _, whose in records)


def _save_further(history: History, record: HoldRecord) -> bool:
    known = history.hold(record.id)
    if known is not None and not record.goes_further_than(known):
        return False
    history.save(record)
    return True
