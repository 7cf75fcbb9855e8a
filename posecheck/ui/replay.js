const GONE_MS = 400; // Streamlit may say goodbye to a run that another one has overtaken
const LONGEST_STEP_S = 0.5; // a tab that slept goes on where it was
const NOBODY = -32768;
const FACE_POINTS = 11;
const [LEFT_KNEE, RIGHT_KNEE] = [25, 26];
const ARROWS_S = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

const clock = (time_s) => `${Math.floor(time_s / 60)}:${String(Math.floor(time_s % 60)).padStart(2, '0')}`;
const bytes = (packed) => Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);

// The last of what begins at these times, oldest first, that has begun.
const place = (count, startOf, time_s) => {
  let low = 0, high = count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (startOf(middle) <= time_s) low = middle;
    else high = middle - 1;
  }
  return low;
};

const make = (name, attributes = {}, text = '') => {
  const svg = ['line', 'circle', 'text', 'rect'].includes(name);
  const made = svg ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
};

const shares = (data, start_s, end_s) =>
  `left: ${(100 * start_s) / data.length}%; width: ${(100 * Math.max(0, end_s - start_s)) / data.length}%`;

// All that stays while the moment changes.
const build = (root, data) => {
  const find = (name) => root.querySelector(name);
  const drawn = {};
  root.classList.toggle('without-trace', !data.times);
  find('input').max = data.length;
  find('.bar').replaceChildren(
    ...data.segments.map(([start_s, end_s, kind]) => make('i', { class: kind, style: shares(data, start_s, end_s) })),
  );
  const kinds = Object.keys(data.kinds).filter((kind) => data.segments.some((segment) => segment[2] === kind));
  find('.key').replaceChildren(
    ...kinds.map((kind) => {
      const entry = make('li');
      entry.append(make('i', { class: kind }), data.kinds[kind]);
      return entry;
    }),
  );
  const traced = data.times ? ['Shown then', ...data.measures.map((measure) => measure.name)] : [];
  drawn.rows = ['Clock', 'Why', ...traced].map((name) => {
    const value = make('dd');
    return [make('dt', {}, name), value];
  });
  find('dl').replaceChildren(...drawn.rows.flat());
  if (!data.times) return drawn;
  drawn.points = new Int16Array(bytes(data.points).buffer);
  drawn.clear = bytes(data.clear);
  drawn.bones = data.bones.map(([a, b]) => make('line', { class: b < FACE_POINTS ? 'face' : '' }));
  drawn.dots = [...Array(33).keys()].map((i) => make('circle', { class: i < FACE_POINTS ? 'face' : '' }));
  drawn.letters = [[LEFT_KNEE, 'L', -1], [RIGHT_KNEE, 'R', 1]].map(([at, letter, way]) => [
    at,
    make('text', { dx: `${way * 0.9}em`, dy: '-0.5em' }, letter),
  ]);
  const svg = find('svg');
  const [, , width, height] = data.window, [pictureWidth, pictureHeight] = data.picture;
  svg.setAttribute('viewBox', data.window.join(' '));
  svg.style.setProperty('--unit', `${height / 100}px`);
  const picture = make('rect', { class: 'picture', width: pictureWidth, height: pictureHeight });
  svg.replaceChildren(picture, ...drawn.bones, ...drawn.dots, ...drawn.letters.map(([, letter]) => letter));
  find('.stage').style.setProperty('--aspect', width / height);
  return drawn;
};

const put = (element, values) => Object.entries(values).forEach(([key, value]) => element.setAttribute(key, value));

// The figure at one sample; nobody where the clock was told that nobody was seen, or nothing is known.
const drawFigure = (root, data, drawn, sample, said) => {
  const at = (point) => 2 * (33 * sample + point);
  const [x, y] = [(point) => drawn.points[at(point)], (point) => drawn.points[at(point) + 1]];
  const clear = (point) => drawn.clear[33 * sample + point];
  const there = x(0) !== NOBODY && !['unseen', 'lost'].includes(said[2]);
  root.querySelector('.stage').classList.toggle('empty', !there);
  root.querySelector('.nobody').textContent = said[2] === 'lost' ? 'Nothing was kept' : sentence(said[3] || 'Nobody in view');
  if (!there) return;
  data.bones.forEach(([a, b], i) => {
    put(drawn.bones[i], { x1: x(a), y1: y(a), x2: x(b), y2: y(b) });
    drawn.bones[i].classList.toggle('unclear', !(clear(a) && clear(b)));
  });
  drawn.dots.forEach((dot, i) => {
    put(dot, { cx: x(i), cy: y(i) });
    dot.classList.toggle('unclear', !clear(i));
  });
  drawn.letters.forEach(([point, letter]) => put(letter, { x: x(point), y: y(point) }));
};

const counted = (data, time_s) => {
  const stood_s = data.stops.map(([start_s, end_s]) => Math.max(0, Math.min(time_s, end_s) - start_s));
  return time_s - stood_s.reduce((sum, one) => sum + one, 0);
};

const value = (measure, sample) => {
  const reading = measure.values[sample];
  return reading === null ? "can't tell" : `${reading}${measure.unit}`.replace('-', '−');
};

const show = (root, own) => {
  const { data, drawn, time_s } = own, find = (name) => root.querySelector(name);
  const said = data.segments[place(data.segments.length, (i) => data.segments[i][0], time_s)];
  const [, , kind, reason] = said, state = data.kinds[kind];
  const stands = data.stops.some(([start_s, end_s]) => start_s <= time_s && (time_s < end_s || end_s === data.length));
  const range = find('input');
  range.value = time_s;
  range.setAttribute('aria-valuetext', `${clock(time_s)}, ${state.toLowerCase()}${reason && `: ${reason}`}`);
  find('.time').textContent = `${clock(time_s)} of ${clock(data.length)}`;
  find('.state i').className = kind;
  find('.state span').textContent = state;
  const values = [`${clock(counted(data, time_s))}, ${stands ? 'stopped' : 'running'}`, sentence(reason)];
  if (data.times) {
    const sample = place(data.times.length, (i) => data.times[i], time_s);
    const cue = data.cues[place(data.cues.length, (i) => data.cues[i][0], time_s)];
    if (kind !== 'lost') values.push(cue[1], ...data.measures.map((measure) => value(measure, sample)));
    if (sample !== drawn.sample || said !== drawn.said) drawFigure(root, data, drawn, sample, said);
    Object.assign(drawn, { sample, said });
  }
  drawn.rows.forEach(([, cell], i) => (cell.textContent = values[i] || '–'));
  [...find('.stops').querySelectorAll('button')].forEach((button, i) => {
    const [start_s, end_s] = data.stops[i];
    button.setAttribute('aria-current', start_s <= time_s && time_s < end_s);
  });
};

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector('section'), find = (name) => root.querySelector(name);
  const own = (root.posecheck ??= { time_s: 0, speed: 1, playing: false });
  const turn = (own.turn = (own.turn ?? 0) + 1);
  const go = (time_s) => {
    own.time_s = Math.min(data.length, Math.max(0, time_s));
    show(root, own);
  };
  const play = (playing) => {
    if (playing && own.time_s >= data.length) go(0);
    own.playing = playing;
    find('.play').textContent = playing ? 'Pause' : 'Play';
    cancelAnimationFrame(own.frame);
    if (playing) own.frame = requestAnimationFrame((now) => step(now, now));
  };
  const step = (before_ms, now_ms) => {
    go(own.time_s + own.speed * Math.min(LONGEST_STEP_S, (now_ms - before_ms) / 1000));
    if (own.time_s >= data.length) play(false);
    else own.frame = requestAnimationFrame((next_ms) => step(now_ms, next_ms));
  };
  const pace = (speed) => {
    own.speed = speed;
    for (const button of root.querySelectorAll('[value]:is(button)'))
      button.setAttribute('aria-pressed', Number(button.value) === speed);
  };
  const listStops = () => {
    const marks = data.stops.map(([start_s, , words]) => make('i', { style: shares(data, start_s, start_s), title: words }));
    const buttons = data.stops.map(([, , words]) => make('button', { type: 'button' }, words));
    [marks, buttons].forEach((all) => all.forEach((one, i) => (one.onclick = () => go(data.stops[i][0]))));
    find('.marks').replaceChildren(...marks);
    find('.stops').replaceChildren(
      ...buttons.map((button) => {
        const entry = make('li');
        entry.append(button);
        return entry;
      }),
    );
    find('h4').textContent = buttons.length ? 'Where the clock stopped' : 'The clock did not stop.';
  };
  const stamp = JSON.stringify([data.id, data.length, data.stops.length]);
  if (own.stamp !== stamp) {
    play(false);
    Object.assign(own, { stamp, data, drawn: build(root, data) });
    listStops();
    pace(own.speed);
    go(own.time_s);
  }
  find('.play').onclick = () => play(!own.playing);
  for (const button of root.querySelectorAll('[value]:is(button)')) button.onclick = () => pace(Number(button.value));
  const range = find('input');
  range.oninput = () => go(Number(range.value));
  range.onkeydown = (event) => {
    if (event.key === ' ') play(!own.playing);
    else if (event.key in ARROWS_S) go(own.time_s + ARROWS_S[event.key] * (event.shiftKey ? 0.1 : 1));
    else return;
    event.preventDefault();
  };
  return () => setTimeout(() => turn === own.turn && play(false), GONE_MS);
}
