"""The rows of profiles."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from posecheck.errors import StoreError
from posecheck.record import FIRST_PROFILE, Profile
from posecheck.store.schema import INSERTS, profiles

_FIRST_NAME = "Me"
_LONGEST_NAME = 60


def read(connection: Connection) -> list[Profile]:
    """All, by name; the first one first."""
    wanted = select(profiles).order_by(profiles.c.id != FIRST_PROFILE, func.lower(profiles.c.name), profiles.c.id)
    return [Profile(row.id, row.name) for row in connection.execute(wanted)]


def add(connection: Connection, name: str, profile_id: str | None = None) -> Profile:
    """Adds one, under a new id unless one is given.

    Raises:
        StoreError: the name is empty, or the id is taken.
    """
    added = Profile(profile_id or uuid4().hex, _name(name))
    if connection.scalar(select(profiles.c.id).where(profiles.c.id == added.id)) is not None:
        raise StoreError("A profile with this id is there already: choose that one.")
    connection.execute(insert(profiles).values(id=added.id, name=added.name))
    return added


def add_first(connection: Connection) -> None:
    """Adds the one every history begins with."""
    connection.execute(insert(profiles).values(id=FIRST_PROFILE, name=_FIRST_NAME))


def add_once(connection: Connection, name: str, login: str) -> Profile:
    """Adds the one of somebody who logs in, unless another tab was quicker.

    Raises:
        StoreError: the name is empty.
    """
    new = INSERTS[connection.dialect.name](profiles).values(id=uuid4().hex, name=_name(name), login=login)
    connection.execute(new.on_conflict_do_nothing(index_elements=["login"]))
    row = connection.execute(select(profiles).where(profiles.c.login == login)).one()
    return Profile(row.id, row.name)


def rename(connection: Connection, profile_id: str, name: str) -> None:
    """Gives one another name. An unknown id is no error.

    Raises:
        StoreError: the name is empty.
    """
    connection.execute(update(profiles).where(profiles.c.id == profile_id).values(name=_name(name)))


def remove(connection: Connection, profile_id: str) -> None:
    """Deletes one with all that is its own. The first profile stays, empty and without its name."""
    connection.execute(delete(profiles).where(profiles.c.id == profile_id))
    if profile_id == FIRST_PROFILE:
        add_first(connection)


def of_login(connection: Connection, login: str) -> Profile | None:
    """The one of somebody who logged in; None at their first time."""
    row = connection.execute(select(profiles).where(profiles.c.login == login)).one_or_none()
    return Profile(row.id, row.name) if row is not None else None


def _name(given: str) -> str:
    name = " ".join(given.split())[:_LONGEST_NAME]
    if not name:
        raise StoreError("A profile needs a name: type one, then try again.")
    return name
