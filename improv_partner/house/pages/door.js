// The form: what is stored, what leaves, and a yes or no to each purpose. Nothing is heard before.

import { $, call, made, sentence, show } from "./calls.js";

/** Show the form; resolves with what the house says once it was agreed to. */
export function askConsent(entered) {
  const { form, scene, pass } = entered;
  $("form-title").textContent = scene.title;
  $("form-summary").textContent = scene.summary;
  const facts = [
    ["Run by", form.run_by],
    ["Stored", form.stored.join(" ")],
    ["Leaves", form.leaves.map(sentence).join(" ")],
    ["Kept", `${form.kept}.`],
    ["Withdraw", form.withdraw],
  ];
  if (form.stop_word) facts.push(["Stop", `Say “${form.stop_word}” and the scene is over at once.`]);
  $("form-facts").replaceChildren(...facts.flatMap(([name, text]) => [made("dt", name), made("dd", text)]));
  $("name-words").textContent = form.name;
  $("real-name-words").textContent = form.real_name;
  $("real-name-row").hidden = !form.real_name;
  $("never").replaceChildren(...form.never.map((text) => made("li", text)));
  $("purposes").replaceChildren(...form.purposes.map(purpose));
  show("form");
  $("decline").onclick = () => farewell("That is fine: nothing was heard, sent or stored.");
  return new Promise((resolve) => {
    $("consent").onsubmit = async (event) => {
      event.preventDefault();
      $("form-trouble").textContent = "";
      try {
        resolve(await call("/api/consent", pass, answers(form)));
      } catch (error) {
        $("form-trouble").textContent = error.message;
      }
    };
  });
}

/** Somebody of this name was here, with this browser: is it the same person? */
export function askBack(name) {
  $("back-words").textContent = `In this scene you are ${name}. What you agreed to holds; nothing is heard before you go on.`;
  show("back");
  return new Promise((resolve) => {
    $("go-on").onclick = () => resolve(true);
    $("another").onclick = () => resolve(false);
  });
}

/** A yes or no; "no" is set, because only a yes that was given is one. */
function purpose({ key, words }) {
  const box = made("fieldset", "", "purpose");
  const choice = made("span");
  for (const [value, word] of [["yes", "Yes"], ["no", "No"]]) {
    const label = made("label");
    const input = Object.assign(made("input"), { type: "radio", name: key, value, checked: value === "no" });
    label.append(input, word);
    choice.append(label);
  }
  box.append(made("legend", words), choice);
  return box;
}

function answers(form) {
  const chosen = new FormData($("consent"));
  const purposes = Object.fromEntries(form.purposes.map(({ key }) => [key, chosen.get(key) === "yes"]));
  return { adult: $("adult").checked, name: plain("name"), real_name: plain("real-name"), purposes, zone: zone() };
}

const plain = (id) => $(id).value.replace(/[^\P{C}]/gu, "");

/** How far this browser's time is from UTC, as "+0100". */
function zone() {
  const minutes = -new Date().getTimezoneOffset();
  const away = Math.abs(minutes);
  const two = (number) => String(number).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(away / 60))}${two(away % 60)}`;
}

/** A last word, and nothing more. */
export function farewell(words) {
  $("door").querySelector("h1").textContent = "Goodbye.";
  $("door-words").textContent = words;
  show("door");
}
