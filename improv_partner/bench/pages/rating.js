// A line heard blind: only the actor's sound and words are here; the keys of improv-16 tag it.

import { button, made, say, tell, trouble } from "./calls.js";
import { shown } from "./keys.js";

const AUDIBLE = [["y", "yes", true], ["n", "no", false], ["-", "cannot say", null]];

const SEEN = " But this session was shown openly before: what you say is kept as not blind.";

/** done: the line was rated or passed over. hear: plays it. vocabulary: keys and labels. */
export class Rating {
  constructor(number, line, vocabulary, { done, hear }) {
    Object.assign(this, { number, line, vocabulary, done, hear, pressed: [], tag: null, busy: Promise.resolve() });
    this.meanings = new Map(Object.entries(vocabulary.keys).map(([meaning, key]) => [key, meaning]));
  }

  elements({ blind_left: left, seen }) {
    this.words = made("p", "What is played here?", "tag");
    this.words.setAttribute("role", "status");
    const { labels, stances, keys } = this.vocabulary;
    const grid = (names) => made("div", names.map((name) => this.button(keys[name], name)), "grid");
    this.asks = made("p", ["Could it be heard? ", ...AUDIBLE.map(([key, words, value]) => button(words, key, () => this.rate(value)))], "row");
    this.asks.hidden = true;
    return [
      made("h2", `Blind: exchange ${this.line.n}`),
      made("p", `${left} lines left. Tags, readings and failures of this line are not on this page.${seen ? SEEN : ""}`, "quiet"),
      made("p", [button("▶ Again", "p", this.hear), button("Nothing to say", "→", () => this.skip())], "row"),
      made("p", this.line.said || "(no words were recognised)", "said"),
      this.words, grid(labels), grid(stances), this.asks,
    ];
  }

  button(key, name) {
    const one = button(name, shown(key), (event) => this.press(key, event.timeStamp));
    one.dataset.label = name;
    return one;
  }

  /** A key of the keyboard; true if it means something here. */
  key(event) {
    const audible = AUDIBLE.find(([key]) => key === event.key);
    const key = event.key === "Backspace" ? "\x7f" : event.key.toLowerCase();
    if (event.key === "p") this.hear();
    else if (this.tag && audible) this.rate(audible[2]);
    else if (this.meanings.has(key)) this.press(key, event.timeStamp);
    else return false;
    return true;
  }

  /** The bench makes a tag of all keys so far, as the desk does; one after the other. */
  press(key, at) {
    this.pressed.push([key, at]);
    this.busy = this.busy.then(async () => {
      const tag = await tell("/api/keys", { keys: this.pressed });
      this.tag = tag.label ? tag : null;
      this.words.textContent = tag.words || "What is played here?";
      this.asks.hidden = !this.tag;
      const on = new Set([tag.label, tag.surface, ...(tag.stances ?? [])]);
      for (const one of document.querySelectorAll("#one [data-label]")) one.ariaPressed = String(on.has(one.dataset.label));
    }).catch(trouble);
  }

  rate(audible) {
    return this.send({ line: this.line.line, keys: this.pressed, audible });
  }

  skip() {
    return this.send({ line: this.line.line });
  }

  async send(note) {
    await this.busy;
    try {
      const { blind } = await tell(`/api/sessions/${this.number}/rating`, note);
      const words = blind || !note.keys ? "" : ", not as blind: you had seen it before";
      say(`Noted${words}.`);
      this.done(note.keys ? words : null);
    } catch (error) {
      trouble(error);
    }
  }
}
