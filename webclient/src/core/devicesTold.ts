import { toApiError } from "./api";
import type { Device, DevicesState } from "./devices";
import { newId } from "./ids";
import type { PicturesState } from "./pictures";
import type { Link } from "./socket";
import type { Readable } from "./store";

/** Until what could not be told is told again: a camera that counts as off is not shown to anybody. */
const AGAIN_MS = 2_000;

interface Told {
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** What the others have been told of own microphone and camera. */
export class DevicesTold {
  #told: Told = { microphone: true, camera: true };

  constructor(
    private readonly link: Link,
    private readonly consultation: string,
    private readonly devices: Readable<DevicesState>,
    private readonly pictures: Readable<PicturesState>,
  ) {}

  /** The server knows this of them. */
  known({ microphone, camera }: Told): void {
    this.#told = { microphone, camera };
  }

  /** Tells the others whether microphone and camera are on, when that has changed. */
  tell(): void {
    const { phase, microphone, camera } = this.devices.get();
    if (phase !== "ready") return;
    const now = {
      microphone: isOpening(microphone) ? this.#told.microphone : isOn(microphone),
      camera: isOpening(camera) ? this.#told.camera : isOn(camera) && !this.pictures.get().held,
    };
    if (now.microphone === this.#told.microphone && now.camera === this.#told.camera) return;
    this.#told = now;
    this.link
      .emit("consultation:device", { id: newId(), consultation: this.consultation, ...now })
      .catch((error: unknown) => {
        this.#told = { microphone: !now.microphone, camera: now.camera };
        if (toApiError(error).code !== "refused") setTimeout(() => this.tell(), AGAIN_MS);
      });
  }
}

function isOn({ on, track, interrupted }: Device): boolean {
  return on && track !== null && !interrupted;
}

/** It is being opened, or opened anew: nobody needs to hear of the moment between. */
function isOpening({ on, track, problem }: Device): boolean {
  return on && track === null && problem === null;
}
