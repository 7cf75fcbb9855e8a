"""Files that people pass on: nothing with mistakes comes in, nothing is overwritten silently."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from posecheck.catalog import BUILT_IN, Catalog, load_catalog, own_folder, own_routines_folder
from posecheck.errors import StretchError
from posecheck.routine import Routine
from posecheck.sharing import LARGEST_BYTES, export_file, import_file, own_path, read_shared, remove_own
from posecheck.stretch import Stretch
from tests.conftest import FIXTURES

BRIDGE = (FIXTURES / "bridge.toml").read_bytes()
MINE = BRIDGE.replace(b'id = "bridge"', b'id = "mine"')
ROUTINE = b'id = "all"\nname = "All of it"\nabout = "Test."\nneeds = []\nsteps = [{ stretch = "mine" }]\n'


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(StretchError) as caught:
        call()
    return str(caught.value)


def files() -> list[str]:
    """What lies in the person's own folders, whatever it is called."""
    return sorted(p.name for folder in (own_folder(), own_routines_folder()) for p in folder.glob("*"))


def test_a_stretch_and_then_a_routine_of_it_come_in_and_go_out_again() -> None:
    stretch = import_file(MINE, "sent.toml", load_catalog())
    assert isinstance(stretch, Stretch)
    catalog = load_catalog()
    assert catalog.get("mine") == stretch
    assert catalog.file_of(stretch) == own_folder() / "mine.toml"
    routine = import_file(ROUTINE, "sent.toml", catalog)
    assert isinstance(routine, Routine)
    catalog = load_catalog()
    assert catalog.routine("all") == routine
    assert export_file(stretch, catalog) == ("mine.toml", MINE)
    assert export_file(routine, catalog) == ("all.toml", ROUTINE)
    assert export_file(catalog.get("pigeon"), catalog)[1] == (BUILT_IN / "pigeon.toml").read_bytes()
    assert files() == ["all.toml", "mine.toml"]


def test_a_file_with_mistakes_stays_out_with_all_of_them_listed() -> None:
    broken = MINE.replace(b'name = "Bridge"', b"").replace(b"target_s = 30", b"target_s = -1")
    told = refused(lambda: import_file(broken, "sent.toml", load_catalog())).splitlines()
    assert [line.split(": ")[:2] for line in told] == [["sent.toml", "name"], ["sent.toml", "dose.target_s"]]
    told = refused(lambda: import_file(ROUTINE, "sent.toml", load_catalog())).splitlines()
    assert told == ["sent.toml: steps[1].stretch: there is no stretch 'mine'; add that one first, or choose another"]
    assert files() == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xff\xfe\x00", "sent.toml: file: is not UTF-8 text; save it as UTF-8"),
        (b"#" * (LARGEST_BYTES + 1), "sent.toml: file: is larger than 100 kB; give a stretch or routine file"),
        (b"", "sent.toml: id: is missing; add it"),
        (b"{}", "sent.toml: line 1, column 1: not readable as TOML, invalid statement; write name = value"),
        (b"id = 'x'\nid = 'y'\n", "sent.toml: line 2, column 9: not readable as TOML, cannot overwrite a value"),
        (b'id = "x', "sent.toml: end of document: not readable as TOML, "),
    ],
)
def test_what_is_no_such_file_stays_out(catalog: Catalog, data: bytes, told: str) -> None:
    assert told in refused(lambda: read_shared(data, "sent.toml", catalog))


def test_a_byte_order_mark_does_no_harm() -> None:
    import_file(b"\xef\xbb\xbf" + MINE, "sent.toml", load_catalog())
    assert (own_folder() / "mine.toml").read_bytes() == MINE
    assert load_catalog().get("mine").name == "Bridge"


def test_nothing_is_overwritten_unless_asked() -> None:
    import_file(MINE, "sent.toml", load_catalog())
    other = MINE.replace(b'name = "Bridge"', b'name = "Other"')
    told = refused(lambda: import_file(other, "sent.toml", load_catalog()))
    assert told == "sent.toml: id: 'mine' is taken already; replace that one, or give this one another id"
    assert load_catalog().get("mine").name == "Bridge"
    import_file(other, "sent.toml", load_catalog(), replace=True)
    assert load_catalog().get("mine").name == "Other"
    assert files() == ["mine.toml"]


def test_a_built_in_one_is_only_covered() -> None:
    own = BRIDGE.replace(b'name = "Bridge"', b'name = "My bridge"')
    assert "is taken already" in refused(lambda: import_file(own, "sent.toml", load_catalog()))
    import_file(own, "sent.toml", load_catalog(), replace=True)
    catalog = load_catalog()
    assert catalog.get("bridge").name == "My bridge"
    remove_own(catalog.get("bridge"), catalog)  # though routines have it: the built-in one comes back
    assert load_catalog().get("bridge").name == "Bridge"


def test_a_file_under_another_name_is_replaced_where_it_lies() -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "called otherwise.toml").write_bytes(MINE)
    import_file(MINE.replace(b"target_s = 30", b"target_s = 31"), "sent.toml", load_catalog(), replace=True)
    assert files() == ["called otherwise.toml"]
    assert load_catalog().get("mine").dose.target_s == 31


def test_a_broken_own_file_is_not_overwritten_either() -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "mine.toml").write_text("id = ", encoding="utf-8")
    assert "is taken already" in refused(lambda: import_file(MINE, "sent.toml", load_catalog()))
    assert (own_folder() / "mine.toml").read_text(encoding="utf-8") == "id = "


def test_one_s_own_can_be_removed_but_nothing_that_is_built_in_or_needed() -> None:
    import_file(MINE, "sent.toml", load_catalog())
    import_file(ROUTINE, "sent.toml", load_catalog())
    catalog = load_catalog()
    mine, routine = catalog.get("mine"), catalog.routine("all")
    assert refused(lambda: remove_own(mine, catalog)) == "Bridge is part of All of it: remove that first."
    told = refused(lambda: remove_own(catalog.get("pigeon"), catalog))
    assert told == "Pigeon is built in and stays: only your own can be removed."
    remove_own(routine, catalog)
    catalog = load_catalog()
    remove_own(mine, catalog)
    assert files() == []
    remove_own(mine, catalog)  # gone already: nothing to do


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("POSECHECK_STRETCHES", str(tmp_path / "file" / "stretches"))
    told = refused(lambda: import_file(MINE, "sent.toml", load_catalog()))
    assert "mine.toml cannot be written" in told
    assert own_path(load_catalog().get("pigeon"), load_catalog()) == tmp_path / "file" / "stretches" / "pigeon.toml"


def test_what_cannot_be_read_or_removed_is_told(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    import_file(MINE, "sent.toml", load_catalog())
    catalog = load_catalog()
    mine = catalog.get("mine")
    (own_folder() / "mine.toml").unlink()
    (own_folder() / "mine.toml").mkdir()
    assert "cannot be read" in refused(lambda: export_file(mine, catalog))
    assert "cannot be removed" in refused(lambda: remove_own(mine, catalog))
