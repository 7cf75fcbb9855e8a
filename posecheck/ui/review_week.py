"""This week: the answer in a sentence or two, then each stretch and side against its guide."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from posecheck.catalog import Catalog
from posecheck.record import DayTotal
from posecheck.stretch import Stretch
from posecheck.ui.review_charts import HOW
from posecheck.ui.review_words import SIDE_COLOURS, lasted, named, names, one_side, sided
from posecheck.ui.words import plain
from posecheck.week_dose import ENOUGH_S, GUIDE_DAYS, Balance, SideDose, balances, guide_s, side_doses
from posecheck.wording import count

GUIDE = (
    f"The guide is each stretch's own dose on {GUIDE_DAYS} days a week: stretching is advised on at least 2–3 days a "
    "week (ACSM 2021), 60 s a day together (Garber 2011). More than 10 min a week adds little (Ingram 2025)."
)
GUIDE_COLOUR = "#7a7a7a"


def sentence(totals: Sequence[DayTotal], known: Mapping[str, str]) -> str:
    """The week in a sentence or two, as Markdown."""
    if not totals:
        return "Nothing yet this week. Whenever you're ready."
    held_s, timed_s = sum(t.held_s for t in totals), sum(t.timed_s for t in totals)
    said = [f"You practised on **{count(len({t.day for t in totals}), 'day')}**, **{lasted(held_s)}** together."]
    if timed_s >= 1.0:
        said.append(f"{lasted(timed_s)} of it timed, not seen.")
    sided = balances(side_doses(totals))
    uneven = [(b.apart_s, name, b) for name, b in sided.items() if b.behind and not b.one_sided]
    if uneven:
        apart_s, name, balance = max(uneven, key=lambda found: found[0])
        said.append(f"Your {balance.behind} side has {lasted(apart_s)} less in {plain(named(known, name))}.")
    elif sided and not any(b.one_sided for b in sided.values()):
        said.append("Left and right are about even.")
    return " ".join(said)


def _guide_words(dose: SideDose, stretch: Stretch | None) -> str:
    aim_s = guide_s(stretch) if stretch else None
    if aim_s is None:
        return ""
    words = f"{lasted(aim_s)} on {GUIDE_DAYS} days"
    if dose.held_s > ENOUGH_S:
        return f"{words}: plenty"
    return f"{words} ✓" if dose.held_s >= aim_s and dose.days >= GUIDE_DAYS else words


def _balance_words(side: str, balance: Balance | None) -> str:
    if balance is None:
        return ""
    if balance.one_sided:  # perhaps on purpose, perhaps the other one comes later in the week
        return f"{balance.one_sided} only so far"
    if balance.behind is None:
        return "about even"
    return f"{lasted(balance.apart_s)} less" if balance.behind == side else ""


def _row(dose: SideDose, balance: Balance | None, catalog: Catalog, unscored: Collection[str]) -> str:
    timed = "" if dose.timed_s < 1.0 else ", timed" if dose.timed_s >= dose.held_s - 1.0 else ", partly timed"
    scored = dose.stretch_id not in unscored
    cells = (
        plain(named(names(catalog), dose.stretch_id)),
        one_side(dose.side),
        lasted(dose.held_s) + timed,
        str(dose.days),
        _guide_words(dose, catalog.stretches.get(dose.stretch_id)) if scored else "not scored",
        _balance_words(dose.side, balance),
    )
    return f"| {' | '.join(cells)} |"


def _chart(doses: Sequence[SideDose], catalog: Catalog) -> alt.LayerChart:
    known, rows, guides = names(catalog), [], []
    for dose in doses:
        name = sided(named(known, dose.stretch_id), dose.side)
        for how, seconds in (("seen", dose.held_s - dose.timed_s), ("timed, not seen", dose.timed_s)):
            rows.append({"row": name, "side": dose.side, "how": how, "minutes": seconds / 60})
        stretch = catalog.stretches.get(dose.stretch_id)
        if stretch and (aim_s := guide_s(stretch)) is not None:
            guides.append({"row": name, "guide": aim_s / 60})
    colour = alt.Color(
        "side:N", scale=alt.Scale(domain=list(SIDE_COLOURS), range=list(SIDE_COLOURS.values())), legend=None
    )
    y = alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=230, ticks=False))
    x = alt.X("minutes:Q", title="Minutes this week; the mark is the guide", axis=alt.Axis(tickCount=6))
    tips = ["row:N", "how:N", alt.Tooltip("minutes:Q", format=".1f")]
    bars = alt.Chart(pd.DataFrame(rows)).mark_bar()
    bars = bars.encode(x=x, y=y, color=colour, opacity=alt.Opacity("how:N", scale=HOW, legend=None), tooltip=tips)
    ticks = alt.Chart(pd.DataFrame(guides, columns=["row", "guide"])).mark_tick(thickness=3, color=GUIDE_COLOUR)
    ticks = ticks.encode(x="guide:Q", y=y, tooltip=[alt.Tooltip("guide:Q", format=".1f")])
    chart: alt.LayerChart = alt.layer(bars, ticks).properties(height=alt.Step(20))
    return chart


def table(totals: Sequence[DayTotal], catalog: Catalog, unscored: Collection[str]) -> list[str]:
    """The week by stretch and side, as the lines of a Markdown table; see `section`."""
    head = ["| Stretch | Side | Held | Days | A week's guide | Left and right |", "|---|---|---|---|---|---|"]
    doses = side_doses(totals)
    even = balances(doses)
    return [*head, *(_row(dose, even.get(dose.stretch_id), catalog, unscored) for dose in doses)]


def section(totals: Sequence[DayTotal], catalog: Catalog, unscored: Collection[str]) -> None:
    """Draws the week, without its sentence.

    Args:
        totals: this week's.
        catalog: what there is to practise.
        unscored: ids of practices that carry no score.
    """
    if not totals:
        return
    charted = [d for d in side_doses(totals) if d.stretch_id not in unscored]
    if charted:
        said = "Minutes this week by stretch and side; the table below says the same."
        st.altair_chart(_chart(charted, catalog), width="stretch", alt=said)
    st.markdown("\n".join(table(totals, catalog, unscored)))
    if charted:
        st.caption(GUIDE)
