/** What a slider sets a gene to, in the words of its badge; relative to control: 0 is out, 1 unchanged. */
export function setLabel(value: number): string {
  if (value === 0) return 'out';
  if (value === 1) return 'same';
  return `× ${Number(value.toFixed(2))}`;
}
