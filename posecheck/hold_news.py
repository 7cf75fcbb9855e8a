"""What is said of holds that follow no programme: one stretch, as often as one likes."""

from __future__ import annotations

from posecheck.announcement import NEWS, Happening
from posecheck.hold import Change
from posecheck.pipeline import Snapshot
from posecheck.programme import NEARLY_S
from posecheck.voice import News, Sound

REACHED = News("Well held. Release slowly, when you're ready.", Sound.END)


class HoldNews:
    """Tells where a hold stands: begun, half over, nearly over, reached."""

    def __init__(self) -> None:
        """Nothing is held."""
        self._held_s = 0.0

    def update(self, snapshot: Snapshot) -> list[News]:
        """Takes one frame.

        Args:
            snapshot: what is known of it.

        Returns:
            What has just happened, in order.
        """
        changes = [event.change for event in snapshot.events]
        before_s, self._held_s = (0.0 if Change.STARTED in changes else self._held_s), snapshot.held_s
        target_s, news = snapshot.target_s, []
        if Change.STARTED in changes:
            side = snapshot.verdict.side
            news.append(News(f"{side.value.capitalize()} side. Holding." if side else "Good. Holding.", Sound.BEGIN))
        for happening, mark_s in ((Happening.HALFWAY, target_s / 2), (Happening.NEARLY, target_s - NEARLY_S)):
            if target_s >= 4 * NEARLY_S and before_s < mark_s <= snapshot.held_s:
                news.append(NEWS[happening])
        return [*news, REACHED] if Change.REACHED in changes else news
