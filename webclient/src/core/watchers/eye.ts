import { figuresOf, type Seen } from "./camera";

/** Points that are looked at; they are picked, not averaged, so that the noise of a sensor stays. */
const WIDTH = 64;
const HEIGHT = 36;

/** What looks at the own camera; nothing of it is kept or sent. */
export interface Looking {
  /** The picture now; null while there is none, or the window is not seen and the browser draws nothing. */
  look(): Seen | null;
  close(): void;
}

/** Looks at some points of the picture. */
export class Eye implements Looking {
  readonly #video = document.createElement("video");
  readonly #canvas: CanvasRenderingContext2D | null;
  #before: Uint8Array | null = null;

  constructor(camera: MediaStreamTrack) {
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    this.#canvas = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    if (this.#canvas) this.#canvas.imageSmoothingEnabled = false;
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.srcObject = new MediaStream([camera]);
    void this.#video.play().catch(() => undefined); // without a picture there is nothing to look at
  }

  look(): Seen | null {
    if (!this.#canvas || document.hidden || this.#video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
      this.#before = null;
      return null;
    }
    this.#canvas.drawImage(this.#video, 0, 0, WIDTH, HEIGHT);
    const { data } = this.#canvas.getImageData(0, 0, WIDTH, HEIGHT);
    const { luma, ...figures } = figuresOf(data, this.#before);
    this.#before = luma;
    const { totalVideoFrames } = this.#video.getVideoPlaybackQuality();
    return { ...figures, frames: totalVideoFrames > 0 ? totalVideoFrames : null };
  }

  close(): void {
    this.#video.pause();
    this.#video.srcObject = null;
  }
}
