/** The hatch of the mark, large: its shutter up or down. */
export function HatchPicture({ open }: { readonly open: boolean }) {
  return (
    <svg className="empty__picture" viewBox="0 0 72 72" aria-hidden="true" focusable="false">
      <rect x="8" y="8" width="56" height="50" rx="4" fill="hsl(212, 63%, 90%)" />
      {open ? (
        <>
          <rect x="14" y="18" width="44" height="32" fill="#fff" />
          <rect x="10" y="10" width="52" height="8" fill="hsl(214, 100%, 24%)" />
        </>
      ) : (
        <g fill="hsl(214, 100%, 24%)">
          <rect x="14" y="12" width="44" height="7" />
          <rect x="14" y="22" width="44" height="7" />
          <rect x="14" y="32" width="44" height="7" />
          <rect x="14" y="42" width="44" height="7" />
        </g>
      )}
      <rect x="4" y="52" width="64" height="8" rx="2" fill="hsl(23, 82%, 50%)" />
    </svg>
  );
}
