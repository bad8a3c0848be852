// From the address to the curtain: enter, form, sound check, scene. One page, no build step.

import { $, call, sentence, show, showCard, showLevel } from "./calls.js";
import { askBack, askConsent, farewell } from "./door.js";
import { Grid } from "./grid.js";
import { forget, forgetAll, keep, ours, passes } from "./kept.js";
import { showCopy } from "./own_copy.js";
import { Scene } from "./scene.js";
import { Sound } from "./sound.js";

const AGAIN_MS = 1000;

let pass, sound, wire, scene, grid, card, phase = "door";

async function begin() {
  const token = location.hash.slice(1);
  const kept = ours(token);
  try {
    const place = kept ?? (await back()) ?? (await enter(token));
    pass = place.pass;
    keep(token, pass, place.ways);
    sound = new Sound(pass, place.ways, again);
    stay();
    show("check");
    await listen();
  } catch (error) {
    if (kept && error.status === 401) {
      forget(kept.pass);
      return begin();
    }
    farewell(error.message);
    $("door").querySelector("h1").textContent = "This does not work yet.";
  }
}

/** The place of whoever was in the scene on a page of this browser, is not there now, and is asked. */
async function back() {
  for (const one of passes()) {
    try {
      const { name, ...ways } = await call("/api/back", one);
      if (await askBack(name)) return { pass: one, ways };
    } catch (error) {
      if (error.status === 401) forget(one); // of a scene that is over
      else if (error.status !== 409) throw error;
    }
  }
  return null;
}

/** Until the form is agreed to: a place of one's own. */
async function enter(token) {
  const entered = await call("/api/enter", token);
  return { pass: entered.pass, ways: await askConsent(entered) };
}

/** Microphone and connection, as often as it takes. */
async function listen() {
  $("mic-again").hidden = true;
  $("check-trouble").textContent = "";
  try {
    await sound.open();
    $("check-ask").hidden = true;
  } catch (error) {
    if (error.status === 401) throw error;
    const place = phase === "scene" ? "trouble" : "check-trouble";
    $(place).textContent = error.message;
    $(place).hidden = false;
    $("mic-again").hidden = false;
    if (phase === "scene") setTimeout(again, AGAIN_MS * 3);
  }
}

const again = () => phase !== "over" && listen();

/** The wire to the house; if it breaks, another one, and the house tells all again. */
function stay() {
  const address = new URL("/api/live", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  wire = new WebSocket(address);
  wire.onopen = () => say({ is: "enter", text: pass });
  wire.onmessage = ({ data }) => told(JSON.parse(data));
  wire.onclose = ({ code }) => {
    grid?.hold.set(false, performance.now(), false); // the house has let go, too
    if (phase === "over") return;
    if (code === 1008) return farewell("This page is no longer in the scene.");
    setTimeout(stay, AGAIN_MS);
  };
}

function say(message) {
  if (wire.readyState === WebSocket.OPEN) wire.send(JSON.stringify(message));
}

const HEARD = {
  clock: ({ number }) => say({ is: "clock", number, at_ms: performance.now() }),
  card: (given) => {
    card = given;
    showCard(card);
    grid ??= new Grid(card, say);
    scene = new Scene(card);
  },
  consent: showCopy,
  phase: (now) => {
    phase = now.phase;
    if (phase === "wait") waiting(now.words);
    if (phase === "scene") show("scene");
    if (phase === "over") {
      sound?.close();
      forgetAll();
      $("over-words").textContent = now.words;
      show("over");
    }
  },
  check: ({ verdict, words }) => {
    if (phase === "wait") return;
    $("check-words").textContent = words;
    $("check-words").className = verdict === "ok" ? "" : "trouble";
  },
  level: (row) => {
    if (phase === "scene") return scene?.level(row);
    showLevel($("check-level"), row.db);
    if (phase === "check") $("ready").disabled = false; // not before the house hears something
  },
  tag: (row) => grid?.show(row),
  refused: ({ why }) =>
    phase === "scene" ? scene?.trouble({ text: why }) : ($("check-trouble").textContent = sentence(why)),
};

function told(message) {
  if (HEARD[message.is]) HEARD[message.is](message);
  else if (["seconds", "floor", "direction", "trouble", "row"].includes(message.is)) scene?.[message.is](message);
}

/** words: of several performers, how many are ready. */
function waiting(words) {
  $("ready").disabled = true;
  $("ready").hidden = Boolean(words);
  $("begin").hidden = !words;
  $("check-words").className = "";
  $("check-words").textContent = words || "The partner is getting ready …";
}

$("ready").onclick = () => say({ is: "ready" });
$("begin").onclick = () => {
  say({ is: "begin" });
  waiting();
};
$("mic-again").onclick = () => listen().catch((error) => farewell(error.message));
begin();
