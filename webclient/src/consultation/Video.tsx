import { useEffect, useRef } from "react";

interface VideoProps {
  readonly track: MediaStreamTrack;
  readonly label: string;
  /** As in a mirror: the own picture. */
  readonly mirrored?: boolean;
}

/**
 * A live picture without sound. Give it a `key` of the participant: an element keeps its last frame, and
 * that must not show under another's name.
 */
export function Video({ track, label, mirrored = false }: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    video.srcObject = new MediaStream([track]);
    // Muted pictures may play without a gesture; where one may not (power saving), autoPlay tries again.
    video.play().catch(() => undefined);
    return () => {
      video.srcObject = null;
    };
  }, [track]);
  const className = mirrored ? "video video--mirrored" : "video";
  return <video ref={element} className={className} aria-label={label} autoPlay muted playsInline />;
}
