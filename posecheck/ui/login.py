"""Who is logged in, where the host has people log in (Streamlit's own OpenID Connect). Nobody sees more before."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import Error as StreamlitError
from streamlit.errors import StreamlitSecretNotFoundError

from posecheck.errors import LoginError
from posecheck.ui.words import plain

logger = logging.getLogger(__name__)

NOT_SET_UP = (
    "Logging in does not work here yet: whoever runs this page finds how to set it up in docs/hosting.md, and what is "
    "missing in the server's log."
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is logged in.

    Attributes:
        login: issuer and subject, which together are one person's for good (OpenID Connect Core 1.0, section 5.7).
        name: as they are called there.
    """

    login: str
    name: str


def _auth() -> Mapping[str, Any] | None:
    """What the host set up for logging in; empty where that cannot be read, None where there is nothing."""
    try:
        return st.secrets.get("auth")
    except StreamlitSecretNotFoundError:
        # No file is usual. One that cannot be read may have asked for a login: nobody gets in then.
        return {} if any(Path(file).exists() for file in st.get_option("secrets.files")) else None


def required() -> bool:
    """Whether people have to log in here."""
    return _auth() is not None


def may_manage_profiles() -> bool:
    """Whether this tab may list, add, rename, delete and switch to any profile: at home it may, logged in not."""
    return not required()


def _claims() -> Mapping[str, Any]:
    """What the login's issuer says of this person."""
    return st.user.to_dict()


def _logged_in() -> Person | None:
    claims = _claims()
    issuer, subject = claims.get("iss"), claims.get("sub")
    if claims.get("is_logged_in") is not True or not (isinstance(issuer, str) and isinstance(subject, str)):
        return None
    if not issuer or not subject:
        return None
    names = (claims.get(name) for name in ("name", "preferred_username", "email"))
    return Person(f"{issuer} {subject}", next((n.strip() for n in names if isinstance(n, str) and n.strip()), "You"))


def person() -> Person | None:
    """Who is logged in; None where nobody has to.

    Raises:
        LoginError: somebody has to, and nobody is.
    """
    if not required():
        return None
    somebody = _logged_in()
    if somebody is None:
        raise LoginError("You are not logged in: load this page again, and log in.")
    return somebody


def _providers() -> list[str | None]:
    """Those that the host set up by name, or the only one, which has none."""
    auth = _auth() or {}
    named = [name for name, value in auth.items() if isinstance(value, Mapping) and name != "client_kwargs"]
    return [*([None] if "client_id" in auth or not named else []), *named]


def asked() -> bool:
    """Asks to log in, where that is needed. Returns whether it did: then there is nothing more to show."""
    if not required() or _logged_in() is not None:
        return False
    st.title("PoseCheck", anchor=False)
    st.markdown("Please log in. What you practise is kept for you alone.")
    for provider in _providers():
        words = "Log in" if provider is None else f"Log in with {plain(provider.capitalize())}"
        if st.button(words, type="primary", key=f"login-{provider or 'default'}"):
            _log_in(provider)
    return True


def _log_in(provider: str | None) -> None:
    try:
        st.login(provider)
    except StreamlitError:
        logger.exception("logging in is not set up")
        st.error(NOT_SET_UP)
