"""The history of holds, in SQLite by default, in PostgreSQL by address. SQLAlchemy stays inside this package."""

from posecheck.store.location import DATABASE_VARIABLE, data_folder
from posecheck.store.recovery import recover
from posecheck.store.repository import History
from posecheck.store.writer import HoldWriter

__all__ = ["DATABASE_VARIABLE", "History", "HoldWriter", "data_folder", "recover"]
