// Sound and pictures that need no device: a tone that rises and falls, and noise that does not compress.

const WIDTH = 320;
const HEIGHT = 240;
const FRAME_MS = 33;
const TONE_HZ = 440;
const TREMOLO_HZ = 3;

/** What is sent for measuring; nothing of it is played or shown. */
export interface Sources {
  readonly sound: MediaStreamTrack;
  readonly picture: MediaStreamTrack;
  close(): void;
}

/** Starts both. Browsers let sound begin after a press only. */
export function startSources(): Sources {
  const sound = startTone();
  const picture = startNoise();
  return {
    sound: sound.track,
    picture: picture.track,
    close() {
      sound.close();
      picture.close();
    },
  };
}

interface Source {
  readonly track: MediaStreamTrack;
  close(): void;
}

/** Opus would send nothing of silence (RFC 7587 section 3.1.3), and little of a tone that never changes. */
function startTone(): Source {
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { type: "sawtooth", frequency: TONE_HZ });
  const tremolo = new OscillatorNode(context, { frequency: TREMOLO_HZ });
  const volume = new GainNode(context, { gain: 0.3 });
  const depth = new GainNode(context, { gain: 0.2 });
  const out = new MediaStreamAudioDestinationNode(context);
  tremolo.connect(depth).connect(volume.gain);
  tone.connect(volume).connect(out);
  tone.start();
  tremolo.start();
  void context.resume();
  return { track: trackOf(out.stream), close: () => void context.close() };
}

function startNoise(): Source {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("this browser draws nothing");
  const image = context.createImageData(WIDTH, HEIGHT);
  const pixels = new Uint32Array(image.data.buffer);
  let state = 1;
  const draw = () => {
    for (let index = 0; index < pixels.length; index++) {
      // Xorshift (Marsaglia 2003): fast, and random enough that no encoder finds a pattern.
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      pixels[index] = state | 0xff000000;
    }
    context.putImageData(image, 0, 0);
  };
  draw();
  const track = trackOf(canvas.captureStream(1000 / FRAME_MS));
  const timer = setInterval(draw, FRAME_MS);
  return {
    track,
    close() {
      clearInterval(timer);
      track.stop();
    },
  };
}

function trackOf(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getTracks();
  if (!track) throw new Error("this browser makes no track");
  return track;
}
