"""What of the holds' traces waits to be saved. Not for several threads at once."""

from __future__ import annotations

MOST_PARTS = 1_000  # hours of practice in ten-second parts; a few megabytes


class WaitingTraces:
    """Parts of traces by hold and number; one that comes again takes the place of the one before."""

    def __init__(self) -> None:
        """Nothing waits."""
        self._parts: dict[tuple[str, int], bytes] = {}

    def add(self, hold_id: str, number: int, data: bytes) -> None:
        """Adds a part. Beyond `MOST_PARTS` what has waited longest is dropped."""
        self._parts[hold_id, number] = data
        while len(self._parts) > MOST_PARTS:
            del self._parts[next(iter(self._parts))]

    def parts(self) -> list[tuple[str, int, bytes]]:
        """All that waits: hold, number and data."""
        return [(hold_id, number, data) for (hold_id, number), data in self._parts.items()]

    def remove(self, hold_id: str, number: int, data: bytes) -> None:
        """Takes away what is saved now, unless it was replaced meanwhile."""
        if self._parts.get((hold_id, number)) is data:
            del self._parts[hold_id, number]
