// Two sessions side by side, exchange by exchange: what is the same, and what is other.

import { $, button, clock, made } from "./calls.js";
import { use } from "./keys.js";
import * as sound from "./sound.js";

const RATE_HZ = 16000;

/** numbers: of the two sessions. told: see beside.py. */
export class Beside {
  constructor(numbers, told, go) {
    Object.assign(this, { numbers, told });
    const [one, other] = told.cards;
    const how = told.swapped.length ? `Other in B: ${told.swapped.join("; ")}.` : "Both were played with the same parts and settings.";
    const kin = told.related ? "" : " They have no recorded actor in common: their exchanges are put together by order.";
    $("beside-words").textContent = `A: ${one.name} (${one.model}). B: ${other.name} (${other.model}). ${how}${kin}`;
    this.figures(told.figures);
    const heads = ["", "A", "B", "other"].map((words) => Object.assign(made("th", words), { scope: "col" }));
    heads[1].append(` ${one.name}`);
    heads[2].append(` ${other.name}`);
    this.rows = told.rows.map((row, n) => this.row(row, n));
    $("beside-rows").replaceChildren(made("thead", made("tr", heads)), made("tbody", this.rows));
    this.at = -1;
    use([
      ["j", "next exchange", () => this.move(1)],
      ["k", "exchange before", () => this.move(-1)],
      ["a", "hear A", () => this.hear(this.at, 0)],
      ["b", "hear B", () => this.hear(this.at, 1)],
      ["Escape", "back to the sessions", () => go()],
    ]);
  }

  figures(found) {
    const heads = ["", "pairs", "A", "B", "B − A", "95 %"].map((words) => Object.assign(made("th", words), { scope: "col" }));
    const number = (value) => (value === null ? "" : value.toFixed(2));
    const rows = found.map((one) => {
      const ends = one.low === null ? "" : `${number(one.low)} to ${number(one.high)}`;
      const cells = [one.pairs, number(one.one), number(one.other), number(one.difference), ends];
      return made("tr", [Object.assign(made("th", one.name), { scope: "row" }), ...cells.map((text) => made("td", String(text)))]);
    });
    $("beside-figures").replaceChildren(made("thead", made("tr", heads)), made("tbody", rows));
  }

  row({ sides, changes }, n) {
    const cells = sides.map((side, column) => made("td", side ? this.side(side, n, column) : made("span", "–", "quiet")));
    const row = made("tr", [made("td", String(n + 1), "quiet"), ...cells, made("td", changes.join(", "), "quiet")]);
    row.tabIndex = -1;
    return row;
  }

  side(side, n, column) {
    const lines = [
      made("p", side.who ? `${side.who}: ${side.said}` : side.said, "actor"),
      made("p", [side.heard, side.cut ? made("span", ` (${side.cut})`, "quiet") : ""], "partner"),
      made("p", [
        made("span", side.meant || "not tagged", "meant"), " → ", made("span", side.read || "not read", "read"),
        " · felt ", made("span", side.felt || "–", "felt"),
        side.gap_s === null ? "" : ` · ${side.gap_s.toFixed(2)} s`,
      ], "quiet"),
    ];
    if (side.wrong.length) lines.push(made("p", side.wrong.map((kind) => kind.replaceAll("_", " ")).join(", "), "grave"));
    const hear = button(`▶ ${clock(side.span[0] / RATE_HZ)}`, "", () => this.hear(n, column));
    hear.ariaLabel = `hear ${"AB"[column]}, exchange ${side.n}`;
    return [...lines, hear];
  }

  move(by) {
    this.at = Math.min(Math.max(this.at + by, 0), this.rows.length - 1);
    this.rows[this.at]?.focus();
    this.rows[this.at]?.scrollIntoView({ block: "nearest" });
  }

  hear(n, column) {
    const side = this.told.rows[n]?.sides[column];
    if (side) sound.play(this.numbers[column], "both", [side.span[0], Math.min(side.span[1], side.span[0] + 120 * RATE_HZ)], RATE_HZ);
  }
}
