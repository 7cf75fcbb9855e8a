"""A history as files: given out as JSON Lines or as tables, taken in again. Deleting it lies with the history itself.

`posecheck.transfer.lines` is the format; docs/data.md describes it.
"""

from posecheck.transfer.contents import Contents, ProfileContents, read_contents
from posecheck.transfer.export import write_json
from posecheck.transfer.tables import write_tables
from posecheck.transfer.taking_in import TakenIn, take_in

__all__ = ["Contents", "ProfileContents", "TakenIn", "read_contents", "take_in", "write_json", "write_tables"]
