// A session along its time: who had the floor, waves, words, tags, readings, events, what went wrong.

import { $, bytes, clock, made } from "./calls.js";
import * as sound from "./sound.js";

const FIRST_S = 60; // of a longer session is seen at first
const NARROWEST_S = 0.5;
const AROUND = 1.6; // so much wider than what is chosen is the view
const NARROW_PX = 22; // no words in less
const POINT_PX = 70; // nor beside a point with less room before the next
const QUIET_TOO = 0.6; // power by which heights are drawn: speech is mostly far from full scale
const NAMES = { floor: "floor", tone: "audible", tags: "tags", events: "events", wrong: "failures" };

/** pick: an exchange was chosen here. hear: plays from a sample on, whoever's wave it was. */
export class Timeline {
  constructor(number, facts, pick, hear) {
    Object.assign(this, { number, facts, pick, hear, chosen: null, wanted: 0 });
    const wrong = facts.failures.map((one, n) => [...one.span, one.kind, one.exchange, n]);
    this.lanes = [...facts.lanes, { name: "wrong", rows: wrong, points: false }];
    const before = (lane) => (facts.tracks.includes(lane.name) ? [this.wave(lane.name)] : []);
    const extra = facts.tracks.filter((who) => !this.lanes.some((lane) => lane.name === who));
    const lanes = this.lanes.flatMap((lane) => [...before(lane), this.lane(lane)]);
    this.head = made("div", "", "head");
    $("lanes").replaceChildren(...lanes, ...extra.map((who) => this.wave(who)), this.head);
    $("whole").ariaLabel = `the whole session, ${clock(facts.samples / facts.rate, 0)}`;
    this.begin = 0;
    this.end = Math.max(Math.min(facts.samples, FIRST_S * facts.rate), 1);
    this.listen();
    this.show(this.begin, this.end);
  }

  wave(who) {
    const canvas = Object.assign(made("canvas", "", "wave"), { ariaHidden: "true" });
    canvas.dataset.who = who;
    canvas.onclick = (event) => this.hear(this.sampleAt(event, canvas), who);
    canvas.title = "plays from here";
    return made("div", [made("span", `${this.facts.names[who] ?? who}`, "name"), canvas], `lane wave-lane ${who}`);
  }

  lane(lane) {
    const area = made("div", "", "area");
    lane.area = area;
    const { people, names, tracks } = this.facts;
    const silent = people.length > 1 && people.includes(lane.name) && !tracks.includes(lane.name);
    const label = NAMES[lane.name] ?? (silent ? names[lane.name] : lane.name);
    const also = people.includes(lane.name) && lane.name !== "actor" ? " actor" : "";
    const row = made("div", [made("span", label, "name"), area], `lane ${lane.name}${also}`);
    if (people.length > 1 && lane.who) row.title = names[lane.who] ?? lane.who;
    row.ariaHidden = "true"; // all of it is told in the lists
    return row;
  }

  /** Between these samples. */
  show(begin, end) {
    const { samples, rate } = this.facts;
    const width = Math.min(Math.max(end - begin, NARROWEST_S * rate), Math.max(samples, 1));
    this.begin = Math.round(Math.min(Math.max(begin, 0), Math.max(samples - width, 0)));
    this.end = Math.round(this.begin + width);
    $("window").textContent = `${clock(this.begin / rate)} to ${clock(this.end / rate)} of ${clock(samples / rate)}`;
    this.draw();
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.drawWaves(), 40);
  }

  /** Scrolls and zooms to these samples, if they cannot be seen well. */
  choose(exchange, [begin, end]) {
    this.chosen = exchange;
    const width = this.end - this.begin;
    const seen = begin >= this.begin && end <= this.end && (end - begin) * 12 > width;
    if (seen) return this.draw();
    const wide = Math.max((end - begin) * AROUND, 4 * this.facts.rate);
    this.show((begin + end - wide) / 2, (begin + end + wide) / 2);
  }

  zoom(factor, at = (this.begin + this.end) / 2) {
    this.show(at - (at - this.begin) * factor, at + (this.end - at) * factor);
  }

  whole() {
    this.show(0, this.facts.samples);
  }

  draw() {
    const wide = this.lanes[0].area.clientWidth || 1;
    const scale = wide / (this.end - this.begin);
    for (const lane of this.lanes) {
      const seen = lane.rows.filter(([a, b]) => b >= this.begin && a <= this.end);
      const room = (n) => ((seen[n + 1]?.[0] ?? Infinity) - seen[n][0]) * scale;
      lane.area.replaceChildren(...seen.map((row, n) => this.bit(lane, row, scale, room(n))));
    }
    this.drawWhole();
  }

  bit(lane, [a, b, words, exchange], scale, room) {
    const left = Math.max((a - this.begin) * scale, 0);
    const width = Math.max((Math.min(b, this.end) - Math.max(a, this.begin)) * scale - 1, 2);
    const fits = lane.points ? room > POINT_PX : width > NARROW_PX;
    const bit = made("div", fits ? words : "", "bit");
    bit.title = words;
    bit.style.left = `${left}px`;
    if (!lane.points) bit.style.width = `${width}px`;
    if (lane.points) {
      bit.classList.add("point");
      bit.style.maxWidth = `${Math.max(room - 4, 6)}px`;
    }
    if (lane.name === "floor") bit.classList.add(words);
    if (exchange && exchange === this.chosen) bit.classList.add("chosen");
    if (exchange) bit.onclick = () => this.pick(exchange);
    else if (!lane.points) bit.onclick = () => this.hear(a);
    return bit;
  }

  async drawWaves() {
    const mine = ++this.wanted;
    for (const canvas of document.querySelectorAll("#lanes canvas")) {
      const ratio = devicePixelRatio || 1;
      const [wide, high] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
      if (!wide) continue;
      const span = `begin=${this.begin}&end=${this.end}&bins=${Math.min(wide, 4096)}`;
      const path = `/api/sessions/${this.number}/wave/${canvas.dataset.who}?${span}`;
      const data = await bytes(path).catch(() => null);
      if (!data || mine !== this.wanted) return;
      paint(canvas, new Int8Array(data), wide, high);
    }
  }

  /** All of it in a strip: what fails, and what is seen below. */
  drawWhole() {
    const canvas = $("whole"), ratio = devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    const pen = canvas.getContext("2d"), style = getComputedStyle(canvas);
    const x = (sample) => (sample / Math.max(this.facts.samples, 1)) * canvas.width;
    const colour = (name) => style.getPropertyValue(name);
    const [half, high] = [canvas.height / 2, canvas.height];
    for (const lane of this.lanes) {
      const acts = this.facts.people.includes(lane.name);
      const top = acts ? 0.1 * high : lane.name === "partner" ? half : null;
      if (top === null) continue;
      pen.fillStyle = colour(acts ? "--actor" : "--partner");
      for (const [a, b] of lane.rows) pen.fillRect(x(a), top, Math.max(x(b) - x(a), 1), 0.3 * high);
    }
    pen.fillStyle = colour("--bad");
    for (const { span: [a, b], exchange } of this.facts.failures) {
      if (exchange) pen.fillRect(x(a), 0.86 * high, Math.max(x(b) - x(a), 2 * ratio), 0.14 * high);
    }
    pen.strokeStyle = colour("--main");
    pen.lineWidth = 2 * ratio;
    const wide = Math.max(x(this.end) - x(this.begin) - 2 * ratio, 3);
    pen.strokeRect(x(this.begin) + ratio, ratio, wide, high - 2 * ratio);
  }

  sampleAt(event, canvas) {
    const box = canvas.getBoundingClientRect();
    return Math.round(this.begin + ((event.clientX - box.x) / box.width) * (this.end - this.begin));
  }

  listen() {
    const { samples, rate } = this.facts;
    const to = (event) => {
      const box = $("whole").getBoundingClientRect();
      const at = ((event.clientX - box.x) / box.width) * samples;
      const half = (this.end - this.begin) / 2;
      this.show(at - half, at + half);
    };
    $("whole").onpointerdown = (event) => {
      $("whole").setPointerCapture(event.pointerId);
      to(event);
    };
    $("whole").onpointermove = (event) => event.buttons && to(event);
    $("lanes").onwheel = (event) => {
      const along = event.deltaX || (event.shiftKey ? event.deltaY : 0);
      if (!event.ctrlKey && !along) return;
      event.preventDefault();
      const step = (along / 600) * (this.end - this.begin);
      if (event.ctrlKey) this.zoom(event.deltaY > 0 ? 1.25 : 0.8);
      else this.show(this.begin + step, this.end + step);
    };
    const does = { in: () => this.zoom(0.5), out: () => this.zoom(2), whole: () => this.whole() };
    for (const one of document.querySelectorAll("#zoom button")) one.onclick = does[one.dataset.zoom];
    const again = () => this.head.isConnected && this.show(this.begin, this.end);
    matchMedia("(prefers-color-scheme: dark)").onchange = again; // canvases do not follow by themselves
    this.resized = new ResizeObserver(again);
    this.resized.observe($("lanes"));
    const tick = () => {
      if (!this.head.isConnected) return this.resized.disconnect();
      this.playhead(sound.at(), rate);
      requestAnimationFrame(tick);
    };
    tick();
  }

  playhead(at, rate) {
    const area = this.lanes[0].area;
    const share = at === null ? -1 : (at - this.begin) / (this.end - this.begin);
    this.head.hidden = share < 0 || share > 1;
    this.head.style.left = `${area.offsetLeft + share * area.clientWidth}px`;
    $("playing").textContent = at === null ? "" : `${sound.sounds() ? "▶" : "❚❚"} ${clock(at / rate)}`;
  }
}

function paint(canvas, pairs, wide, high) {
  canvas.width = wide;
  canvas.height = high;
  const pen = canvas.getContext("2d");
  pen.fillStyle = getComputedStyle(canvas).color;
  const bins = pairs.length / 2, step = wide / bins;
  const y = (value) => (1 - Math.sign(value) * Math.abs(value / 128) ** QUIET_TOO) * (high / 2);
  for (let n = 0; n < bins; n += 1) {
    const [bottom, top] = [y(pairs[2 * n]), y(pairs[2 * n + 1])];
    pen.fillRect(n * step, top, Math.max(step, 1), Math.max(bottom - top, 1));
  }
}
