"""The tables open in pandas with the types that docs/data.md tells, and hold nothing a spreadsheet would run."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.record import Baseline, MeasureSummary, Pause, SessionNote
from posecheck.store import History
from posecheck.transfer import write_tables
from posecheck.transfer.columns import COLUMNS, DAY, NUMBER, TEXT, TIME, TRUTH, WHOLE
from posecheck.transfer.tables import cell
from tests.store.examples import MORNING, a_hold

DOCS = Path(__file__).parents[2] / "docs" / "data.md"
DTYPES = {TEXT: "str", DAY: "str", TIME: "str", NUMBER: "float64", WHOLE: "Int64", TRUTH: "boolean"}


def tables(history: History) -> dict[str, pd.DataFrame]:
    """Read as docs/data.md says."""
    file = BytesIO()
    write_tables(history, history.profiles(), file)
    found = {}
    with zipfile.ZipFile(file) as packed:
        for name in packed.namelist():
            types = {column.name: DTYPES[column.kind] for column in COLUMNS[name]}
            found[name] = pd.read_csv(
                BytesIO(packed.read(name)),
                dtype=types,
                na_values={c: [""] for c, kind in types.items() if kind != "str"},
                keep_default_na=False,
            )
    return found


def test_every_table_has_its_columns_and_types(history: History) -> None:
    for name, frame in tables(history).items():
        assert list(frame.columns) == [column.name for column in COLUMNS[name]]
        assert len(frame) == 0


def test_holds_sessions_pauses_measures_and_baselines(history: History) -> None:
    odd = {"hip_flexion.left": MeasureSummary(-12.5, 9.75), "gone.left": MeasureSummary(1.0, 2.0)}
    history.save(a_hold(1, id="007", measures=odd, pauses=(Pause(4.0, 6.5, "=left, “knee”\nhidden"),)))
    history.save(a_hold(2, finished=False, routine_id="NA", origin="camera", pauses=(), measures={}))
    history.set_note("session-1", SessionNote("None", 0, None, 10))
    history.save_baseline(Baseline("range_hang", "left", MORNING, (10.0, -12.5)))
    anna = history.of(history.add_profile("@Anna").id)
    anna.save(a_hold(3, id="annas", session_id="annas"))
    found = tables(history)

    holds = found["holds.csv"].set_index("hold_id")
    assert set(holds.index) == {"007", "hold-2", "annas"}
    assert holds.loc["annas", "profile"] == "'@Anna"
    assert holds.loc["007", "started_at"] == "2026-03-01T07:31:00-07:00"
    assert holds.loc["007", "day"] == "2026-03-01"
    assert pd.to_datetime(holds["started_at"], utc=True).loc["007"] == pd.Timestamp("2026-03-01 14:31", tz="UTC")
    assert holds["held_s"].tolist() == [30.5] * 3
    assert (holds.loc["007", "pauses"], holds.loc["hold-2", "pauses"]) == (1, 0)
    assert holds["finished"].to_dict() == {"007": True, "hold-2": False, "annas": True}
    assert holds.loc["hold-2", "routine_id"] == "NA"
    assert holds["origin"].to_dict() == {"007": "video", "hold-2": "camera", "annas": "video"}

    pauses = found["pauses.csv"].set_index("hold_id")
    assert pauses.loc["007", "reason"] == "'=left, “knee”\nhidden"
    measures = found["measures.csv"].set_index("hold_id").loc["007"].set_index("measure")
    assert measures.loc["hip_flexion.left", ["unit", "mean", "best"]].tolist() == ["deg", -12.5, 9.75]
    assert measures.loc["gone.left", "unit"] == ""
    session = found["sessions.csv"].set_index("session_id").loc["session-1"]
    assert (session["effort"], session["comfort_after"], session["note"]) == (0, 10, "None")
    assert session["comfort_before"] is pd.NA
    assert (session["holds"], session["held_s"], session["stretch_ids"]) == (2, 61.0, "bridge")
    baselines = found["baselines.csv"]
    assert baselines["value_deg"].tolist() == [10.0, -12.5]
    assert baselines["try_number"].tolist() == [1, 2]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "  =1", "＝1"])
def test_no_text_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


@given(st.text())
def test_other_text_stays_and_none_begins_a_formula(text: str) -> None:
    written = str(cell(text))
    assert written in (text, f"'{text}")
    assert not written.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("value", [-1.5, -3, True, None, "a=b", "", "2026-03-01"])
def test_other_cells_stay(value: str | float | None) -> None:
    assert cell(value) is value


@pytest.mark.parametrize("name", COLUMNS)
def test_the_guide_tells_every_column(name: str) -> None:
    _, _, rest = DOCS.read_text(encoding="utf-8").partition(f"### {name}\n")
    part = rest.partition("\n#")[0]
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in part.splitlines() if "|" in line]
    assert rows[2:] == [(f"`{column.name}`", column.kind, column.means) for column in COLUMNS[name]]
