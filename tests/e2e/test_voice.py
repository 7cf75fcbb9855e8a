"""What the browser says: in order, one at a time, once. Headless Chromium has no voices, so the test lends it some."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from posecheck.voice import Rank, Sound, Verbosity
from tests.e2e.conftest import chromium
from tests.e2e.script import Script, running_script

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
SCRIPT = """
import json, os
from pathlib import Path
import streamlit as st
from posecheck.ui.speech import VoiceSettings, speak
from posecheck.voice import Rank, Sound, Utterance, Verbosity

def now():
    told = json.loads(Path(os.environ["TOLD"]).read_text(encoding="utf-8"))
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    if "session" in told:
        number, words, sound, rank = told["utterance"] or (0, "", "next", 1)
        utterances = [Utterance(number, 0.0, words, Sound(sound), Rank(rank))] if number else []
        verbosity, *rest = told["settings"]
        speak(utterances, told["session"], VoiceSettings(Verbosity(verbosity), *rest))
    st.text(f"run {st.session_state['runs']}")

st.button("Start")
st.fragment(now, run_every=0.25)()
"""
# Speech as Chrome has it: an utterance takes a while, what follows a cancel at once is lost. Sound as Safari has it:
# heard once the page asks while somebody clicks. (Playwright's own scripts count as clicks, so Chromium's rule is never
# seen here.) All is written down.
SPY = """
(given) => {
  const heard = (window.heard = []);
  let speaking = null, cancelled_ms = -Infinity;
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const synthesis = new (class extends EventTarget {
    getVoices() { return window.late ? [] : given; }
    speak(utterance) {
      if (utterance.text === '') return;
      if (speaking) heard.push(['overlap', utterance.text]);
      if (performance.now() - cancelled_ms < 50) return heard.push(['dropped', utterance.text]);
      const { text, volume, rate, lang, voice } = utterance;
      heard.push(['say', text, { volume, rate, lang, voice: voice.voiceURI }]);
      speaking = utterance;
      utterance.timer = setTimeout(() => {
        heard.push(['end', text]);
        speaking = null;
        utterance.onend?.({});
      }, text.split(' ').length * 100);
    }
    cancel() {
      cancelled_ms = performance.now();
      if (!speaking) return;
      const cut = speaking;
      speaking = null;
      clearTimeout(cut.timer);
      heard.push(['cut', cut.text]);
      cut.onerror?.({ error: 'interrupted' });
    }
  })();
  Object.defineProperty(window, 'speechSynthesis', { value: synthesis });
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when) {
    heard.push(['tone', this.frequency.value]);
    start.call(this, when);
  };
  const ramp = AudioParam.prototype.linearRampToValueAtTime;
  AudioParam.prototype.linearRampToValueAtTime = function (value, when) {
    heard.push(['loud', value]);
    return ramp.call(this, value, when);
  };
  let allowed = false;
  Object.defineProperty(AudioContext.prototype, 'state', { get: () => (allowed ? 'running' : 'suspended') });
  const resume = AudioContext.prototype.resume;
  AudioContext.prototype.resume = async function () {
    allowed ||= window.event?.isTrusted && ['pointerup', 'keydown'].includes(window.event.type);
    if (allowed) this.dispatchEvent(new Event('statechange'));
    return resume.call(this);
  };
  const request = async (type) => {
    heard.push(['awake', type]);
    const lock = { released: false, release: async () => { heard.push(['asleep']); lock.released = true; } };
    return lock;
  };
  Object.defineProperty(navigator, 'wakeLock', { value: { request } });
}
"""
OFFICE = {"voiceURI": "office", "name": "Office", "lang": "en-US", "localService": False, "default": True}
ANNA = {"voiceURI": "anna", "name": "Anna", "lang": "de-DE", "localService": True, "default": False}
MOIRA = {"voiceURI": "moira", "name": "Moira", "lang": "en-IE", "localService": True, "default": False}
DAN = {"voiceURI": "dan", "name": "Dan", "lang": "en-GB", "localService": True, "default": False}
VOICES = [OFFICE, ANNA, MOIRA, DAN]
USUAL = (Verbosity.ALL.value, 0.8, 1.0, "")

Heard = list[list[Any]]


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Script]:
    with running_script(tmp_path_factory.mktemp("voice"), SCRIPT) as started:
        yield started


@pytest.fixture(scope="module")
def plain_browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as started:
        yield started


class Room:
    """A page, and what is heard in it."""

    def __init__(self, browser: Browser, script: Script, voices: list[dict[str, Any]]) -> None:
        self.script = script
        self.page: Page = browser.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.add_init_script(f"({SPY})({voices!r})".replace("True", "true").replace("False", "false"))
        self.say(0, "")
        self.page.goto(script.url)
        self.runs_on(0)

    def click(self) -> None:
        self.page.get_by_role("button", name="Start", exact=True).click()

    def say(
        self,
        number: int,
        words: str,
        sound: Sound = Sound.NEXT,
        rank: Rank = Rank.NEWS,
        session: str = "first",
        settings: tuple[str, float, float, str] = USUAL,
    ) -> None:
        self.script.tell(session=session, utterance=[number, words, sound.value, rank.value], settings=settings)

    def heard(self, *kinds: str) -> Heard:
        every: Heard = self.page.evaluate("window.heard")
        return [event for event in every if event[0] in kinds]

    def wait_for(self, *event: str) -> None:
        self.page.wait_for_function(
            "([kind, words]) => window.heard.some((e) => e[0] === kind && (words === '' || e[1] === words))",
            arg=[event[0], event[1] if len(event) > 1 else ""],
            timeout=PATIENCE_MS,
        )

    def runs_on(self, runs: int = 4) -> None:
        """Lets the script run a few times more."""
        text = self.page.get_by_text("run ").inner_text(timeout=PATIENCE_MS)
        last = int(text.split()[1])
        self.page.wait_for_function(
            "(wanted) => Number(/run (\\d+)/.exec(document.body.innerText)?.[1]) >= wanted",
            arg=last + runs,
            timeout=PATIENCE_MS,
        )

    def spoken(self) -> list[str]:
        return [event[1] for event in self.heard("say")]


@pytest.fixture
def room(request: pytest.FixtureRequest, plain_browser: Browser, script: Script) -> Iterator[Room]:
    room = Room(plain_browser, script, getattr(request, "param", VOICES))
    yield room
    assert room.errors == []
    assert room.heard("overlap", "dropped") == []
    room.page.close()


def test_a_sound_then_words_once_as_somebody_likes_it(room: Room) -> None:
    room.click()
    room.say(1, "Bridge. Ease up.", Sound.BEGIN, settings=("all", 0.5, 1.2, "moira"))
    room.wait_for("end", "Ease up.")
    room.runs_on()
    assert [event[0] for event in room.heard("tone", "say")] == ["tone", "tone", "say", "say"]
    assert room.spoken() == ["Bridge.", "Ease up."]
    assert room.heard("say")[0][2] == {"volume": 0.5, "rate": 1.2, "lang": "en-IE", "voice": "moira"}
    assert [event[1] for event in room.heard("loud")] == pytest.approx([0.15, 0.15])


def test_every_sound_is_another_one(room: Room) -> None:
    room.click()
    melodies = []
    for number, sound in enumerate(Sound, start=1):
        before = len(room.heard("tone"))
        room.say(number, f"This is {number}", sound)
        room.wait_for("end", f"This is {number}")
        melodies.append(tuple(event[1] for event in room.heard("tone")[before:]))
    assert all(melodies)
    assert len(set(melodies)) == len(Sound)


def test_an_english_voice_of_this_device_is_chosen_unasked(room: Room) -> None:
    room.click()
    room.say(1, "Holding")
    room.wait_for("say", "Holding")
    assert room.heard("say")[0][2]["voice"] == "dan"


def test_a_higher_rank_cuts_short_and_a_lower_one_waits(room: Room) -> None:
    room.click()
    room.say(1, "Ease your left knee a little towards your chest", Sound.CORRECT, Rank.CORRECTION)
    room.wait_for("say")
    room.say(2, "Other side, when you're ready", Sound.NEXT, Rank.NEWS)
    room.wait_for("say", "Other side, when you're ready")
    room.say(3, "That's it.", Sound.WELL, Rank.PRAISE)
    room.wait_for("end", "That's it.")
    assert [event[:2] for event in room.heard("say", "cut", "end")] == [
        ["say", "Ease your left knee a little towards your chest"],
        ["cut", "Ease your left knee a little towards your chest"],
        ["say", "Other side, when you're ready"],
        ["end", "Other side, when you're ready"],
        ["say", "That's it."],
        ["end", "That's it."],
    ]


def test_what_waited_too_long_is_not_said(room: Room) -> None:
    room.click()
    long = "word " * 70 + "end"
    room.say(1, long)
    room.wait_for("say")
    room.say(2, "Too late")
    room.wait_for("end", long)
    room.say(3, "In time")
    room.wait_for("end", "In time")
    assert room.spoken() == [long, "In time"]


def test_a_component_that_comes_back_says_nothing_twice_a_new_practice_does(room: Room) -> None:
    room.click()
    room.say(1, "Bridge")
    room.wait_for("end", "Bridge")
    room.script.tell()
    room.runs_on()
    room.say(1, "Bridge")
    room.runs_on()
    assert room.spoken() == ["Bridge"]
    room.say(1, "Bridge", session="second")
    room.page.wait_for_function("window.heard.filter((e) => e[0] === 'end').length === 2", timeout=PATIENCE_MS)
    room.say(1, "Bridge")
    room.runs_on()
    assert room.spoken() == ["Bridge", "Bridge"]


def test_who_goes_away_falls_silent_and_lets_the_screen_sleep(room: Room) -> None:
    room.click()
    room.say(1, "Ease your left knee a little towards your chest and breathe out slowly while you are doing so")
    room.wait_for("say")
    assert room.heard("awake", "asleep") == [["awake", "screen"]]
    room.script.tell()
    room.wait_for("cut")
    room.wait_for("asleep")


def test_a_page_that_is_looked_at_again_stays_awake(room: Room) -> None:
    room.wait_for("awake")
    room.page.evaluate("window.posecheckSpeaker.lock.released = true")  # as browsers do when another tab is shown
    room.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    room.page.wait_for_function("window.heard.filter((e) => e[0] === 'awake').length === 2", timeout=PATIENCE_MS)


@pytest.mark.parametrize("room", [[], [OFFICE, ANNA]], indirect=True, ids=["none", "none of this device"])
def test_without_a_voice_sounds_tell_and_screen_readers_read(room: Room) -> None:
    room.click()
    room.say(1, "Other side", Sound.END)
    expect(room.page.get_by_role("status").filter(has_text="Other side")).to_be_attached(timeout=PATIENCE_MS)
    assert len(room.heard("tone")) == 3
    assert room.spoken() == []


@pytest.mark.parametrize("room", [[OFFICE, ANNA]], indirect=True)
def test_a_voice_over_the_internet_speaks_when_it_is_chosen(room: Room) -> None:
    room.click()
    room.say(1, "Holding", settings=("all", 0.8, 1.0, "office"))
    room.wait_for("say", "Holding")
    assert room.heard("say")[0][2]["voice"] == "office"


def test_voices_may_come_late(room: Room) -> None:
    room.page.evaluate("window.late = true")
    room.page.reload()
    room.page.evaluate("window.late = true")
    room.runs_on(0)
    room.click()
    room.say(1, "Holding")
    room.wait_for("tone")
    room.page.evaluate("window.late = false; speechSynthesis.dispatchEvent(new Event('voiceschanged'))")
    room.wait_for("end", "Holding")


def test_only_sounds_where_only_sounds_are_wanted(room: Room) -> None:
    room.click()
    room.say(1, "Other side", Sound.END, settings=("sounds only", 0.8, 1.0, ""))
    room.wait_for("tone")
    room.say(2, "Begin", Sound.BEGIN, settings=("sounds only", 0.8, 1.0, ""))
    room.page.wait_for_function("window.heard.filter((e) => e[0] === 'tone').length === 5", timeout=PATIENCE_MS)
    assert room.spoken() == []


def test_off_is_silent_at_once_and_screen_readers_read(room: Room) -> None:
    room.click()
    room.say(1, "Ease your left knee a little towards your chest and breathe out slowly while you are doing so")
    room.wait_for("say")
    tones = len(room.heard("tone"))
    room.say(2, "Other side", settings=("off", 0.8, 1.0, ""))
    room.wait_for("cut")
    expect(room.page.get_by_role("status").filter(has_text="Other side")).to_be_attached(timeout=PATIENCE_MS)
    assert len(room.heard("tone")) == tones


def test_before_the_first_click_the_page_says_how_to_be_heard(room: Room) -> None:
    hint = room.page.get_by_role("button", name="Sound is off until you click here")
    room.say(1, "Bridge")
    expect(hint).to_be_visible(timeout=PATIENCE_MS)
    assert room.heard("tone") == []
    hint.click()
    expect(hint).to_be_hidden(timeout=PATIENCE_MS)
    room.say(2, "Holding")
    room.wait_for("tone")


def test_a_click_in_the_cameras_frame_is_enough(room: Room) -> None:
    room.page.evaluate("""() => {
      const frame = document.createElement('iframe');
      frame.srcdoc = '<button>Camera</button>';
      document.body.prepend(frame);
      frame.style.cssText = 'position: fixed; z-index: 9999999';
    }""")
    camera = room.page.frame_locator("iframe").get_by_role("button", name="Camera")
    camera.wait_for()
    room.page.evaluate("window.posecheckSpeaker.listen()")  # as it does once a second
    camera.click()
    room.say(1, "Bridge", Sound.BEGIN)
    room.wait_for("end", "Bridge")
    assert len(room.heard("tone")) == 2
