/** The sign of an edge as it is drawn everywhere: an arrow activates, a tee represses; dashed while unstable. */
export function EdgeMark(props: { weight: number; unstable?: boolean }) {
  const activates = props.weight >= 0;
  const color = activates ? 'var(--activates)' : 'var(--represses)';
  const dashes = props.unstable ? '4 3' : undefined;
  return (
    <svg
      width="24"
      height="12"
      viewBox="0 0 24 12"
      role="img"
      aria-label={activates ? 'activates' : 'represses'}
    >
      <path d={activates ? 'M1 6H16' : 'M1 6H21'} stroke={color} strokeWidth="2.2" strokeDasharray={dashes} />
      {activates ? (
        <path d="M23 6L14 1.5V10.5Z" fill={color} />
      ) : (
        <path d="M22 1V11" stroke={color} strokeWidth="2.4" strokeLinecap="round" />
      )}
    </svg>
  );
}
