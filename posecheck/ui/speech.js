// One speaker for the whole page, kept on the window: Streamlit may take a component away and put it back at any time.

// What each sound is made of: pitch in Hz, when it begins and how long it rings, both in seconds.
const TONES = {
  next: [[392, 0, 0.4], [494, 0.16, 0.4], [587, 0.32, 0.7]],
  begin: [[440, 0, 0.4], [659, 0.18, 0.8]],
  halfway: [[659, 0, 1.4], [1319, 0, 0.7]],
  nearly: [[494, 0, 0.25], [494, 0.3, 0.35]],
  end: [[784, 0, 0.9], [659, 0.3, 0.9], [523, 0.6, 1.4]],
  correct: [[330, 0, 0.25], [392, 0, 0.15]], // both at once: its words must not come late
  well: [[880, 0, 0.6]],
  menu: [[587, 0, 0.3], [784, 0.15, 0.3], [587, 0.3, 0.5]],
};
const LOUDEST = 0.3; // of full scale: two tones at once never clip
const WORDS_AFTER = 0.08; // seconds from a sound's last tone to the words
const STALE_MS = 5000; // what had to wait so long is of another moment
const VOICES_MS = 2000; // voices load late; after that there are none
const RESUME_MS = 300; // a page that may be heard wakes up faster
const BREATH_MS = 120; // Chrome drops what is said right after a cancel
const WORD_MS = 420, PATIENCE_MS = 4000; // some voices never tell that they have ended
const MENU = 4; // the rank of what somebody waits for with a hand in the air
const GONE_MS = 400; // so long a component may be away before it counts as gone

const pause = (ms) => new Promise((over) => setTimeout(over, ms));

// The one that was chosen, else an English one of this device: what is said does not leave it unasked.
const voiceOf = (voices, wanted) =>
  voices.find((voice) => voice.voiceURI === wanted) ??
  ['en-GB', 'en-US', 'en'].flatMap((lang) =>
    voices.filter((voice) => voice.localService && voice.lang.replace('_', '-').startsWith(lang)))[0];

class Speaker {
  said = {}; // by session, the newest number
  queue = [];
  now = null;
  turn = 0;

  constructor() {
    this.synthesis = window.speechSynthesis;
    this.voices = this.load();
    this.wake = (event) => this.unlock(event);
    document.addEventListener('visibilitychange', () => this.stayAwake());
    window.addEventListener('pagehide', () => this.stop()); // Chrome would talk on
  }

  load() {
    if (!this.synthesis) return Promise.resolve();
    return new Promise((ready) => {
      const look = () => this.synthesis.getVoices().length && ready();
      this.synthesis.addEventListener?.('voiceschanged', look);
      setTimeout(ready, VOICES_MS);
      look();
    });
  }

  // Takes what the page says now; returns what to do when the component goes away.
  take(data, parent) {
    const turn = ++this.turn;
    if (data.session !== this.data?.session) this.queue = [];
    Object.assign(this, { data, parent });
    this.listening ??= setInterval(() => this.listen(), 1000); // frames come late
    this.listen();
    this.stayAwake();
    const { session, utterances } = data, since = performance.now();
    const fresh = utterances.filter(({ number }) => number > (this.said[session] ?? 0));
    this.queue.push(...fresh.map((utterance) => ({ ...utterance, since })));
    this.said[session] = Math.max(this.said[session] ?? 0, ...fresh.map(({ number }) => number));
    if (data.verbosity === 'off') this.hush();
    this.show();
    this.next();
    return () => setTimeout(() => turn === this.turn && this.stop(), GONE_MS);
  }

  listen() {
    if (this.data.verbosity !== 'off' && window.AudioContext && !this.context) {
      this.context = new AudioContext();
      this.context.onstatechange = () => this.show();
    }
    const frames = [...document.querySelectorAll('iframe')].map((frame) => frame.contentDocument);
    for (const place of [document, ...frames])
      for (const event of ['pointerup', 'keydown']) place?.addEventListener(event, this.wake, true);
  }

  // Browsers let a page be heard once somebody has clicked on it or pressed a key; Safari wants to be asked right then.
  unlock(event) {
    if (this.context?.state === 'suspended') this.context.resume();
    if (event && this.synthesis && !this.unlocked) {
      this.unlocked = true;
      this.synthesis.speak(new SpeechSynthesisUtterance(''));
    }
  }

  async next() {
    this.queue = this.queue.filter((item) => performance.now() - item.since < STALE_MS);
    const first = this.queue.reduce((best, item) => (!best || item.rank > best.rank ? item : best), null);
    // One speaker; who ends calls this again. In a menu only the newest item is of use.
    if (!first || (this.now && this.now.rank >= first.rank && first.rank < MENU)) return;
    const cut = this.now;
    this.queue = this.queue.filter((item) => item !== first);
    this.now = first;
    if (cut) {
      this.synthesis?.cancel();
      await pause(BREATH_MS);
    }
    // A browser without what it should have must not silence all that follows.
    if (this.now === first) await this.say(first).catch((problem) => console.error(problem));
    if (this.now !== first) return; // cut short: another one speaks
    this.now = null;
    this.next();
  }

  async say(item) {
    const { verbosity } = this.data;
    if (verbosity === 'off') return this.write(item.words);
    await pause(1000 * (await this.play(item.sound)));
    if (!item.words || verbosity === 'sounds only' || this.now !== item) return;
    await this.voices;
    const voice = voiceOf(this.synthesis?.getVoices() ?? [], this.data.voice);
    if (!voice) return this.write(item.words);
    // Sentence by sentence: Chrome ends an utterance after fifteen seconds.
    for (const words of item.words.match(/.+?[.!?…]+(?=\s|$)|.+$/g))
      if (this.now === item) await this.speak(words.trim(), voice);
  }

  // Plays a sound, and returns when words may follow, in seconds.
  async play(name) {
    const { context } = this, tones = TONES[name];
    if (context?.state === 'suspended') await Promise.race([context.resume(), pause(RESUME_MS)]);
    this.silent = context?.state === 'suspended';
    this.show();
    if (!tones || context?.state !== 'running') return 0;
    for (const [pitch_hz, after_s, length_s] of tones) {
      const from = context.currentTime + 0.02 + after_s;
      const pitch = context.createOscillator(), volume = context.createGain();
      pitch.type = 'sine';
      pitch.frequency.value = pitch_hz;
      volume.gain.setValueAtTime(0.0001, from);
      volume.gain.linearRampToValueAtTime(Math.max(0.0001, LOUDEST * this.data.volume), from + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, from + length_s);
      pitch.connect(volume).connect(context.destination);
      pitch.start(from);
      pitch.stop(from + length_s + 0.05);
    }
    return Math.max(...tones.map(([, after_s]) => after_s)) + WORDS_AFTER;
  }

  speak(words, voice) {
    return new Promise((ended) => {
      const utterance = new SpeechSynthesisUtterance(words), { volume, speed } = this.data;
      const patience = PATIENCE_MS + (2 * WORD_MS * words.split(' ').length) / speed;
      const late = setTimeout(() => (this.spoken === utterance && this.synthesis.cancel(), ended()), patience);
      const over = () => (clearTimeout(late), ended());
      Object.assign(utterance, { voice, lang: voice.lang, volume, rate: speed, onend: over, onerror: over });
      this.spoken = utterance; // Chrome forgets what nobody holds, and then never tells that it has ended
      this.synthesis.speak(utterance);
    });
  }

  // For who reads the page with a screen reader, and only where no voice says it: else it would be said twice.
  write(words) {
    this.parent.querySelector('p').textContent = words;
  }

  show() {
    const hint = this.parent.querySelector('button');
    hint.hidden = this.data.verbosity === 'off' || !this.silent || this.context.state !== 'suspended';
    hint.onclick = this.wake;
  }

  async stayAwake() {
    const wanted = this.data?.awake && document.visibilityState === 'visible';
    if (wanted && !this.asking && (!this.lock || this.lock.released)) {
      this.asking = true;
      this.lock = await navigator.wakeLock?.request('screen').catch(() => null);
      this.asking = false;
      if (!this.data?.awake) this.stayAwake(); // it came too late
    }
    if (!this.data?.awake) {
      this.lock?.release();
      this.lock = null;
    }
  }

  hush() {
    if (this.now) this.synthesis?.cancel();
    this.now = null;
  }

  stop() {
    clearInterval(this.listening);
    this.listening = undefined;
    this.queue = [];
    this.hush();
    if (this.data) this.data = { ...this.data, awake: false };
    this.stayAwake();
  }
}

export default function ({ data, parentElement }) {
  window.posecheckSpeaker ??= new Speaker();
  return window.posecheckSpeaker.take(data, parentElement);
}
