const DARK_BELOW = 128; // of 255: how light the app's own background is
const SMALLEST_PX = 40;
const GONE_MS = 400; // Streamlit may say goodbye to a run that another one has overtaken

// The picture that streamlit-webrtc shows in a frame of the same origin.
const cameraStream = () => {
  for (const frame of document.querySelectorAll('iframe')) {
    const stream = frame.contentDocument?.querySelector('video')?.srcObject;
    if (stream) return stream;
  }
  return null;
};

const appIsDark = (element) => {
  const [r, g, b] = getComputedStyle(element.closest('.stApp') ?? document.body).backgroundColor.match(/\d+/g).map(Number);
  return 0.3 * r + 0.59 * g + 0.11 * b < DARK_BELOW;
};

// The largest letters that leave the whole cue visible.
const fit = (cue) => {
  const words = cue.firstElementChild;
  let px = Math.round(Math.min(cue.clientHeight * 0.9, cue.clientWidth / 5));
  const place = getComputedStyle(cue);
  const room_px = cue.clientWidth - parseFloat(place.paddingLeft) + 1; // scrollWidth is rounded up
  do words.style.fontSize = `${px}px`;
  while ((words.scrollWidth > room_px || words.offsetHeight > cue.clientHeight) && (px -= 4) > SMALLEST_PX);
};

const show = (view, dialog) => {
  const find = (name) => dialog.querySelector(name);
  find('h2').textContent = view.title;
  find('.digits').textContent = view.digits;
  find('.paused').textContent = view.paused;
  find('.reached').style.strokeDashoffset = 1 - Math.min(1, Math.max(0, view.share));
  dialog.classList.toggle('pausing', view.paused !== '');
  dialog.classList.toggle('begun', view.share > 0);
  dialog.classList.toggle('done', view.share >= 1 && view.paused === '');
  dialog.classList.toggle('long', view.digits.length > 3);
  const cue = find('.cue');
  cue.dataset.kind = view.kind ?? '';
  cue.firstElementChild.textContent = view.cue;
  if (dialog.open) fit(cue);
  const video = find('video'), stream = cameraStream();
  if (video.srcObject !== stream) video.srcObject = stream;
  dialog.classList.toggle('without-picture', stream === null);
};

export default function ({ data, parentElement, setStateValue }) {
  const dialog = parentElement.querySelector('dialog'), opener = parentElement.querySelector('.open');
  const theme = dialog.querySelector('.theme'), own = (dialog.posecheck ??= {});
  const dress = () => {
    dialog.classList.toggle('dark', own.dark);
    theme.textContent = own.dark ? 'Light' : 'Dark';
  };
  const enter = () => {
    own.dark ??= appIsDark(parentElement.host ?? parentElement);
    dress();
    dialog.showModal();
    // A dialog cannot go full screen itself, so the page does, beneath it. Where nothing can (iPhone), it covers the page.
    document.documentElement.requestFullscreen?.({ navigationUI: 'hide' }).catch(() => {});
    show(own.view, dialog);
    setStateValue('open', true);
  };
  const leave = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    setStateValue('open', false);
    opener.focus();
  };
  const turn = (own.turn = (own.turn ?? 0) + 1);
  own.view = data;
  opener.onclick = enter;
  theme.onclick = () => {
    own.dark = !own.dark;
    dress();
  };
  dialog.querySelector('.close').onclick = () => dialog.close();
  dialog.onclose = leave;
  if (!own.watching) {
    own.watching = new AbortController();
    const { signal } = own.watching;
    // Escape leaves the full screen first, and the browser does not tell which key it was.
    document.addEventListener('fullscreenchange', () => document.fullscreenElement || dialog.close(), { signal });
    own.sized = new ResizeObserver(() => dialog.open && fit(dialog.querySelector('.cue')));
    own.sized.observe(dialog.querySelector('.cue'));
  }
  show(data, dialog);
  const end = () => {
    own.sized.disconnect();
    own.watching.abort();
    own.watching = undefined;
    if (dialog.open && document.fullscreenElement) document.exitFullscreen();
  };
  return () => setTimeout(() => turn === own.turn && end(), GONE_MS);
}
