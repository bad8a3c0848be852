// One session: the failures, the exchange that is looked at, and what the keys do with it.

import { $, ask, clock, made, say, tell, trouble } from "./calls.js";
import { detail, VERDICTS } from "./detail.js";
import { use } from "./keys.js";
import { matrix } from "./matrix.js";
import { plane } from "./plane.js";
import { Rating } from "./rating.js";
import * as sound from "./sound.js";
import { Timeline } from "./timeline.js";

const AROUND_S = 0.3; // before and after what is heard
const FROM_HERE_S = 30; // of sound, where somebody clicks into a wave
const MOST_S = 120; // of one clip
const ALL = "all kinds", OPEN = "not judged by me";

export class Session {
  constructor(number, facts, vocabulary, blind, go) {
    Object.assign(this, { number, facts, vocabulary, blind, go, exchange: null, failure: null, rating: null });
    const { card } = facts;
    $("session").querySelector("h1").textContent = card.name;
    $("about").textContent = [card.scene, card.model, clock(facts.samples / facts.rate, 0)].filter(Boolean).join(" · ");
    $("blind").textContent = blind ? "Leave blind" : "Rate blind";
    $("blind").append(" ", made("kbd", blind ? "esc" : "b"));
    $("blind").onclick = () => this.toggleBlind();
    $("session").classList.toggle("rates", blind);
    $("plane-all").onchange = () => this.drawMaps();
    this.kinds();
    this.timeline = new Timeline(number, facts, (n) => this.pick(n), (at, who) => this.hearFrom(at, who));
    this.keys();
    this.start();
  }

  start() {
    const first = this.blind ? this.facts.exchanges.find((one) => one.hidden) : null;
    if (first) this.pick(first.n, true);
    else if (this.failures.length) this.choose(this.failures[0], false);
    else if (this.facts.exchanges.length) this.pick(this.facts.exchanges[0].n);
    else $("one").replaceChildren(made("p", "Nothing was said in this session."));
    if (this.blind && !first) say("Every line of this session is rated.");
  }

  keys() {
    const verdicts = VERDICTS.map(([words, key]) => [key, { yes: "confirm the failure", no: "reject it", "cannot tell": "cannot tell" }[words], () => this.judge(this.failure, words)]);
    const common = [
      ["ArrowRight", "next exchange", () => this.step(1)],
      ["ArrowLeft", "exchange before", () => this.step(-1)],
    ];
    const open = [
      ["j", "next failure", () => this.next(1)],
      ["k", "failure before", () => this.next(-1)],
      [" ", "play, pause", () => this.space()],
      ...verdicts,
      ["c", "comment", () => $("comment")?.focus()],
      ["b", "rate blind", () => this.toggleBlind()],
      ["+", "closer", () => this.timeline.zoom(0.5)],
      ["-", "further", () => this.timeline.zoom(2)],
      ["0", "the whole session", () => this.timeline.whole()],
    ];
    const blind = [["Escape", "leave blind rating", () => this.toggleBlind()], ["Enter", "next line", () => this.step(1)]];
    if (!this.blind) return use([...open, ...common]);
    use([...blind, ...common], (event) => (this.rating ? this.rating.key(event) : this.revealed(event)));
  }

  /** A key while a line that was just rated is looked at. */
  revealed(event) {
    const verdict = VERDICTS.find(([, key]) => key === event.key);
    if (verdict) this.judge(this.failure, verdict[0]);
    else if (event.key === " ") this.space();
    else return false;
    return true;
  }

  // -- what is chosen

  /** The failures that are listed. */
  get failures() {
    const kind = $("wrong-kind").value;
    const mine = (one) => one.verdicts[this.facts.by];
    return this.facts.failures.filter((one) => kind === ALL || (kind === OPEN ? !mine(one) : one.kind === kind));
  }

  kinds() {
    const names = [ALL, OPEN, ...new Set(this.facts.failures.map((one) => one.kind))];
    $("wrong-kind").replaceChildren(...names.map((name) => Object.assign(made("option", name.replaceAll("_", " ")), { value: name })));
    $("wrong-kind").onchange = () => this.list();
    this.list();
  }

  list() {
    $("wrong-title").textContent = this.blind ? `Failures of rated lines (${this.failures.length})` : `Failures (${this.failures.length})`;
    $("failures").replaceChildren(...this.failures.map((one) => this.item(one)));
  }

  item(one) {
    const at = clock(one.span[0] / this.facts.rate, 0);
    const head = made("span", [made("b", one.kind.replaceAll("_", " ")), " ", made("span", one.sub, "quiet")]);
    const { people, names } = this.facts;
    const whose = people.length > 1 && one.said ? `${names[one.who] ?? one.who} ` : "";
    const said = made("span", [whose, made("q", one.said || "…", "actor"), " ", made("q", one.heard || "…", "partner")], "quote");
    const state = Object.values(one.verdicts).join(", ");
    const row = made("button", [made("span", at, "at"), head, made("span", state, "state"), said], `item severity${one.severity}`);
    row.type = "button";
    row.onclick = () => this.choose(one, true);
    row.ariaCurrent = String(one === this.failure);
    return made("li", row);
  }

  choose(failure, aloud) {
    this.failure = failure;
    this.look(failure.exchange || this.facts.exchanges[0]?.n, failure.span);
    for (const [n, one] of this.failures.entries()) {
      const row = $("failures").children[n].firstChild;
      row.ariaCurrent = String(one === failure);
      if (one === failure) row.scrollIntoView({ block: "nearest" });
    }
    if (aloud) this.hear("both", failure.span);
  }

  next(by) {
    const all = this.failures;
    if (!all.length) return;
    const place = all.indexOf(this.failure) + by;
    this.choose(all[Math.min(Math.max(place, 0), all.length - 1)], false);
    say(`${this.failure.kind}, exchange ${this.failure.exchange}`);
  }

  /** An exchange, with its first failure if it has one. */
  pick(number, aloud = false) {
    const failure = this.facts.failures.find((one) => one.exchange === number);
    if (failure) return this.choose(failure, aloud);
    this.failure = null;
    for (const row of $("failures").children) row.firstChild.ariaCurrent = "false";
    this.look(number);
    if (aloud) this.space();
  }

  step(by) {
    if (this.blind && this.rating && by > 0) return this.rating.skip();
    const all = this.facts.exchanges;
    const place = all.indexOf(this.exchange);
    const left = this.blind && by > 0 ? all.find((one, n) => one.hidden && n > place) ?? all.find((one) => one.hidden) : null;
    const next = left ?? all[Math.min(Math.max(place + by, 0), all.length - 1)];
    if (next && next !== this.exchange) this.pick(next.n, Boolean(next.hidden));
  }

  look(number, span = null) {
    const one = this.facts.exchanges.find((row) => row.n === number);
    if (!one) return;
    this.exchange = one;
    this.timeline.choose(number, span ?? one.span ?? [0, this.facts.rate]);
    this.drawOne();
    this.drawMaps();
  }

  drawOne() {
    const one = this.exchange;
    this.rating = null;
    if (one.hidden) {
      const does = { done: (words) => this.rated(words), hear: () => this.hear(one.who, one.actor) };
      this.rating = new Rating(this.number, one, this.vocabulary, does);
      return $("one").replaceChildren(...this.rating.elements(this.facts));
    }
    const failures = this.facts.failures.filter((row) => row.exchange === one.n || (row === this.failure && !row.exchange));
    const does = {
      hear: (who) => this.hear(who, who === one.who ? one.actor : one.span),
      judge: (failure, words) => this.judge(failure, words),
      comment: (text) => this.comment(text),
    };
    $("one").replaceChildren(...detail(this.facts, one, failures, does));
    for (const box of $("one").querySelectorAll(".failure")) box.classList.toggle("current", box.dataset.kind === this.failure?.kind);
  }

  drawMaps() {
    const { exchanges, pairs } = this.facts;
    $("plane").replaceChildren(plane(exchanges, this.exchange?.n, this.vocabulary.places, $("plane-all").checked));
    $("matrix-box").hidden = this.blind && this.facts.blind_left > 0;
    $("matrix").replaceChildren(matrix(pairs, this.vocabulary.labels, (meant, read) => this.pickPair(meant, read)));
  }

  /** The next exchange that was meant and read so. */
  pickPair(meant, read) {
    const all = this.facts.exchanges.filter((one) => one.labels?.meant === meant && one.labels.read === read);
    const next = all.find((one) => one.n > (this.exchange?.n ?? 0)) ?? all[0];
    if (next) this.pick(next.n);
  }

  // -- sound

  space() {
    if (sound.toggle() || !this.exchange) return;
    const { hidden, who, actor, span } = this.exchange;
    this.hear(hidden ? who : "both", hidden ? actor : this.failure?.span ?? span);
  }

  hear(who, span) {
    const { rate, samples, tracks } = this.facts;
    if (!tracks.length || !span) return;
    if (who !== "both" && !tracks.includes(who)) return say("There is no sound of this performer.");
    const begin = Math.max(span[0] - AROUND_S * rate, 0);
    const end = Math.min(span[1] + AROUND_S * rate, Math.max(samples, span[1]), begin + MOST_S * rate);
    sound.play(this.number, who, [begin, end], rate);
  }

  /** track: of the wave. While lines are rated blind, no more is heard than the one performer. */
  hearFrom(at, track) {
    const { rate, samples, people, tracks } = this.facts;
    const alone = people.includes(track) ? track : people.find((one) => tracks.includes(one));
    const who = this.blind && this.facts.blind_left ? alone : "both";
    if (who && at < samples) sound.play(this.number, who, [at, Math.min(at + FROM_HERE_S * rate, samples)], rate);
  }

  // -- what is noted

  async judge(failure, words) {
    if (!failure) return say("There is no failure here.");
    const { exchange, kind } = failure;
    const note = { exchange, kind, verdict: words };
    try {
      const { verdicts } = await tell(`/api/sessions/${this.number}/verdict`, note);
      for (const one of this.facts.failures) if (one.exchange === exchange && one.kind === kind) one.verdicts = verdicts;
      this.list();
      this.drawOne();
      say(`${kind.replaceAll("_", " ")}: ${words}`);
    } catch (error) {
      trouble(error);
    }
  }

  async comment(text) {
    try {
      this.exchange.comments.push(await tell(`/api/sessions/${this.number}/comment`, { exchange: this.exchange.n, text }));
      this.drawOne();
      $("session").querySelector("h1").focus({ preventScroll: true });
      say("Kept.");
    } catch (error) {
      trouble(error);
    }
  }

  toggleBlind() {
    this.go("s", this.number, ...(this.blind ? [] : ["blind"]));
  }

  /** A line is rated: now it is told what was meant and read. null: passed over, on to the next. */
  async rated(words) {
    const { n } = this.exchange;
    this.rating = null;
    this.facts = await ask(`/api/sessions/${this.number}?blind=1`);
    this.kinds();
    this.timeline = new Timeline(this.number, this.facts, (one) => this.pick(one), (at, who) => this.hearFrom(at, who));
    this.exchange = this.facts.exchanges.find((one) => one.n === n);
    if (words === null) return this.step(1);
    this.pick(n);
    $("one").prepend(made("p", `Noted${words}. → goes on to the next line.`, "noted"));
  }
}
