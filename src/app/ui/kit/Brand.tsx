/** The mark (two genes that regulate each other) and the name. */
export function Brand() {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 9, fontWeight: 650, fontSize: 14 }}>
      <Mark />
      Modulode
    </span>
  );
}

export function Mark() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden>
      <path
        d="M6.2 6.5C10 2.5 15 4 16 7.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
      />
      <path d="M18.2 5.6L16.3 9.3L12.9 7Z" fill="currentColor" />
      <path
        d="M15.6 15C12 19 7.5 18 6 14.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
      />
      <path d="M3.4 14.9L8.4 13" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" />
      <circle cx="5" cy="8.4" r="2.6" fill="var(--accent)" />
      <circle cx="17" cy="13.4" r="2.6" fill="var(--accent)" />
    </svg>
  );
}
