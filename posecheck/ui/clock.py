"""What time it is where the person is: on a hosted server that is not where the server stands."""

from __future__ import annotations

from datetime import date, datetime, timezone, tzinfo
from zoneinfo import ZoneInfo

import streamlit as st


def zone() -> tzinfo | None:
    """The browser's time zone; None, which means this machine's, where it does not say."""
    name = st.context.timezone
    try:
        return ZoneInfo(name) if isinstance(name, str) else None
    except (KeyError, ValueError, OSError):  # no such zone; a browser may send anything
        return None


def now(where: tzinfo | None) -> datetime:
    """This instant by the clock of a zone; None means this machine's."""
    return datetime.now(timezone.utc).astimezone(where)


def today() -> date:
    """The day where the person is."""
    return now(zone()).date()
