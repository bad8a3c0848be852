// What the page asks the bench, and the small things that all parts of the page use.

export const $ = (id) => document.getElementById(id);

/** An element with a class and what is in it: text or elements. */
export function made(name, inside = "", css = "") {
  const element = document.createElement(name);
  element.append(...[inside].flat());
  if (css) element.className = css;
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** An element of a drawing. */
export function drawn(name, attributes = {}, text = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  return element;
}

/** A button with its key beside it. */
export function button(words, key, does) {
  const made_ = made("button", key ? [words, " ", made("kbd", key)] : words);
  made_.type = "button";
  made_.onclick = does;
  return made_;
}

let token = "";
export const enter = (word) => (token = word);

async function asked(path, options = {}) {
  const headers = { Authorization: `Bearer ${token}`, ...options.headers };
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch {
    throw new Error("The bench cannot be reached. Does improv review still run?");
  }
  if (answer.ok) return answer;
  const row = await answer.json().catch(() => ({}));
  throw new Error(row.why ?? answer.statusText);
}

export const ask = async (path) => (await asked(path)).json();
export const bytes = async (path) => (await asked(path)).arrayBuffer();
export const blob = async (path) => (await asked(path)).blob();
export async function tell(path, body) {
  const headers = { "Content-Type": "application/json" };
  return (await asked(path, { method: "POST", headers, body: JSON.stringify(body) })).json();
}

/** Told at the top, and to those who hear the page; "" takes it away. */
export function trouble(error) {
  $("trouble").textContent = error ? error.message ?? String(error) : "";
  $("trouble").hidden = !error;
}

/** Told to those who hear the page. */
export const say = (text) => ($("said").textContent = text);

/** 65.25 -> "1:05.2": cut off, never rounded up, as in minutes.py */
export function clock(seconds, digits = 1) {
  const steps = 10 ** digits;
  const count = Math.floor(seconds * steps + 1e-6);
  const rest = ((count % (60 * steps)) / steps).toFixed(digits).padStart(digits ? 3 + digits : 2, "0");
  return `${Math.floor(count / (60 * steps))}:${rest}`;
}
