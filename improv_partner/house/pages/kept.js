// What a browser keeps of a scene: the pass, by which a page that was loaded again or closed is the
// same performer. It says nothing of anybody, and opens nothing once the scene is over.

const HERE = "improv-pass"; // of this tab
const ALL = "improv-passes"; // of this browser: a tab may be closed, a browser may break down

/** The pass of this tab, and how its sound gets to the house; null if there is none. */
export function ours(token) {
  const kept = read("sessionStorage", HERE);
  return kept?.token === token ? kept : null;
}

/** Those of all tabs that were in the scene, or in another one before. */
export const passes = () => read("localStorage", ALL) ?? [];

export function keep(token, pass, ways) {
  write("sessionStorage", HERE, { token, pass, ways });
  write("localStorage", ALL, [...new Set([...passes(), pass])]);
}

export function forget(pass) {
  if (read("sessionStorage", HERE)?.pass === pass) write("sessionStorage", HERE, null);
  const left = passes().filter((one) => one !== pass);
  write("localStorage", ALL, left.length ? left : null);
}

/** The scene is over, for all tabs. */
export function forgetAll() {
  write("sessionStorage", HERE, null);
  write("localStorage", ALL, null);
}

/** null: nothing is kept, or this browser keeps nothing. */
function read(area, name) {
  try {
    return JSON.parse(window[area].getItem(name));
  } catch {
    return null;
  }
}

function write(area, name, value) {
  try {
    if (value) window[area].setItem(name, JSON.stringify(value));
    else window[area].removeItem(name);
  } catch {
    // a browser that keeps nothing: its page plays, and is a new one when it is loaded again
  }
}
