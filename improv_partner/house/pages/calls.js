// What the page asks the house, and the small things that all parts of the page use.

export const $ = (id) => document.getElementById(id);

/** An element with a class and text. */
export function made(name, text = "", css = "") {
  const element = document.createElement(name);
  element.textContent = text;
  if (css) element.className = css;
  return element;
}

/** Show one of the page's sheets and put the focus on its title, for those who hear the page. */
export function show(id) {
  for (const sheet of document.querySelectorAll("main")) sheet.hidden = sheet.id !== id;
  $(id).querySelector("h1").focus();
}

/** POST with a pass; an Error says why not, in words for a person. */
export async function call(path, pass, body = {}) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${pass}` },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error("The house cannot be reached. Is the scene still running?");
  }
  const row = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(sentence(row.why ?? answer.statusText)), { status: answer.status });
  return row;
}

/** A line of the house as a sentence. */
export const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? "" : "."}`;

/** The actor's card in all its places. */
export function showCard(card) {
  for (const place of document.querySelectorAll(".card")) {
    const list = made("dl");
    let before = "";
    for (const [name, text] of card.rows) {
      list.append(made("dt", name === before ? "" : name), made("dd", text));
      before = name;
    }
    place.replaceChildren(list, made("p", card.first, "first"));
  }
}

const QUIET_DB = -60;

/** A level in dB below full scale on a meter that falls slowly. */
export function showLevel(bar, db) {
  const share = Math.min(Math.max((db - QUIET_DB) / -QUIET_DB, 0), 1);
  const before = Number(bar.dataset.share ?? 0);
  const now = Math.max(share, before - 0.08);
  bar.dataset.share = now;
  bar.style.transform = `scaleX(${now})`;
  bar.classList.toggle("loud", now > 0.95);
}

/** A phone answers a finger. Before a page was touched, browsers forbid it and complain. */
export function tick() {
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(8);
}
