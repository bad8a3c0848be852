// Feelings as places in valence and arousal: what was meant, read and felt, exchange after exchange.

import { drawn } from "./calls.js";

const SIZE = 300, EDGE = 26, TAIL = 6; // exchanges before this one whose way is drawn
const NEAR = 0.3; // words of places so near would run into each other
const KINDS = ["meant", "read", "felt"];
const PUSH = { meant: [0, 0], read: [5, -5], felt: [-5, 5] }; // so that equal places can be told apart

/** exchanges: with labels of each kind. chosen: the number of one. whole: all, not the last few. */
export function plane(exchanges, chosen, places, whole) {
  const x = (valence) => SIZE / 2 + valence * (SIZE / 2 - EDGE);
  const y = (arousal) => SIZE / 2 - arousal * (SIZE / 2 - EDGE);
  const svg = drawn("svg", { viewBox: `0 0 ${SIZE} ${SIZE + 24}`, role: "img", class: "plane" });
  svg.append(
    drawn("line", { x1: EDGE / 2, x2: SIZE - EDGE / 2, y1: SIZE / 2, y2: SIZE / 2, class: "grid" }),
    drawn("line", { y1: EDGE / 2, y2: SIZE - EDGE / 2, x1: SIZE / 2, x2: SIZE / 2, class: "grid" }),
    drawn("text", { x: SIZE - 4, y: SIZE / 2 - 5, "text-anchor": "end", class: "faint" }, "pleasant"),
    drawn("text", { x: SIZE / 2 + 5, y: 12, class: "faint" }, "high energy"),
  );
  svg.append(...names(places, x, y));
  const known = exchanges.filter((one) => one.labels);
  const end = whole ? known.length : known.findIndex((one) => one.n === chosen) + 1;
  const shown = known.slice(whole ? 0 : Math.max(end - TAIL, 0), end);
  const told = [];
  for (const kind of KINDS) {
    const way = shown.filter((one) => places[one.labels[kind]]);
    const points = way.map((one) => {
      const [valence, arousal] = places[one.labels[kind]];
      return [x(valence) + PUSH[kind][0], y(arousal) + PUSH[kind][1]];
    });
    svg.append(drawn("polyline", { points: points.join(" "), class: `way ${kind}` }));
    for (const [n, [cx, cy]] of points.entries()) {
      const here = way[n].n === chosen;
      svg.append(mark(kind, cx, cy, here ? 7 : 3.5, here));
      if (here) told.push(`${kind} ${way[n].labels[kind]}`);
    }
  }
  for (const [n, kind] of KINDS.entries()) {
    const cx = 50 + n * 90;
    svg.append(mark(kind, cx, SIZE + 12, 6, true), drawn("text", { x: cx + 12, y: SIZE + 17 }, kind));
  }
  svg.setAttribute("aria-label", `exchange ${chosen ?? ""}: ${told.join(", ") || "nothing was told"}`);
  return svg;
}

/** Several labels may have one place; near neighbours in a row stand below and above in turn. */
function names(places, x, y) {
  const seats = new Map();
  for (const [label, place] of Object.entries(places)) {
    seats.set(place.join(), [...(seats.get(place.join()) ?? []), label]);
  }
  const rows = new Map();
  const all = [...seats].map(([place, labels]) => [place.split(",").map(Number), labels]);
  all.sort(([one], [other]) => one[0] - other[0]);
  return all.flatMap(([[valence, arousal], labels]) => {
    const before = rows.get(arousal);
    const above = Boolean(before) && valence - before.valence <= NEAR && !before.above;
    rows.set(arousal, { valence, above });
    labels.sort((one, other) => one.length - other.length);
    const first = y(arousal) + (above ? -8 - 9 * (labels.length - 1) : 14);
    const at = (n) => ({ x: x(valence), y: first + 9 * n, "text-anchor": "middle", class: "label" });
    return labels.map((label, n) => drawn("text", at(n), label));
  });
}

/** A circle, a square or a triangle: not told apart by colour alone. */
function mark(kind, x, y, r, strong) {
  const css = { class: `mark ${kind} ${strong ? "strong" : ""}` };
  if (kind === "meant") return drawn("circle", { cx: x, cy: y, r, ...css });
  if (kind === "read") return drawn("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r, ...css });
  return drawn("polygon", { points: `${x},${y - r} ${x + r},${y + r} ${x - r},${y + r}`, ...css });
}
