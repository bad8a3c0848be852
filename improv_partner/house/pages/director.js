// The director's desk: what happens in the scene, and all that can be called. One page, no build step.

import { $, call, made, sentence, show, showLevel } from "./calls.js";

const AGAIN_MS = 1000;
const SURE_MS = 3000; // the curtain is asked for twice
const NEAR_PX = 80; // who has scrolled up further than this reads, and is left alone
const WAIT = "wait for me"; // before each line of the partner, so that there is time to choose
const CALLS = [["f", "freeze"], ["n", "new choice"], ["m", "mark"], ["h", "hotter"], ["c", "cooler"],
  ["w", WAIT], ["", "curtain"]];
const LABELS = ["anger", "fear", "surprise", "joy", "disgust", "embarrassment", "interest", "amusement", "contempt",
  "guilt", "longing", "pride", "grief", "sadness", "relief", "tenderness"];

let wire, sheet, floor, choices, choosing, phase = "door";
const lines = new Map();
const buttons = {};

async function begin() {
  try {
    const { pass } = await call("/api/direct", location.hash.slice(1));
    stay(pass);
  } catch (error) {
    $("door").querySelector("h1").textContent = "This does not work yet.";
    $("door-words").textContent = error.message;
  }
}

/** The wire to the house; if it breaks, another one, and the house tells all again. */
function stay(pass) {
  const address = new URL("/api/live", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  wire = new WebSocket(address);
  wire.onopen = () => say({ is: "enter", text: pass });
  wire.onmessage = ({ data }) => told(JSON.parse(data));
  wire.onclose = ({ code }) => {
    if (phase === "over") return;
    if (code === 1008) return leave("This page is no longer in the scene: open the address again.");
    setTimeout(() => stay(pass), AGAIN_MS);
  };
}

function leave(words) {
  $("door").querySelector("h1").textContent = "Goodbye.";
  $("door-words").textContent = words;
  show("door");
}

function say(message) {
  if (wire.readyState === WebSocket.OPEN) wire.send(JSON.stringify(message));
}

const HEARD = {
  clock: ({ number }) => say({ is: "clock", number, at_ms: performance.now() }),
  phase: (now) => {
    phase = now.phase;
    if (phase === "wait") $("door").querySelector("h1").textContent = "Waiting for the actor …";
    if (phase === "wait" || phase === "scene") show(phase === "wait" ? "door" : "desk");
    if (phase === "over") {
      $("over-words").textContent = now.words;
      show("over");
    }
  },
  sheet: (given) => {
    sheet = given;
    $("title").textContent = sheet.title;
    $("facts").replaceChildren(...sheet.facts.flatMap(([name, text]) => [made("dt", name), made("dd", text)]));
    $("curveballs").replaceChildren(...sheet.curveballs.map(curveball));
    $("balls").hidden = !sheet.curveballs.length;
    buttons[WAIT].hidden = !sheet.several;
  },
  performers: ({ names }) => {
    const people = Object.entries(names);
    options($("to"), [["everybody", "to everybody"], ["partner", `only to ${sheet.partner}`],
      ...people.map(([who, name]) => [who, `only to ${name}`])]);
    options($("who"), people);
    $("who").hidden = people.length < 2;
    $("beat").querySelector("button").disabled = !people.length; // a beat is always somebody's
  },
  floor: (now) => {
    floor = now;
    const words = { open: "The floor is open.", actor: `${sheet.actor} has the floor.`,
      thinking: `${sheet.partner} thinks.`, partner: `${sheet.partner} speaks.` };
    $("floor").textContent = now.frozen ? "Frozen." : words[now.floor] ?? now.floor;
    $("floor").className = now.frozen ? "frozen" : now.floor;
    buttons.freeze.lastChild.textContent = now.frozen ? "go on" : "freeze";
    buttons.freeze.classList.toggle("on", now.frozen);
  },
  level: ({ db }) => showLevel($("level"), db),
  seconds: ({ s }) => ($("seconds").textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`),
  times: ({ text }) => ($("times").textContent = text && `Seconds after the actor's last sound: ${text}`),
  note: ({ text }) => ($("note").textContent = text && sentence(text)),
  refused: ({ why }) => ($("note").textContent = sentence(why)),
  trouble: ({ text }) => {
    $("trouble").textContent = text && sentence(text);
    $("trouble").hidden = !text;
  },
  row,
  choosing: (now) => {
    choosing = now;
    buttons[WAIT].lastChild.textContent = now.on ? "do not wait" : WAIT;
    buttons[WAIT].classList.toggle("on", now.on);
    $("wait").style.animationDuration = `${now.waits_s}s`;
    $("wait").hidden = !now.waits_s;
    if (choices) HEARD.choices(choices);
  },
  choices: (now) => {
    choices = now;
    $("choices").hidden = !now.rows.length;
    $("choices").replaceChildren(...now.rows.map(choice));
  },
};

const told = (message) => HEARD[message.is]?.(message);

function row(given) {
  const rows = $("rows");
  const follow = rows.scrollHeight - rows.scrollTop - rows.clientHeight < NEAR_PX;
  let line = lines.get(given.n);
  if (!line) {
    line = made("div");
    line.append(made("span", "", "who"), made("span", "", "words"), made("span", "", "below"));
    lines.set(given.n, line);
    rows.append(line);
  }
  const names = { actor: sheet.actor, partner: sheet.partner, direction: given.to, call: "called" };
  const [who, words, below] = line.children;
  line.className = `line ${given.kind} ${given.live ? "live" : ""} ${given.taken_back ? "taken" : ""}`;
  line.hidden = !given.text;
  who.textContent = given.name || names[given.kind] || "";
  words.textContent = given.text;
  below.textContent = [given.below, given.tone && `sounded ${given.tone}`].filter(Boolean).join(" · ");
  line.setAttribute("aria-hidden", String(given.kind === "actor" && given.live));
  if (follow) rows.scrollTop = rows.scrollHeight;
}

function options(select, pairs) {
  const before = select.value;
  select.replaceChildren(...pairs.map(([value, text]) => Object.assign(made("option", text), { value })));
  if (pairs.some(([value]) => value === before)) select.value = before;
}

function button(key, words) {
  const made_ = Object.assign(made("button"), { type: "button" });
  if (key) {
    const sign = made("kbd", key);
    sign.setAttribute("aria-hidden", "true");
    made_.append(sign);
  }
  made_.append(words);
  return made_;
}

function choice({ number, text, feels, whole }) {
  const prepared = number === choices.prepared;
  const one = button(String(number + 1), "");
  one.append(made("span", text));
  const waits = choices.open && choosing?.waits_s > 0;
  const will = prepared ? (waits ? "comes when the time is up; take it now" : "comes if you do nothing") : whole ? "take this one" : "being written …";
  one.append(made("small", [feels, choices.open ? will : prepared ? "was taken" : ""].filter(Boolean).join(" · ")));
  one.setAttribute("aria-pressed", String(prepared));
  one.disabled = !choices.open || (prepared ? !waits : !whole);
  one.onclick = () => pick(number);
  return one;
}

function pick(number) {
  const one = choices?.rows.find((row) => row.number === number);
  const ready = number === choices?.prepared ? choosing?.waits_s > 0 : one?.whole;
  if (choices?.open && one && ready) say({ is: "pick", line: choices.line, number });
}

function curveball(text) {
  const one = button("", text);
  one.onclick = () => {
    one.classList.add("used");
    say({ is: "direct", text, to: "everybody" });
  };
  return one;
}

function calls(name) {
  if (name === "curtain") return curtain(buttons.curtain);
  if (name === WAIT) return say({ is: "call", text: choosing?.on ? "do not wait" : WAIT });
  say({ is: "call", text: name === "freeze" && floor?.frozen ? "go on" : name });
}

function curtain(one) {
  if (one.classList.contains("sure")) return say({ is: "call", text: "curtain" });
  one.classList.add("sure");
  one.lastChild.textContent = "End the scene?";
  setTimeout(() => {
    one.classList.remove("sure");
    one.lastChild.textContent = "curtain";
  }, SURE_MS);
}

function typed(event) {
  if ($("desk").hidden || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const key = event.key.toLowerCase();
  const name = CALLS.find(([k]) => k && k === key)?.[1];
  if (name) calls(name);
  else if (key >= "1" && key <= "9") pick(Number(key) - 1);
  else if (key === "/") $("words").focus();
  else return;
  event.preventDefault();
}

for (const [key, name] of CALLS) {
  const one = (buttons[name] = button(key, name));
  if (name === "curtain") one.classList.add("curtain");
  one.onclick = () => calls(name);
  $("calls").append(one);
}
options($("label"), LABELS.map((label) => [label, label]));
$("throw").onsubmit = (event) => {
  event.preventDefault();
  const text = $("words").value.trim().replace(/\p{C}/gu, "");
  if (text) say({ is: "direct", text, to: $("to").value || "everybody" });
  $("words").value = "";
};
$("beat").onsubmit = (event) => {
  event.preventDefault();
  say({ is: "beat", text: $("label").value, to: $("who").value });
};
addEventListener("keydown", typed);
begin();
