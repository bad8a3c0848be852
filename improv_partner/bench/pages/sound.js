// One sound at a time: a stretch of a session, exactly as it lies in the tracks.

import { $, blob, trouble } from "./calls.js";

const audio = $("sound");
let address = "";
let wanted = 0;
let now = null;

/** span: samples. who: a track or "both". rate: samples a second. Plays from its beginning. */
export async function play(number, who, [begin, end], rate) {
  const mine = ++wanted;
  stop();
  try {
    const path = `/api/sessions/${number}/clip/${who}?begin=${begin}&end=${end}`;
    const data = await blob(path);
    if (mine !== wanted) return;
    URL.revokeObjectURL(address);
    address = URL.createObjectURL(data);
    now = { begin, end, rate };
    audio.src = address;
    await audio.play();
  } catch (error) {
    if (mine === wanted && error.name !== "AbortError") trouble(error);
  }
}

export function stop() {
  audio.pause();
  now = null;
}

/** Pause, or go on; false if there is nothing to go on with. */
export function toggle() {
  if (!now || audio.ended) return false;
  if (audio.paused) audio.play();
  else audio.pause();
  return true;
}

/** The sample that is heard now, null for none. */
export const at = () => (now && !audio.ended ? now.begin + audio.currentTime * now.rate : null);
export const sounds = () => Boolean(now) && !audio.paused && !audio.ended;
