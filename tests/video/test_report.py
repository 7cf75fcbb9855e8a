"""The report: what it says, that it stands by itself, and that nothing from a file becomes markup."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import cv2
import numpy as np
import pytest

from posecheck.catalog import Catalog
from posecheck.course import Recognised
from posecheck.errors import InputError
from posecheck.landmarks import Side
from posecheck.stretch import LimbPose
from posecheck.video.analysis import Analysis
from posecheck.video.judged import Judged
from posecheck.video.report import Report
from tests.bodies import BRIDGE, KNEE_TO_CHEST, LYING, figure, seen
from tests.video.filmed import film, give, unjudged

VOID = ("meta", "img", "br", "line", "rect", "path")
Write = Callable[[Sequence[Judged], Analysis], "Page"]


class Page(HTMLParser):
    """A report as a reader has it: words, pictures, attributes; tags that do not match raise."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def all(self, tag: str, kind: str = "") -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag and kind in ("", attrs.get("class"))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.words.append(data)


def decoded(source: str) -> np.ndarray:
    data = base64.b64decode(source.removeprefix("data:image/jpeg;base64,"))
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(taken: Sequence[Judged], analysis: Analysis) -> Page:
        path = tmp_path / "report.html"
        assert give(Report(path, analysis.name), taken, analysis) == []
        assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
        return Page(path.read_text(encoding="utf-8"))

    return written


@pytest.fixture(scope="module")
def bridges(catalog: Catalog) -> tuple[list[Judged], Analysis]:
    """Two holds: one with a pause that reaches its target, one that does not."""
    return film(
        catalog.get("bridge"),
        (1, seen(LYING)), (3, seen(BRIDGE)), (1, seen(LYING)), (3, seen(BRIDGE)), (3, seen(LYING)), (2, seen(BRIDGE)),
    )  # fmt: skip


def test_it_says_what_came_of_it(write: Write, bridges: tuple[list[Judged], Analysis]) -> None:
    page = write(*bridges)
    first, second = bridges[1].holds
    assert first.reached
    assert not second.reached
    assert f"Two holds, {round(first.held_s + second.held_s)} s in all" in page.text
    assert "target 4 s reached once." in page.text
    assert page.text.count("✓") == 1
    assert "Press feet, rise a little" in page.text
    assert "a clip.mp4" in page.text
    assert "Bridge · 0:13 · PoseCheck" in page.text


def test_stills_show_the_moments_that_matter(write: Write, bridges: tuple[list[Judged], Analysis]) -> None:
    page = write(*bridges)
    captions = [image["alt"] for image in page.all("img")]
    assert [c for c in captions if "begins" in c] == ["Hold 1 begins", "Hold 2 begins"]
    assert sum("at its best" in c for c in captions) == 2
    assert any(c.startswith("Hold 1 pauses for ") and c.endswith("Press feet, rise a little") for c in captions)
    assert "Hold 1 reaches its target of 4 s" in captions
    assert "Hold 1 ends: Press feet, rise a little" in captions
    for image in page.all("img"):
        picture = decoded(image["src"])
        assert picture.shape == (360, 480, 3)
        assert picture.std() > 5.0  # something is drawn on the plain grey


def test_a_still_is_of_its_moment(write: Write, bridges: tuple[list[Judged], Analysis]) -> None:
    page = write(*bridges)
    times = re.findall(r"<b>([\d:]+)</b> (Hold \d \w+)", page.html)
    assert times[0] == ("0:01", "Hold 1 begins")
    assert ("0:11", "Hold 2 begins") in times
    assert times == sorted(times, key=lambda t: t[0])


def test_each_check_has_a_plot(write: Write, catalog: Catalog, bridges: tuple[list[Judged], Analysis]) -> None:
    page = write(*bridges)
    assert len(page.all("figure", "plot")) == len(catalog.get("bridge").checks)
    assert page.all("path", "left")
    assert page.all("path", "right")
    assert "above 25°: “Press feet, rise a little.”" in page.text
    assert re.search(r"On average in hold 1: left −?\d+°, right −?\d+°; in hold 2: left", page.text)
    values = [float(n) for path in page.all("path") for n in re.findall(r"-?[\d.]+", path["d"])]
    assert max(values) <= 1000.0


def test_what_no_frame_could_tell_is_named_with_its_reason(write: Write, catalog: Catalog) -> None:
    page = write(*film(catalog.get("bridge"), (3, seen(BRIDGE, azimuth_deg=180.0))))
    assert "Could not be told at any moment: Shoulders down (front view hides it), " in page.text
    assert not page.all("figure", "plot")
    assert "Front view hides it: 3 s" in page.text


def test_the_timeline_has_a_row_for_each_that_can_be_said(write: Write, bridges: tuple[list[Judged], Analysis]) -> None:
    page = write(*bridges)
    rows = {attrs["aria-label"] for attrs in page.all("svg", "row")}
    assert rows == {
        "2 holds",
        "In place: 8 s",
        "Out of place: 5 s",
        "Cannot tell: 0 s",
        "Nobody seen: 0 s",
    }
    assert len(page.all("rect", "in-place")) == 3
    assert len(page.all("rect", "out-of-place")) == 3
    assert len(page.all("rect", "counted")) == 2


def test_it_stands_by_itself(write: Write, bridges: tuple[list[Judged], Analysis]) -> None:
    page = write(*bridges)
    assert not page.all("script") + page.all("link") + page.all("iframe")
    assert not re.search(r"https?:|url\(|@import", page.html)
    assert all(image["src"].startswith("data:image/jpeg;base64,") for image in page.all("img"))
    assert not any(name.startswith("on") or name == "style" for _, attrs in page.tags for name in attrs)
    (policy,) = (meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
    style = re.search("<style>(.*?)</style>", page.html, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; img-src data:; ")
    assert f"style-src 'sha256-{digest}'" in policy


def test_nothing_from_a_file_becomes_markup(write: Write, catalog: Catalog) -> None:
    evil = "<script>alert(1)</script>&{{ 7 * 7 }}\"'"
    bridge = catalog.get("bridge")
    checks = tuple(
        replace(c, id=f"{evil}{c.id}", high=replace(c.high, cue=evil) if c.high else None) for c in bridge.checks
    )
    stretch = replace(bridge, name=evil, checks=checks, main_check=f"{evil}{bridge.main_check}")
    taken, analysis = film(stretch, (1, seen(LYING)), (3, seen(BRIDGE)), (1, seen(LYING)), (1, seen(BRIDGE)))
    page = write(taken, replace(analysis, name=evil, notes=(evil,)))
    assert not page.all("script")
    assert page.text.count(evil) >= 4
    assert "49" not in page.text


def test_left_and_right_are_told_apart(write: Write, catalog: Catalog) -> None:
    other = figure(-90, KNEE_TO_CHEST.other, KNEE_TO_CHEST.active)
    spans = ((3, seen(KNEE_TO_CHEST)), (4, seen(LYING)), (2, seen(other, 270.0)))
    page = write(*film(catalog.get("single_knee_to_chest"), *spans))
    assert "Two holds, " in page.text
    assert re.search(r"Left \d\.\d s, right \d\.\d s\.", page.text)


def test_no_hold(write: Write, catalog: Catalog) -> None:
    page = write(*film(catalog.get("bridge"), (4, seen(LYING))))
    assert "No hold: the position was not seen in place." in page.text
    assert not page.all("table")
    assert [image["alt"] for image in page.all("img")] == ["Nearest to the position: Press feet, rise a little"]


def test_a_position_left_at_once(write: Write, catalog: Catalog) -> None:
    page = write(*film(catalog.get("bridge"), (2, seen(LYING)), (0.5, seen(BRIDGE)), (2, seen(LYING))))
    assert "No hold: the position was taken, but not long enough to count." in page.text
    assert [image["alt"] for image in page.all("img")] == ["Nearest to the position"]


def test_nobody(write: Write, catalog: Catalog) -> None:
    page = write(*film(catalog.get("bridge"), (2, None)))
    assert "Nobody was seen, so nothing was counted." in page.text
    assert not page.all("figure", "plot")
    assert [image["alt"] for image in page.all("img")] == ["What the camera saw"]
    assert "Nobody in view: 2 s" in page.text


def test_a_video_of_one_frame(write: Write, catalog: Catalog) -> None:
    page = write(*film(catalog.get("bridge"), (0.1, seen(BRIDGE))))
    assert "Bridge · 1 frame · PoseCheck" in page.text
    assert "No hold" in page.text
    assert "The whole video" not in page.text
    assert len(page.all("img")) == 1


def test_a_video_stopped_in_the_middle(write: Write, bridges: tuple[list[Judged], Analysis]) -> None:
    taken, analysis = bridges
    page = write(taken, replace(analysis, complete=False))
    assert "Read up to 0:13 only: it was stopped there" in page.text


def test_notes_are_told(write: Write, bridges: tuple[list[Judged], Analysis]) -> None:
    taken, analysis = bridges
    page = write(taken, replace(analysis, notes=("The sound is left out.",)))
    assert "Notes The sound is left out." in page.text


def recognised(catalog: Catalog) -> tuple[list[Judged], Analysis]:
    """A bridge, something unknown, a knee to the chest."""
    first, one = film(catalog.get("bridge"), (6, seen(BRIDGE)))
    unknown, _ = film(catalog.get("bridge"), (1, seen(figure(0, LimbPose()))), (1, None), start_s=6.0)
    last, other = film(catalog.get("single_knee_to_chest"), (6, seen(KNEE_TO_CHEST)), side=Side.RIGHT, start_s=8.0)
    segments = (
        Recognised(0.0, 6.0, "bridge"),
        Recognised(6.0, 8.0, None),
        Recognised(8.0, 13.9, "single_knee_to_chest", Side.RIGHT),
    )
    analysis = replace(one, duration_s=13.9, holds=one.holds + other.holds, segments=segments)
    return first + unjudged(unknown) + last, analysis


def test_a_section_for_each_part_that_was_recognised(write: Write, catalog: Catalog) -> None:
    page = write(*recognised(catalog))
    headings = re.findall(r'<h2><span class="when">(.*?)</span> (.*?)</h2>', page.html)
    assert headings == [
        ("0:00–0:06", "Bridge"), ("0:06–0:08", "Not recognised"), ("0:08–0:14", "Single knee to chest, right")
    ]  # fmt: skip
    assert "Recognised: Bridge, Single knee to chest · 0:14" in page.text
    assert re.search(r"Two holds, .* Bridge \d\.\d s, Single knee to chest \d\.\d s\.", page.text)
    assert "Not recognised: 1 s" in {attrs["aria-label"] for attrs in page.all("svg", "row")}
    assert "Not recognised: 1 s" in page.text
    assert "Recognised: Bridge, Not recognised, Single knee to chest, right" in {
        attrs["aria-label"] for attrs in page.all("svg", "row")
    }
    bridge, unknown, knee = page.html.split('<section class="part">')[1:]
    assert "Hip line" in bridge
    assert "<img" in bridge
    assert "in hold 1:" in bridge
    assert "hold 2" not in bridge
    assert "<svg" not in unknown.split("</section>")[0]
    assert "Hold 2 begins" in knee
    assert "Hip line" not in knee


def test_a_part_without_a_hold_shows_what_came_nearest(write: Write, catalog: Catalog) -> None:
    first, one = film(catalog.get("bridge"), (3, seen(BRIDGE)))
    last, _ = film(catalog.get("single_knee_to_chest"), (2, seen(LYING)), start_s=3.0)
    segments = (Recognised(0.0, 3.0, "bridge"), Recognised(3.0, 4.9, "single_knee_to_chest", Side.LEFT))
    page = write(first + last, replace(one, duration_s=4.9, segments=segments))
    bridge, knee = page.html.split('<section class="part">')[1:]
    assert "Hold 1 begins" in bridge
    assert "Nearest to the position" not in bridge
    assert "Nearest to the position: " in knee


def test_what_is_timed_has_no_best_moment(write: Write, catalog: Catalog) -> None:
    page = write(*film(catalog.get("belly_breathing"), (4, seen(LYING))))
    assert [image["alt"] for image in page.all("img")] == ["Hold 1 begins"]
    assert "4 s of it were counted by the clock alone" in page.text


def test_nothing_recognised(write: Write, catalog: Catalog) -> None:
    taken, analysis = film(catalog.get("bridge"), (2, seen(figure(0, LimbPose()))))
    segments = (Recognised(0.0, 1.9, None),)
    page = write(unjudged(taken), replace(analysis, holds=(), segments=segments))
    assert "None of the library's stretches was recognised, so nothing was counted." in page.text
    assert "Nothing recognised · 0:02" in page.text
    (image,) = page.all("img")
    assert image["alt"] == "What the camera saw"
    assert decoded(image["src"])[:40, :40].std() > 5.0  # the word "unknown" in its corner


def test_frames_passed_over_change_nothing(write: Write, bridges: tuple[list[Judged], Analysis]) -> None:
    taken, analysis = bridges
    thinner: list[Judged] = []
    for judged in taken:
        before = thinner[-1] if thinner else judged
        same = judged.number % 2 and judged.snapshot is not None and not judged.snapshot.events
        passed_over = replace(judged, looked=False, snapshot=before.snapshot, seen=before.seen)
        thinner.append(passed_over if same else judged)
    page = write(thinner, analysis)
    captions = [image["alt"] for image in page.all("img")]
    assert len(captions) == len(set(captions))


def test_a_long_video_keeps_at_most_so_many_stills(write: Write, catalog: Catalog) -> None:
    spans = [(1.5, seen(BRIDGE)), (2.0, seen(LYING))] * 40
    taken, analysis = film(catalog.get("bridge"), *spans)
    assert len(analysis.holds) == 40
    page = write(taken, analysis)
    captions = [image["alt"] for image in page.all("img")]
    assert len(captions) == 24
    assert all("at its best" in caption for caption in captions)
    assert "40 holds, " in page.text
    assert re.search(r"On average in 40 holds: left −?\d+°( to −?\d+°)?, right −?\d+°", page.text)


def test_given_up_nothing_is_left(tmp_path: Path, bridges: tuple[list[Judged], Analysis]) -> None:
    report = Report(tmp_path / "report.html", "x")
    report.take(bridges[0][0])
    report.abandon()
    report.abandon()
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_to_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no folder"):
        Report(tmp_path / "nowhere" / "report.html", "x")
    with pytest.raises(InputError, match="cannot be written"):
        Report(tmp_path, "x")


def test_a_disk_that_cannot_take_it_is_told(
    tmp_path: Path, bridges: tuple[list[Judged], Analysis], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    report = Report(tmp_path / "report.html", "x")
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(InputError, match="No space left on device"):
        report.finish(replace(bridges[1], holds=()))
    assert list(tmp_path.iterdir()) == []
