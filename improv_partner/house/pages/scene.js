// The scene as it is played: floor, words, the partner's line as it is spoken, the actor's card.

import { $, made, sentence, showLevel } from "./calls.js";

const NEAR_PX = 80; // who has scrolled up further than this reads, and is left alone
const MOST_CHARS = 16; // of a name, in its column

export class Scene {
  constructor(card) {
    this.card = card;
    this.lines = new Map();
    $("scene-title").textContent = card.title;
    $("rows").replaceChildren();
    const names = Math.max(card.you.length, card.partner.length);
    $("rows").style.setProperty("--names", `${Math.min(names, MOST_CHARS) + 1}ch`);
    $("card-box").open = matchMedia("(min-width: 900px)").matches;
  }

  level({ db }) {
    showLevel($("level"), db);
  }

  seconds({ s }) {
    $("seconds").textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  }

  floor({ floor, name }) {
    const { partner } = this.card;
    const words = {
      open: "The floor is open.",
      actor: name ? `${name} has the floor.` : "You have the floor.",
      thinking: `${partner} thinks.`,
      partner: `${partner} speaks.`,
    };
    $("floor").textContent = words[floor] ?? floor;
    $("floor").className = floor;
  }

  direction({ text }) {
    $("direction").textContent = text && `▶ ${text}`;
    $("direction").hidden = !text;
  }

  trouble({ text }) {
    $("trouble").textContent = text && sentence(text);
    $("trouble").hidden = !text;
  }

  row(row) {
    const rows = $("rows");
    const follow = rows.scrollHeight - rows.scrollTop - rows.clientHeight < NEAR_PX;
    let line = this.lines.get(row.n);
    if (!line) {
      line = made("div");
      line.append(made("span", "", "who"), made("span", "", "words"), made("span", "", "below"));
      this.lines.set(row.n, line);
      rows.append(line);
    }
    const [who, words, below] = line.children;
    const names = { actor: this.card.you, partner: this.card.partner };
    line.className = `line ${row.kind} ${row.live ? "live" : ""} ${row.taken_back ? "taken" : ""}`;
    line.hidden = !row.text && !row.speaks;
    who.textContent = row.name || (names[row.kind] ?? "");
    words.replaceChildren(row.text, ...(row.speaks ? [" ", made("span", row.speaks, "speaks")] : []));
    below.textContent = row.below;
    // While words still change, only their end is read aloud.
    line.setAttribute("aria-hidden", String(row.kind === "actor" && row.live));
    if (follow) rows.scrollTop = rows.scrollHeight;
  }
}
