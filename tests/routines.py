"""Routine files for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def routine_text(*steps: dict[str, Any], routine_id: str = "short", name: str = "Short one") -> str:
    """A routine file's text; each step by its fields."""
    head = {"id": routine_id, "name": name, "about": "To try things out.", "needs": ["A1"]}
    # Strings, numbers and lists of strings are written in TOML as in JSON.
    parts = ["\n".join(f"{key} = {json.dumps(value)}" for key, value in part.items()) for part in (head, *steps)]
    return "\n\n[[steps]]\n".join(parts) + "\n"


def add_routine(own: Path, text: str) -> None:
    """Puts the routine "short" among a person's own, which lie in `own`."""
    (own / "routines").mkdir()
    (own / "routines" / "short.toml").write_text(text, encoding="utf-8")
