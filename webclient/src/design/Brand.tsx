/** The product's mark: a service hatch whose shutter is up, with a counter and somebody behind it. */
export function BrandMark({ className = "brand__mark" }: { readonly className?: string }) {
  return (
    <svg className={className} viewBox="0 0 40 40" aria-hidden="true" focusable="false">
      <rect width="40" height="40" rx="6" fill="#00357a" />
      <path d="M7 9h26v4H7z" fill="#fff" />
      <path d="M9 15h22v14H9z" fill="#fff" />
      <circle cx="20" cy="20.5" r="3.3" fill="#2a6ebb" />
      <path d="M13.5 29c.6-3.6 3.2-5.2 6.5-5.2s5.9 1.6 6.5 5.2z" fill="#2a6ebb" />
      <path d="M6 29h28v3.5H6z" fill="#e97025" />
    </svg>
  );
}
