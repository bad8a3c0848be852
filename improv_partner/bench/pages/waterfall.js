// What followed the actor's last sound, step by step, as bars on one scale.

import { drawn, made } from "./calls.js";

const WIDE = 420, ROW = 20, LABEL = 92, NUMBER = 52;

/** steps: [[name, since, at], ...] in seconds after the actor's last sound. */
export function waterfall(steps) {
  if (!steps.length) return made("p", "No times: nothing was answered.", "quiet");
  const most = Math.max(...steps.map(([, , at]) => at), 0.001);
  const x = (seconds) => LABEL + (WIDE - LABEL - NUMBER) * Math.min(Math.max(seconds / most, 0), 1);
  const told = steps.map(([name, , at]) => `${name} ${at.toFixed(2)} s`).join(", ");
  const svg = drawn("svg", {
    viewBox: `0 0 ${WIDE} ${ROW * steps.length}`, role: "img",
    "aria-label": `after the actor's last sound: ${told}`, class: "waterfall",
  });
  for (const [n, [name, since, at]] of steps.entries()) {
    const y = n * ROW;
    svg.append(
      drawn("text", { x: LABEL - 8, y: y + 14, "text-anchor": "end", class: "faint" }, name),
      drawn("rect", { x: x(since), y: y + 4, width: Math.max(x(at) - x(since), 2), height: ROW - 8, class: name.replace(" ", "-") }),
      drawn("text", { x: x(at) + 6, y: y + 14 }, at.toFixed(2)),
    );
  }
  return svg;
}
