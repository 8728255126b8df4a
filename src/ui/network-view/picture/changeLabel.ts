/** Changes in words a biologist uses: '÷ 3.1', '× 1.9', 'out'; never a bare log2. */

/** A fold change from its log2; 'same' within 5 %. */
export function foldLabel(log2FoldChange: number): string {
  if (!Number.isFinite(log2FoldChange)) return 'unknown';
  const fold = 2 ** Math.abs(log2FoldChange);
  if (fold < 1.05) return 'same';
  const digits = fold >= 10 ? fold.toFixed(0) : fold.toFixed(1).replace(/\.0$/, '');
  return `${log2FoldChange > 0 ? '×' : '÷'} ${digits}`;
}

/** What a slider sets a gene to, relative to control: 0 out, 1 unchanged. */
export function setLabel(value: number): string {
  if (value === 0) return 'out';
  if (value === 1) return 'same';
  return `× ${Number(value.toFixed(2))}`;
}
