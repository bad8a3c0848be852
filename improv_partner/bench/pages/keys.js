// One table of keys at a time: what each does, and the words by which the help tells it.

import { $, made } from "./calls.js";

const SHOWN = { " ": "space", ArrowLeft: "←", ArrowRight: "→", Escape: "esc", Enter: "enter" };
let table = [];
let rest = null;

/** keys: [[key, words, what it does], ...]; others: gets every other key, true = it was for it. */
export function use(keys, others = null) {
  table = keys;
  rest = others;
}

export const shown = (key) => SHOWN[key] ?? key;

function help() {
  const rows = [...table, ["?", "these keys", null]];
  $("help-keys").replaceChildren(
    ...rows.flatMap(([key, words]) => [made("dt", made("kbd", shown(key))), made("dd", words)]),
  );
  $("help").showModal();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  const on = event.target;
  if (on.closest("textarea, input:not([type=checkbox]), select")) {
    if (event.key === "Escape") on.blur();
    return;
  }
  const presses = event.key === "Enter" || event.key === " "; // what is in focus comes first
  if (presses && on.closest("button, a, input, summary")) return;
  const found = table.find(([key]) => key === event.key);
  if (event.key === "?") help();
  else if (found) found[2](event);
  else if (!rest?.(event)) return;
  event.preventDefault();
});
for (const one of document.querySelectorAll(".keys-button")) one.onclick = help;
