// The performer's own copy: the code to withdraw by, the record in plain words, and a file of both.

import { made } from "./calls.js";

/** In all its places; without a code there is nothing to withdraw, and no place. */
export function showCopy(own) {
  for (const place of document.querySelectorAll(".own-copy")) {
    place.hidden = !own.code;
    place.querySelector(".code").textContent = own.code;
    place.querySelector(".copy").onclick = () => copyCode(place);
    place.querySelector(".save").onclick = () => save(own, place);
    place.querySelector("dl")?.replaceChildren(
      ...own.rows.flatMap(([name, said]) => [made("dt", name), ...said.map((text) => made("dd", text))]),
    );
  }
}

/** Where the clipboard cannot be had, the code is selected for the keys that copy. */
async function copyCode(place) {
  const code = place.querySelector(".code");
  try {
    await navigator.clipboard.writeText(code.textContent);
    tell(place, "Copied.");
  } catch {
    getSelection().selectAllChildren(code);
    tell(place, "The browser does not copy it: it is selected, copy it yourself.");
  }
}

function save({ file, copy }, place) {
  const address = URL.createObjectURL(new Blob([copy], { type: "application/json" }));
  Object.assign(made("a"), { href: address, download: file }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  tell(place, `Saved as ${file}, where your browser puts downloads.`);
}

const tell = (place, words) => (place.querySelector(".told").textContent = words);
