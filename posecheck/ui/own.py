"""A stretch of one's own: hold a position in front of the camera, change what is proposed, keep it as a file."""

from __future__ import annotations

import streamlit as st

from posecheck.catalog import load_catalog, own_folder
from posecheck.errors import PoseCheckError
from posecheck.landmarks import Side
from posecheck.measures import MEASURES
from posecheck.recorder import COUNTDOWN_S, STEADY_S, Recording
from posecheck.reference import reference_figure, uneven_side
from posecheck.stretch import Check, Fault, Limb, Stretch
from posecheck.stretch_file import parse_stretch
from posecheck.stretch_writer import free_id, keep_stretch, write_stretch
from posecheck.template import CAUTION, Proposal, own_stretch, proposals, ranged
from posecheck.ui import camera as cameras
from posecheck.ui import choose, model, poses
from posecheck.ui.choose import LONGEST_S
from posecheck.ui.picture import picture_svg
from posecheck.ui.recording import LiveRecording

INTRODUCTION = (
    f"Press Start and get into your position: you have {COUNTDOWN_S:g} seconds. Hold it still for {STEADY_S:g} more, "
    "and PoseCheck proposes what to look at. No click is needed while you are down."
)
TOGETHER, IN_TURN = "Both sides at once", "Left and right in turn"
SIDES = {"Left": Side.LEFT, "Right": Side.RIGHT}
LIMBS = {Limb.ACTIVE: " of this side", Limb.OTHER: " of the other side", Limb.BOTH: ", both sides", Limb.BODY: ""}
STEP = "Get into the position as you recorded it."


def _forget() -> None:
    for name in [str(name) for name in st.session_state if str(name).startswith("own-")]:
        del st.session_state[name]


def _live() -> LiveRecording:
    if "own-recording" not in st.session_state:
        st.session_state["own-recording"] = LiveRecording(model.pose_source, poses.own_straight())
    live: LiveRecording = st.session_state["own-recording"]
    return live


def _now(live: LiveRecording) -> None:
    state = live.state
    if state.recording is not None:
        st.rerun()  # the whole page: the proposal takes the camera's place
    if state.problem:
        st.error(state.problem)
    st.markdown(f"**{state.words}**")


def _record() -> None:
    st.markdown(INTRODUCTION)
    if not model.model_ready():
        return
    live = _live()
    video, beside = st.columns([5, 3], gap="large")
    with video:
        playing = cameras.camera(live.frame, live.end)
    with beside:
        if playing:
            st.fragment(_now, run_every=0.5)(live)
        else:
            st.markdown("The whole body in the picture, head included; the camera to your side sees most.")
            st.caption("Nothing of the video is kept, only the angles of your position.")


def _side(recording: Recording) -> tuple[Side | None, str]:
    """The side held (None: both at once), and what gives the side its name."""
    uneven = uneven_side(recording)
    way = st.segmented_control(
        "How it is held", [TOGETHER, IN_TURN], default=IN_TURN if uneven else TOGETHER, required=True, key="own-way"
    )
    if way == TOGETHER:
        return None, ""
    held, named = st.columns(2)
    usual = "Right" if uneven is Side.RIGHT else "Left"
    word = held.segmented_control("You just held", list(SIDES), default=usual, required=True, key="own-side")
    means = named.text_input("The side is that of", "the bent leg", key="own-means", max_chars=60)
    return SIDES[word or usual], means.strip() or "the bent leg"


def _bound(label: str, value: float | None, key: str, unit: str) -> float | None:
    """A number, or nothing where there is no such bound."""
    step, form = (1.0, "%.0f") if unit == "deg" else (0.05, "%.2f")
    return st.number_input(label, value=value, step=step, format=form, key=key, placeholder="no limit")


def _cue(label: str, fault: Fault | None, key: str) -> str:
    return st.text_input(label, fault.cue if fault else "", key=key, max_chars=80).strip()


def _row(proposal: Proposal, side: Side | None) -> Check | None:
    """One measure: whether it is looked at, within which range, and what is said beyond it."""
    check, unit = proposal.check, MEASURES[proposal.check.measure].unit
    key = f"own-{side.value if side else 'both'}-{check.id}"
    name = check.measure.replace("_", " ").capitalize() + LIMBS[check.limb]
    with st.container(border=True):
        if not st.checkbox(f"{name}{' (degrees)' if unit == 'deg' else ''}", proposal.telling, key=key):
            return None
        left, right = st.columns(2)
        with left:
            low = _bound("At least", check.target[0], f"{key}-low", unit)
            below = _cue("Say when it is less", check.low, f"{key}-below")
        with right:
            high = _bound("At most", check.target[1], f"{key}-high", unit)
            above = _cue("Say when it is more", check.high, f"{key}-above")
    return ranged(check, low, high, below, above)


def _checks(recording: Recording, side: Side | None) -> tuple[Check, ...]:
    st.markdown("**What the camera looks at**, as proposed from what you held:")
    found = proposals(recording, side)
    rows = [_row(p, side) for p in found if p.telling]
    more = [p for p in found if not p.telling]
    if more:
        with st.expander("More it could look at"):
            rows += [_row(p, side) for p in more]
    return tuple(check for check in rows if check is not None)


def _stretch(recording: Recording) -> Stretch:
    """The form, and the stretch it makes."""
    left, right = st.columns([5, 3], gap="large")
    with left:
        name = st.text_input("Name", key="own-name", max_chars=60, placeholder="Evening bridge").strip()
        side, means = _side(recording)
        target_s = st.number_input("Seconds to hold", 1, LONGEST_S, 30, 5, key="own-seconds")
        checks = _checks(recording, side)
        steps = st.text_area("How to get into it, a line a step", STEP, key="own-steps")
        caution = st.text_area("Take care", CAUTION, key="own-caution")
    with right:
        st.image(picture_svg(reference_figure(recording, side), name), width="stretch", alt=f"{name}, drawn")
        st.caption("Drawn from the angles you held; arms and what you rest on may differ.")
    lines = tuple(line.strip() for line in steps.splitlines() if line.strip())
    stretch_id = free_id(name, load_catalog().stretches.keys())
    return own_stretch(
        stretch_id, name, recording, side, means, checks, float(target_s), lines or (STEP,), caution.strip() or CAUTION
    )


def _missing(stretch: Stretch) -> str:
    """What a person must still say; empty where nothing."""
    names = {other.name.casefold() for other in load_catalog().stretches.values()}
    if not stretch.name:
        return "Give it a name first."
    if stretch.name.casefold() in names:
        return f"There is a stretch “{stretch.name}” already. Choose another name."
    return "" if stretch.checks else "Choose at least one thing to look at."


def _save(stretch: Stretch) -> None:
    text = write_stretch(stretch)
    try:
        parse_stretch(text, stretch.name)  # as it will be read; tells every mistake at once
        st.session_state["own-file"] = (stretch, keep_stretch(stretch, own_folder()))
        st.rerun()
    except PoseCheckError as error:
        st.error("  \n".join(str(error).splitlines()))
        st.caption("Nothing is lost: put it right and save again, or take the file away.")
        st.download_button("Download the file", text, f"{stretch.id}.toml", "application/toml")


def _propose(recording: Recording) -> None:
    stretch = _stretch(recording)
    save, again = st.columns([1, 3])
    again.button("Record again", on_click=_forget)
    if save.button("Save", type="primary"):
        missing = _missing(stretch)
        if missing:
            st.warning(missing)
        else:
            _save(stretch)


def _kept() -> None:
    stretch, file = st.session_state["own-file"]
    st.success(f"“{stretch.name}” is saved as {file}.")
    if st.button("Practise it now", type="primary"):
        _forget()
        choose.practise(stretch)
    st.button("Make another", on_click=_forget)


def section() -> None:
    """Draws the section, as far as the person has come."""
    st.subheader("Make your own stretch", anchor=False)
    live: LiveRecording | None = st.session_state.get("own-recording")
    if "own-file" in st.session_state:
        _kept()
    elif live is not None and live.state.recording is not None:
        _propose(live.state.recording)
    else:
        try:
            _record()
        except PoseCheckError as error:
            st.error(str(error))
