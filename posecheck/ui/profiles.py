"""Who practises: a household or a class on one machine, each with a history and settings of their own."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from posecheck.errors import StoreError
from posecheck.record import FIRST_PROFILE, Profile
from posecheck.ui import login, storage
from posecheck.ui.storage import COOKIE, PROFILE
from posecheck.ui.video_job import JOB
from posecheck.ui.words import plain

LEAVING = "profile-leaving"  # the profile this tab goes on with, once the browser has loaded it anew
SAID = "profile-said"
LONGEST_NAME = 40
CHOOSER = "profile-chooser"

# Streamlit's widgets keep in the browser what one person chose, although the server has forgotten it. A page loaded
# anew shows nothing of the one before; the cookie tells it, in this browser only, who it is for.
ANEW_JS = """
export default function ({ data }) {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${data.cookie}=${data.profile}; path=/; max-age=31536000; SameSite=Strict${secure}`;
  location.replace(location.pathname);
}
"""
_anew = st.components.v2.component("profile_anew", html="<span hidden></span>", js=ANEW_JS)


def _forget_tab() -> None:
    """Ends a practice under way, with its holds saved to the profile it began in, and forgets what the tab kept."""
    live = st.session_state.get("live")
    if live is not None:
        live.retire()
    if (job := st.session_state.get(JOB)) is not None:
        job.close()
    for name in [name for name in st.session_state if name != "pages"]:
        del st.session_state[name]


def change(profile_id: str) -> None:
    """Goes on as somebody else."""
    _forget_tab()
    st.session_state[PROFILE] = ("", profile_id)
    st.session_state[LEAVING] = profile_id


def enter() -> bool:
    """Settles whose page this is, before anything of it is drawn. Returns whether the page may be drawn now."""
    if login.asked():
        if st.session_state.get(PROFILE):
            _forget_tab()
        return False
    if leaving := st.session_state.pop(LEAVING, None):
        st.caption("One moment.")
        _anew(data={"cookie": COOKIE, "profile": leaving}, key="profile-anew")
        return False
    try:
        return _enter_logged_in() if login.required() else _enter_chosen()
    except StoreError as problem:
        if login.required():
            st.error(str(problem))
            return False
        return True  # at home the page says it where it matters, and what needs no history goes on


def _enter_logged_in() -> bool:
    person = login.person()
    assert person is not None  # `login.asked` lets nobody else through
    whose, _ = st.session_state.get(PROFILE, (person.login, ""))
    if whose != person.login:  # somebody else's tab, taken up again by this browser's new login
        _forget_tab()
    profile = storage.everybody().profile_of_login(person.login, person.name)
    st.session_state[PROFILE] = (person.login, profile.id)
    return True


def _enter_chosen() -> bool:
    ids = [profile.id for profile in storage.profiles()]
    mine = storage.profile_id()
    if mine not in ids:  # deleted since, perhaps in another tab
        mine = FIRST_PROFILE if FIRST_PROFILE in ids else ids[0]
        _forget_tab()
    st.session_state[PROFILE] = ("", mine)
    return True


def chooser() -> None:
    """With several people: shows who practises, and lets another go on. Nothing while the camera runs."""
    if not login.may_manage_profiles() or st.session_state.get("playing"):
        return
    try:
        names = {profile.id: profile.name for profile in storage.profiles()}
    except StoreError:  # told on the page
        return
    if len(names) < 2:
        return
    mine, ids = storage.profile_id(), list(names)
    with st.container(key="who"):
        st.selectbox(
            "Who practises",
            ids,
            ids.index(mine),
            format_func=names.__getitem__,
            key=CHOOSER,
            label_visibility="collapsed",
            on_change=lambda: change(st.session_state[CHOOSER]),
        )


def _refusal(name: str, others: list[Profile]) -> str:
    """Why a name cannot be taken; empty where it can."""
    if not name:
        return "Give a name first."
    taken = name.casefold() in {other.name.casefold() for other in others}
    return f"There is a “{plain(name)}” already: choose another name." if taken else ""


def _named(name: str, others: list[Profile], keep: Callable[[str], object], said: str) -> None:
    """Keeps a name, or says why not."""
    name = " ".join(name.split())
    if refusal := _refusal(name, others):
        st.warning(refusal)
        return
    try:
        keep(name)
    except StoreError as problem:
        st.error(str(problem))
        return
    st.session_state[SAID] = said.format(plain(name))
    st.rerun()


def _row(profile: Profile, everybody: list[Profile]) -> None:
    mine = profile.id == storage.profile_id()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(profile.name)}**" + (" – practises now" if mine and len(everybody) > 1 else ""))
        with st.popover("Rename", type="tertiary"), st.form(f"profile-rename-{profile.id}", border=False):
            name = st.text_input("Name", profile.name, max_chars=LONGEST_NAME)
            others = [other for other in everybody if other.id != profile.id]
            if st.form_submit_button("Rename"):
                _named(name, others, lambda n: storage.everybody().rename_profile(profile.id, n), "“{}” it is.")
        if not mine:
            st.button("Switch", key=f"profile-switch-{profile.id}", on_click=change, args=(profile.id,))


def _household() -> None:
    everybody = storage.profiles()
    if len(everybody) < 2:
        st.caption("Several people can practise here, each with a history and settings of their own.")
    for profile in everybody:
        _row(profile, everybody)
    with (
        st.form("profile-add", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        name = st.text_input("Somebody else", max_chars=LONGEST_NAME, placeholder="Their name")
        if st.form_submit_button("Add"):
            _named(name, everybody, storage.everybody().add_profile, "“{}” is added: press Switch to go on as them.")


def _log_out() -> None:
    _forget_tab()
    st.logout()


def section() -> None:
    """Draws the section of the Settings page: who there is; where people log in, who this is and how to log out."""
    person = login.person()
    if person is not None:
        st.subheader("You", anchor=False)
        st.markdown(f"Logged in as **{plain(person.name)}**.")
        st.button("Log out", on_click=_log_out)
        return
    st.subheader("Profiles", anchor=False)
    if said := st.session_state.pop(SAID, None):
        st.success(said)
    try:
        _household()
    except StoreError as problem:
        st.error(str(problem))
