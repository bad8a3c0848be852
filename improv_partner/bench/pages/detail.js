// One exchange: what was meant, audible, read and done, when, what is wrong, and what people say.

import { button, clock, made } from "./calls.js";
import { waterfall } from "./waterfall.js";

export const VERDICTS = [["yes", "y"], ["no", "n"], ["cannot tell", "u"]];
const SEVERITIES = ["", "mild", "plain", "grave"];

/** does: hear(who), judge(failure, verdict), comment(text). failures: of this exchange. */
export function detail(facts, one, failures, does) {
  const { names, rate } = facts;
  const title = made("h2", `Exchange ${one.n}`);
  title.append(made("span", ` ${clock(one.span[0] / rate)}`, "quiet"));
  const meets = { exact: "as meant", family: "a relative", near: "near it", miss: "a miss" }[one.level] ?? one.level;
  const rows = [
    [names[one.who] ?? one.who, one.said || "–", "actor"],
    ["meant", one.meant || "not tagged", "meant"],
    ["audible", one.tone || "not measured", ""],
    ["read", [one.read || "not given", made("span", ` ${one.labels.meant && one.labels.read ? meets : ""}`, "quiet")], "read"],
    [names.partner, heard(one), "partner"],
    ["felt", one.felt || "not given", "felt"],
    ...one.rated.map((rating) => [rating.by, ratingWords(rating), ""]),
    ...one.happened.map((words) => ["", words, "quiet"]),
  ];
  const list = made("dl", rows.flatMap(([name, what, css]) => [made("dt", name), made("dd", what, css)]));
  const sound = facts.tracks.length ? sounds(facts, one, does) : made("p", "There is no sound that may be heard.", "quiet");
  return [
    title,
    sound,
    list,
    ...failures.map((failure) => wrong(failure, facts.by, does)),
    made("h3", "After the last sound, s"),
    waterfall(one.steps),
    ...comments(one, does),
  ];
}

function heard(one) {
  const out = one.rejected.flatMap((text) => [made("s", text), " "]);
  out.push(one.heard || "nothing was heard");
  if (one.rest) out.push(made("span", ` ${one.rest}`, "unheard"));
  if (one.cut) out.push(made("span", ` (${one.cut})`, "quiet"));
  return out;
}

export function ratingWords({ words, audible }) {
  const told = audible === null ? "" : audible ? "audible" : "not audible";
  return [words, told].filter(Boolean).join(", ");
}

function sounds(facts, one, does) {
  const all = [button("▶ Both", "space", () => does.hear("both"))];
  if (one.actor && facts.tracks.includes(one.who)) all.push(button("▶ Line", "", () => does.hear(one.who)));
  all.push(button("▶ Reply", "", () => does.hear("partner")));
  return made("p", all, "row");
}

function wrong(failure, by, does) {
  const mine = failure.verdicts[by];
  const keys = VERDICTS.map(([words, key]) => {
    const one = button(words === "yes" ? "Confirm" : words === "no" ? "Reject" : "Cannot tell", key, () => does.judge(failure, words));
    one.ariaPressed = String(mine === words);
    return one;
  });
  const others = Object.entries(failure.verdicts).map(([name, words]) => `${name}: ${words}`);
  const head = made("h3", [`${failure.kind.replaceAll("_", " ")}`, made("span", ` ${failure.sub}`, "quiet")]);
  const facts = `${SEVERITIES[failure.severity]}; ${failure.because}; cause: ${failure.cause}`;
  const box = made("section", [
    head, made("p", facts, "because"), made("p", keys, "row"), made("p", others.join(", "), "quiet"),
  ], `failure severity${failure.severity}`);
  box.dataset.kind = failure.kind;
  return box;
}

function comments(one, does) {
  const said = made("ul", one.comments.map(({ by, text }) => made("li", [made("b", by), " ", text])));
  const field = Object.assign(made("textarea"), { id: "comment", rows: 2, maxLength: 2000, ariaLabel: "comment" });
  const form = made("form", [field, Object.assign(made("button", "Keep"), { type: "submit" })], "comment");
  field.onkeydown = (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    if (field.value.trim()) does.comment(field.value.trim());
  };
  return [made("h3", ["Comments ", made("kbd", "c")]), said, form];
}
