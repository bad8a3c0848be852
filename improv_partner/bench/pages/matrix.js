// What was meant against what was read: rows meant, columns read, darker the greater its share.

import { button, made } from "./calls.js";

/** pairs: [[meant, read], ...]. pick: is told which pair was chosen, if any may be. */
export function matrix(pairs, order, pick = null) {
  if (!pairs.length) return made("p", "No line has both a tag and a reading.", "quiet");
  const counts = new Map();
  for (const pair of pairs) counts.set(pair.join(), (counts.get(pair.join()) ?? 0) + 1);
  const place = (label) => order.indexOf(label) + 1 || 99;
  const labels = (side) => [...new Set(pairs.map((pair) => pair[side]))].sort((a, b) => place(a) - place(b));
  const [meant, read] = [labels(0), labels(1)];
  const exact = pairs.filter(([one, other]) => one === other).length;
  const head = (words, scope) => Object.assign(made("th", made("span", words)), { scope });
  const rows = meant.map((label) => {
    const total = pairs.filter(([one]) => one === label).length;
    const cells = read.map((other) => cell(label, other, counts.get(`${label},${other}`) ?? 0, total, pick));
    return made("tr", [head(label, "row"), ...cells]);
  });
  const corner = made("td", "meant ↓ read →", "quiet");
  const top = made("thead", made("tr", [corner, ...read.map((label) => head(label, "col"))]));
  const words = `${exact} of ${pairs.length} exactly (${Math.round((100 * exact) / pairs.length)} %)`;
  return made("table", [made("caption", words), top, made("tbody", rows)], "matrix");
}

function cell(meant, read, count, total, pick) {
  const share = count / total;
  const css = `share${Math.ceil(share * 4)} ${meant === read ? "exact" : ""}`;
  if (!count) return made("td", "", css);
  const inside = pick ? button(String(count), "", () => pick(meant, read)) : String(count);
  if (pick) inside.ariaLabel = `${count} meant as ${meant}, read as ${read}`;
  return made("td", inside, css);
}
