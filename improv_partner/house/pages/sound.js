// Sound both ways over WebRTC: the microphone to the house, the partner's voice from it.

import { $, call } from "./calls.js";

const GATHER_MS = 2000; // a STUN server that does not answer is not waited for

/** One microphone, one voice. lost: called when the connection has broken. */
export class Sound {
  constructor(pass, { ice, connect_s, camera }, lost) {
    Object.assign(this, { pass, ice, connect_s, camera, lost, connection: null, stream: null, film: null });
    addEventListener("pagehide", () => this.close());
  }

  /** Ask for the microphone and connect. An Error says what is wrong, in words for a person. */
  async open() {
    this.stream ??= await microphone();
    if (this.camera) this.film ??= await filmed();
    this.connection?.close();
    const connection = (this.connection = new RTCPeerConnection({ iceServers: this.ice }));
    connection.ontrack = ({ track }) => {
      if (track.kind !== "audio") return;
      $("partner").srcObject = new MediaStream([track]); // <audio>: what plays here is cancelled
      $("partner").play().catch(() => {});
    };
    const mic = this.stream.getAudioTracks()[0];
    connection.addTrack(mic, this.stream);
    if (this.film) connection.addTrack(this.film.getVideoTracks()[0], this.film);
    const up = connected(connection, this.connect_s, this.ice.length);
    up.catch(() => {});
    await connection.setLocalDescription();
    await gathered(connection);
    const { sdp } = await call("/api/offer", this.pass, { sdp: connection.localDescription.sdp });
    await connection.setRemoteDescription({ type: "answer", sdp });
    await up;
    connection.onconnectionstatechange = () => {
      if (connection === this.connection && connection.connectionState === "failed") this.lost();
    };
    mic.onended = () => this.lost();
  }

  close() {
    this.connection?.close();
    this.connection = null;
    for (const track of [this.stream, this.film].flatMap((one) => one?.getTracks() ?? [])) track.stop();
    this.stream = this.film = null;
    $("partner").srcObject = null;
  }
}

async function microphone() {
  if (!navigator.mediaDevices) {
    throw new Error("This browser gives no microphone to this page: the address must begin with https.");
  }
  const wish = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: wish });
  } catch (error) {
    const why = {
      NotAllowedError: "The microphone was not allowed. Allow it in the browser's address bar, then try again.",
      NotFoundError: "No microphone was found. Plug one in, then try again.",
      NotReadableError: "The microphone is used by another program. Close that, then try again.",
    };
    throw new Error(why[error.name] ?? `The microphone cannot be used (${error.name}).`);
  }
}

/** The camera, which nobody needs: a scene goes on without it. */
async function filmed() {
  const wish = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 25, max: 30 } };
  return navigator.mediaDevices.getUserMedia({ video: wish }).catch(() => null);
}

function gathered(connection) {
  return new Promise((resolve) => {
    const done = () => connection.iceGatheringState === "complete" && resolve();
    connection.addEventListener("icegatheringstatechange", done);
    setTimeout(resolve, GATHER_MS);
    done();
  });
}

/** servers: how many there are to help browser and house find each other. */
function connected(connection, within_s, servers) {
  const why = servers
    ? "No sound can be sent to the house, straight or by its servers. Tell whoever runs the scene."
    : "No sound can be sent to the house. Are both in the same network?";
  return new Promise((resolve, reject) => {
    const no = () => reject(new Error(why));
    const timer = setTimeout(no, within_s * 1000 + GATHER_MS);
    connection.onconnectionstatechange = () => {
      if (connection.connectionState === "connected") resolve(clearTimeout(timer));
      if (connection.connectionState === "failed") no();
    };
  });
}
