// From the address to a session: #token, #token/s/3, #token/s/3/blind or #token/c/3/5.

import { $, ask, enter, trouble } from "./calls.js";
import { Beside } from "./beside.js";
import { List } from "./list.js";
import { Session } from "./session.js";
import * as sound from "./sound.js";

let bench = null;
let list = null;
let token = "";

const go = (...place) => (location.hash = [token, ...place].join("/"));

async function route() {
  const mine = location.hash;
  const [word, ...place] = location.hash.slice(1).split("/");
  trouble(null);
  sound.stop();
  try {
    if (!bench || (word && word !== token)) {
      token = word;
      enter(token);
      bench = await ask("/api/sessions");
      list = new List(bench, go);
    }
    const [kind, first, second] = place;
    if (kind === "s") await open(mine, Number(first), second === "blind");
    else if (kind === "c") await compare(mine, Number(first), Number(second));
    else {
      show("list");
      list.show();
    }
  } catch (error) {
    trouble(error);
  }
}

/** mine: the place that was asked for; somebody may be elsewhere before it has come. */
async function open(mine, number, blind) {
  const facts = await ask(`/api/sessions/${number}${blind ? "?blind=1" : ""}`);
  if (mine !== location.hash) return;
  show("session");
  new Session(number, facts, bench.vocabulary, blind, go);
}

async function compare(mine, one, other) {
  const told = await ask(`/api/sessions/${one}/beside/${other}`);
  if (mine !== location.hash) return;
  show("beside");
  new Beside([one, other], told, go);
}

function show(id) {
  for (const sheet of document.querySelectorAll("main")) sheet.hidden = sheet.id !== id;
  $(id).querySelector("h1").focus({ preventScroll: true });
  for (const back of document.querySelectorAll(".back")) back.href = `#${token}`;
  scrollTo(0, 0);
}

addEventListener("hashchange", route);
route();
