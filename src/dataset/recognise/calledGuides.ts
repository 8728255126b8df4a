/**
 * Columns that were not in the file: which guides a cell has, by their UMI counts, one column for each threshold a person
 * may choose. Their names say the threshold, so that a mapping that names one can be repeated from the file.
 */

/** A guide counts where a cell has at least so many of its UMIs. */
export const guideThresholds = [1, 2, 3, 5, 10, 20, 30] as const;

/** Of guides, or of the targets that the file names for them. */
export function calledName(what: 'guide' | 'target', threshold: number): string {
  return `${what} (UMIs ≥ ${threshold})`;
}

export const mostUmisName = 'guide (most UMIs)';

/** Whether a column was made from counts rather than read. */
export function isCalled(name: string): boolean {
  return name === mostUmisName || /^(guide|target) \(UMIs ≥ \d+\)$/.test(name);
}
