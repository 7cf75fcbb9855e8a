"""Clips that were handed in: what is copied, what is refused, what goes."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import pytest

from posecheck.errors import InputError
from posecheck.ui import video_files
from posecheck.ui.video_files import PREFIX, remove_leftovers, remove_own, safe_name, take_in

pytestmark = pytest.mark.usefixtures("temporary")


def test_a_clip_is_copied_byte_by_byte_and_known_by_its_digest() -> None:
    content = os.urandom(3_000_000)
    clip = take_in("Brücke am Abend.mp4", BytesIO(content))
    assert clip.path.read_bytes() == content
    assert clip.name == "Brücke am Abend.mp4"
    assert clip.digest == hashlib.sha256(content).hexdigest()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_nobody_else_may_look_at_it(temporary: Path) -> None:
    clip = take_in("a.mp4", BytesIO(b"film"))
    for folder in (clip.path.parent, clip.path.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert clip.path.parent.parent.parent == temporary


def test_two_of_one_name_are_two() -> None:
    first, second = (take_in("a.mp4", BytesIO(content)) for content in (b"one", b"two"))
    first.forget()
    first.forget()
    assert not first.path.parent.exists()
    assert second.path.read_bytes() == b"two"


def test_one_too_large_is_refused_and_leaves_nothing(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video_files, "MOST_MB", 1)
    take_in("a.mp4", BytesIO(bytes(1_048_576))).forget()
    with pytest.raises(InputError, match="larger than 1 MB: choose a shorter"):
        take_in("a.mp4", BytesIO(bytes(1_048_577)))
    assert list(temporary.glob("*/tmp*")) == []


class Full(BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise OSError(28, "No space left on device")


def test_without_room_it_says_what_to_do_and_leaves_nothing(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="There is no room for this clip on this machine: free some space"):
        take_in("a.mp4", Full())
    assert list(temporary.glob("*/tmp*")) == []
    remove_own()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "nowhere"))
    with pytest.raises(InputError, match="There is no room"):
        take_in("a.mp4", BytesIO(b"film"))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("clip.mp4", "clip.mp4"),
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\bridge.MOV", "bridge.MOV"),
        ("深い 股関節 (2).mp4", "深い 股関節 (2).mp4"),
        ('<img src="x">.mp4', "_img src__x__.mp4"),
        ("a\nb\0c.mp4", "a_b_c.mp4"),
        ("..", "clip"),
        ("", "clip"),
        (".mp4", "mp4"),
        ("x" * 300 + ".mp4", "x" * 160 + ".mp4"),
        ("股" * 100 + ".mp4", "股" * 53 + ".mp4"),
        ("no ending", "no ending"),
    ],
)
def test_a_name_can_be_any_files(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    take_in(name, BytesIO(b"film")).forget()


def test_what_a_killed_app_left_goes_and_what_is_in_use_stays(temporary: Path) -> None:
    killed, never_locked = temporary / f"{PREFIX}killed", temporary / f"{PREFIX}early"
    for folder in (killed, never_locked):
        (folder / "tmp1").mkdir(parents=True)
        (folder / "tmp1" / "a.mp4").write_bytes(b"film")
    (killed / "in-use").touch()
    foreign = temporary / "somebody-elses"
    foreign.mkdir()
    (temporary / f"{PREFIX}link").symlink_to(foreign)
    own = take_in("a.mp4", BytesIO(b"film"))
    remove_leftovers()
    assert not killed.exists() and not never_locked.exists()
    assert own.path.is_file() and foreign.is_dir()


def test_another_app_keeps_its_clips_until_it_is_killed(temporary: Path) -> None:
    code = (
        "import sys, tempfile; from io import BytesIO; from posecheck.ui.video_files import take_in;"
        f"tempfile.tempdir = {str(temporary)!r};"
        "print(take_in('a.mp4', BytesIO(b'film')).path, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as app:
        assert app.stdout is not None
        path = Path(app.stdout.readline().strip())
        remove_leftovers()
        assert path.is_file()
        app.kill()
        app.wait()
        assert path.is_file()
        remove_leftovers()
        assert not path.exists()


def test_a_folder_that_was_tidied_away_is_made_again() -> None:
    first = take_in("a.mp4", BytesIO(b"film"))
    remove_own()
    assert not first.path.exists()
    assert take_in("a.mp4", BytesIO(b"film")).path.is_file()
