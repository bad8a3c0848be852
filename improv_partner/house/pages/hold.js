// The held key: while it is down, by key, touch or mouse, the floor stays the actor's.

import { tick } from "./calls.js";

export class Hold {
  /** button: what is touched. say: sends a message to the house. */
  constructor(button, say) {
    Object.assign(this, { button, say, on: false, code: "" });
    const set = (on, typed) => (event) => this.set(on, event.timeStamp, typed);
    button.setAttribute("aria-pressed", "false");
    button.oncontextmenu = (event) => event.preventDefault(); // a long touch is no question here
    button.onpointerdown = (event) => {
      button.setPointerCapture(event.pointerId); // a finger may slip
      set(true, false)(event);
    };
    button.onpointerup = button.onpointercancel = button.onlostpointercapture = set(false, false);
    // A click without a finger, of a screen reader: it cannot hold, so it switches.
    button.onclick = (event) => event.detail === 0 && set(!this.on, false)(event);
    addEventListener("keyup", (event) => event.code === this.code && set(false, true)(event));
    addEventListener("blur", set(false, false));
    addEventListener("pagehide", set(false, false));
    document.addEventListener("visibilitychange", set(false, false));
  }

  /** A key is down; it repeats until it is let go. */
  down(event) {
    if (event.repeat) return;
    this.code = event.code;
    this.set(true, event.timeStamp, true);
  }

  set(on, at_ms, typed) {
    if (on === this.on) return;
    this.on = on;
    if (on) tick();
    this.button.setAttribute("aria-pressed", String(on));
    this.say({ is: "hold", on, at_ms, typed });
  }
}
