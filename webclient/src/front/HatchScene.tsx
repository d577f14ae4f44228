/** A person at the hatch, an expert behind it, a paper on the counter between them. Decoration. */
export function HatchScene() {
  return (
    <svg className="hero__scene" viewBox="0 0 520 400" aria-hidden="true" focusable="false">
      <rect x="60" y="26" width="400" height="262" rx="10" fill="hsl(214, 100%, 17%)" />
      <rect x="80" y="70" width="360" height="200" fill="hsl(212, 63%, 90%)" />
      <rect x="80" y="70" width="360" height="62" fill="hsl(212, 63%, 95%)" />
      <g fill="hsl(212, 63%, 37%)">
        <rect x="70" y="36" width="380" height="12" rx="2" />
        <rect x="70" y="52" width="380" height="12" rx="2" />
      </g>
      <circle cx="300" cy="148" r="36" fill="hsl(24, 45%, 72%)" />
      <path
        d="M262 150c-4-34 14-52 40-52s44 16 37 50c-8-16-20-24-34-26-16 4-32 10-43 28z"
        fill="hsl(20, 30%, 25%)"
      />
      <path d="M222 270c4-52 34-78 78-78s74 26 78 78z" fill="hsl(212, 63%, 45%)" />
      <path d="M284 192h32l-16 26z" fill="#fff" />
      <rect x="24" y="270" width="472" height="24" rx="4" fill="hsl(23, 82%, 50%)" />
      <rect x="44" y="294" width="432" height="92" fill="hsl(212, 63%, 37%)" />
      <g transform="rotate(-7 330 262)">
        <rect x="300" y="236" width="66" height="44" rx="2" fill="#fff" />
        <path d="M309 248h48M309 257h48M309 266h30" stroke="hsl(202, 7%, 67%)" strokeWidth="4" />
      </g>
      <path d="M36 400c2-88 36-138 96-138s96 50 98 138z" fill="hsl(284, 36%, 45%)" />
      <path d="M116 236h32v32a16 16 0 0 1-32 0z" fill="hsl(24, 50%, 76%)" />
      <circle cx="86" cy="212" r="9" fill="hsl(24, 50%, 80%)" />
      <circle cx="178" cy="212" r="9" fill="hsl(24, 50%, 80%)" />
      <circle cx="132" cy="202" r="46" fill="hsl(202, 12%, 84%)" />
      <path
        d="M100 228c10 12 20 17 32 17s22-5 32-17"
        fill="none"
        stroke="hsl(202, 7%, 74%)"
        strokeWidth="5"
      />
    </svg>
  );
}
