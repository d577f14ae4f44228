// Cameras, pictures of others and pages of papers, drawn: a story needs neither devices nor a server.
import { TestConnection, TestMedia, TestStream } from "../core/testing/browser";

const WIDTH = 640;
const HEIGHT = 360;
/** Of A4 at 96 dots an inch. */
const PAGE = { width: 794, height: 1123 };

/** jsdom has no media: there the pictures are still to come. */
export const draws = () => "captureStream" in HTMLCanvasElement.prototype;
if (!draws()) Object.assign(globalThis, { MediaStream: TestStream });

/** A picture that a person might send: something bright that moves. */
export function drawn(number: number): MediaStreamTrack {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: WIDTH, height: HEIGHT });
  const pen = canvas.getContext("2d");
  const paint = () => {
    if (!pen) return;
    pen.fillStyle = `hsl(${number * 47}, 35%, 62%)`;
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    pen.fillStyle = `hsl(${number * 47}, 30%, 32%)`;
    pen.beginPath();
    // Not by the clock: a story stays the same while the time stands still, but a camera may not look frozen.
    pen.arc(WIDTH / 2 + 8 * Math.sin(performance.now() / 400), 170, 80, 0, 7);
    pen.ellipse(WIDTH / 2, 380, 170, 130, 0, 0, 7);
    pen.fill();
  };
  paint();
  setInterval(paint, 100);
  const [track] = canvas.captureStream(10).getVideoTracks();
  if (!track) throw new Error("a canvas without a track");
  return track;
}

/** A page of a paper: a heading, lines of text and a field. */
export async function drawnPage(): Promise<Blob> {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, PAGE);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas to draw a page on");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, PAGE.width, PAGE.height);
  pen.fillStyle = "#222";
  pen.font = "600 30px sans-serif";
  pen.fillText("Hakemus / Ansökan / Application", 80, 120);
  pen.fillStyle = "#999";
  for (let line = 0; line < 18; line++) pen.fillRect(80, 190 + line * 36, line % 5 === 4 ? 320 : 634, 12);
  pen.strokeStyle = "#222";
  pen.strokeRect(80, 880, 634, 120);
  return new Promise((resolve, reject) =>
    canvas.toBlob((page) => (page ? resolve(page) : reject(new Error("no page")))),
  );
}

/** Each slot shows a drawn picture. */
export class DrawnConnection extends TestConnection {
  override async setRemoteDescription(): Promise<void> {
    if (!draws()) return;
    for (const { mid, kind, direction } of this.transceivers) {
      if (kind === "video" && direction === "recvonly")
        this.ontrack?.({ track: drawn(Number(mid)), transceiver: { mid } });
    }
  }
}

/** A drawn camera and a microphone in a silent room. */
export class DrawnMedia extends TestMedia {
  override async getUserMedia(wish: MediaStreamConstraints): Promise<TestStream> {
    if (!draws()) {
      this.refuse = { audio: "NotFoundError", video: "NotFoundError" };
      return super.getUserMedia(wish);
    }
    const silence = new AudioContext().createMediaStreamDestination().stream.getTracks();
    const tracks = [...(wish.audio ? silence : []), ...(wish.video ? [drawn(3)] : [])];
    return new TestStream(tracks as never);
  }
}
