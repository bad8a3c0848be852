// Tags by touch and by key: each button is a key of the desk, and says when it was struck.

import { $, made, tick } from "./calls.js";
import { Hold } from "./hold.js";

const NAMES = { Enter: "enter", Escape: "escape", Backspace: "backspace", Delete: "delete", Tab: "tab" };
const SHOWN = { " ": "space", "\x7f": "⌫", "\t": "tab", escape: "esc" };
const SURE_MS = 3000; // the curtain is asked for twice

/** say: sends a message to the house. */
export class Grid {
  constructor(card, say) {
    this.say = say;
    this.buttons = new Map();
    this.keys = new Set();
    this.better = "";
    $("grid").replaceChildren(...card.labels.map((row) => this.button(row)));
    for (const label of ["neutral", "other"]) this.buttons.get(label)?.classList.add("wide");
    const undo = this.button([card.undo, "undo"], "take back");
    $("beside").replaceChildren(...card.stances.map((row) => this.button(row)));
    $("further").replaceChildren(...card.targets.concat(card.status).map((row) => this.button(row)));
    [this.holds] = card.hold;
    this.hold = new Hold(Object.assign(this.plain(this.holds, "hold"), { title: card.hold[1] }), say);
    $("foot").replaceChildren(undo, this.hold.button, ...card.commands.map((row) => this.command(row)));
    addEventListener("keydown", (event) => this.typed(event));
  }

  button([key, meaning], words = meaning) {
    const button = this.plain(key, words);
    button.setAttribute("aria-pressed", "false");
    if (meaning === "undo") button.removeAttribute("aria-pressed");
    this.buttons.set(meaning, button);
    button.onclick = (event) => this.strike(key, event.timeStamp, false);
    return button;
  }

  command([key, name, what]) {
    const button = this.plain(key, name === "wrong" ? "wrong reply" : name === "moment" ? "mark" : name);
    button.title = what;
    if (name === "better line") {
      this.better = key;
      button.onclick = () => this.askBetter();
    } else if (name === "curtain") {
      button.classList.add("curtain");
      button.onclick = (event) => this.curtain(button, event.timeStamp);
    } else {
      button.onclick = (event) => this.strike(key, event.timeStamp, false);
    }
    return button;
  }

  plain(key, words) {
    this.keys.add(key === "\x7f" ? "backspace" : key === "\t" ? "tab" : key);
    const button = Object.assign(made("button"), { type: "button" });
    const sign = made("kbd", SHOWN[key] ?? key);
    sign.setAttribute("aria-hidden", "true");
    button.append(sign, words);
    return button;
  }

  strike(key, at_ms, typed) {
    tick();
    this.say({ is: "key", text: key, at_ms, typed });
  }

  /** A key means the same as at the desk, except where the page needs it itself. */
  typed(event) {
    if ($("scene").hidden || $("better-box").open) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = NAMES[event.key] ?? event.key.toLowerCase();
    const presses = key === "enter" || key === " "; // what is in focus, for those who use no mouse
    if (presses && event.target.closest("button, summary, input")) return;
    if (!this.keys.has(key) || event.target.closest("input")) return;
    event.preventDefault();
    if (key === this.holds) this.hold.down(event);
    else if (key === this.better) this.askBetter();
    else if (!event.repeat) this.strike(key, event.timeStamp, true);
  }

  askBetter() {
    const at_ms = performance.now();
    const box = $("better-box");
    $("better-text").value = "";
    box.onclose = () => {
      const text = $("better-text").value.trim().replace(/\p{C}/gu, "");
      if (box.returnValue === "yes" && text) this.say({ is: "better", text, at_ms });
    };
    box.returnValue = "";
    box.showModal();
    $("better-text").focus();
  }

  curtain(button, at_ms) {
    if (button.classList.contains("sure")) {
      this.say({ is: "curtain", at_ms });
      return;
    }
    const words = button.lastChild.textContent;
    button.classList.add("sure");
    button.lastChild.textContent = "End the scene?";
    setTimeout(() => {
      button.classList.remove("sure");
      button.lastChild.textContent = words;
    }, SURE_MS);
  }

  /** What is set now, and which stances wait for a feeling. */
  show({ label, surface, words, stances }) {
    const on = new Set([label, ...stances]);
    for (const [meaning, button] of this.buttons) {
      if (meaning !== "undo") button.setAttribute("aria-pressed", String(on.has(meaning)));
      button.classList.toggle("surface", meaning === surface);
    }
    const waits = stances.length ? `${stances.join(", ")} …` : "not tagged";
    $("meant").textContent = words || waits;
    $("meant").classList.toggle("on", Boolean(words));
  }
}
