import { type ReactNode, useEffect, useRef, useState } from "react";

interface VideoProps {
  readonly track: MediaStreamTrack;
  readonly label: string;
  /** As in a mirror: the own picture. */
  readonly mirrored?: boolean;
  /** Shown until the first frame is there: a black box tells nobody anything. */
  readonly waiting?: ReactNode;
}

/**
 * A live picture without sound. Give it a `key` of the participant: an element keeps its last frame, and
 * that must not show under another's name.
 */
export function Video({ track, label, mirrored = false, waiting = null }: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  const [begun, setBegun] = useState(false);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    setBegun(false);
    video.srcObject = new MediaStream([track]);
    // Muted pictures may play without a gesture; where one may not (power saving), autoPlay tries again.
    video.play().catch(() => undefined);
    return () => {
      video.srcObject = null;
    };
  }, [track]);
  const className = mirrored ? "video video--mirrored" : "video";
  return (
    <>
      <video
        ref={element}
        className={className}
        aria-label={label}
        autoPlay
        muted
        playsInline
        onLoadedData={() => setBegun(true)}
      />
      {begun ? null : waiting}
    </>
  );
}
