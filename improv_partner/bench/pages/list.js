// All sessions, with their counts as they come, and what was meant against what was read in all.

import { $, ask, button, clock, made } from "./calls.js";
import { use } from "./keys.js";
import { matrix } from "./matrix.js";

const HEADS = ["", "Session", "Scene", "Partner", "Length", "Exchanges", "Tagged", "Failures", "Judged", ""];

/** go: opens a place of the page. */
export class List {
  constructor(bench, go) {
    this.bench = bench;
    this.go = go;
    this.ticked = [];
    this.counts = new Map();
    this.rows = bench.sessions.map((card, number) => this.row(card, number));
    const usable = bench.sessions.filter((card) => !card.why).length;
    $("list-words").textContent = `${usable} of ${bench.sessions.length} may be reviewed. You are “${bench.by}”.`;
    const head = made("tr", HEADS.map((words) => Object.assign(made("th", words), { scope: "col" })));
    $("sessions").replaceChildren(made("thead", head), made("tbody", this.rows));
    $("compare").onclick = () => go("c", ...this.ticked);
  }

  async show() {
    const move = (by) => () => this.move(by);
    use([
      ["j", "next session", move(1)],
      ["k", "session before", move(-1)],
      ["b", "rate the session in focus blind", () => this.blind()],
    ]);
    for (const [number, card] of this.bench.sessions.entries()) {
      if (card.why || $("list").hidden) continue;
      try {
        this.fill(number, await ask(`/api/sessions/${number}/summary`));
      } catch (error) {
        this.rows[number].lastChild.textContent = error.message;
      }
    }
  }

  row(card, number) {
    if (card.why) {
      const why = Object.assign(made("td", card.why, "quiet"), { colSpan: HEADS.length - 2 });
      return made("tr", [made("td"), made("td", card.name), why], "refused");
    }
    const tick = Object.assign(made("input"), { type: "checkbox", ariaLabel: `compare ${card.name}` });
    tick.onchange = () => this.tick(number, tick.checked);
    const name = button(card.name, "", () => this.go("s", number));
    name.className = "open";
    name.dataset.session = number;
    const of = card.parent ? made("span", ` again, ${card.mode}: ${card.parent}`, "quiet") : "";
    const cells = [tick, [name, of], card.scene, card.model, "", "", "", "", ""];
    const blind = button("Rate blind", "", () => this.go("s", number, "blind"));
    blind.ariaLabel = `rate ${card.name} blind`;
    return made("tr", [...cells.map((cell) => made("td", cell)), made("td", blind)]);
  }

  fill(number, count) {
    this.counts.set(number, count);
    const cells = this.rows[number].children;
    cells[4].textContent = clock(count.seconds, 0);
    cells[5].textContent = count.exchanges;
    cells[6].textContent = count.tagged;
    const grave = count.grave ? made("span", ` (${count.grave} grave)`, "grave") : "";
    cells[7].replaceChildren(String(count.failures), grave);
    cells[8].textContent = count.failures ? `${count.judged} of ${count.failures}` : "";
    const pairs = [...this.counts.values()].flatMap((one) => one.pairs);
    $("all-matrix").replaceChildren(matrix(pairs, this.bench.vocabulary.labels));
  }

  tick(number, on) {
    this.ticked = this.ticked.filter((one) => one !== number);
    if (on) this.ticked.push(number);
    $("compare").disabled = this.ticked.length !== 2;
  }

  move(by) {
    const all = [...document.querySelectorAll("#sessions .open")];
    const place = all.indexOf(document.activeElement);
    all[Math.min(Math.max(place + by, 0), all.length - 1)]?.focus();
  }

  blind() {
    const number = document.activeElement?.dataset?.session;
    if (number !== undefined) this.go("s", number, "blind");
  }
}
