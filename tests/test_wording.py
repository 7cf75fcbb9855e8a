"""Values as people read them."""

from __future__ import annotations

import pytest

from posecheck.catalog import Catalog
from posecheck.wording import amount, count, length, target, timecode, title


def test_ids_become_titles() -> None:
    assert title("hips_low") == "Hips low"
    assert title("half-kneeling") == "Half kneeling"


def test_things_are_counted() -> None:
    assert [count(n, "day") for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    assert count(2, "try", "tries") == "2 tries"


@pytest.mark.parametrize(("seconds", "said"), [(0.2, "1 s"), (45.4, "45 s"), (180.0, "3 min"), (90.0, "1 min 30 s")])
def test_lengths(seconds: float, said: str) -> None:
    assert length(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.0, "0:00"), (6.97, "0:07"), (59.6, "1:00"), (750.0, "12:30"), (3725.0, "1:02:05")]
)
def test_moments_of_a_video(seconds: float, said: str) -> None:
    assert timecode(seconds) == said


@pytest.mark.parametrize(
    ("measure", "value", "error", "said"),
    [
        ("hip_flexion", 12.6, 0.0, "13°"),
        ("hip_flexion", 12.6, 4.0, "13°"),
        ("hip_flexion", 12.6, 4.1, "15°"),
        ("hip_flexion", -12.6, 6.0, "−15°"),
        ("hip_flexion", -0.4, 0.0, "0°"),
        ("knee_spread", 1.26, 0.5, "1.3"),
        ("knee_ahead", -0.26, 0.0, "−0.3"),
    ],
)
def test_values_are_rounded_to_what_is_known(measure: str, value: float, error: float, said: str) -> None:
    assert amount(measure, value, error) == said


def test_targets_have_their_unit(catalog: Catalog) -> None:
    bridge = catalog.get("bridge")
    assert [target(bridge.check(i)) for i in ("hip_line", "shoulders_down", "knees_over_toes")] == [
        "−5 to 15°",
        "at most −95°",
        "0.8 to 1.5",
    ]
    assert any(target(c).startswith("at least ") for s in catalog.stretches.values() for c in s.checks)
