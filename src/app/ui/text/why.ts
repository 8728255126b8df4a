/** Words of the explanation of one predicted change. */
export const whyText = {
  button: 'Why',
  buttonOf: (gene: string) => `Why ${gene} changes`,
  close: 'Close the explanation',
  waiting: 'Following the paths of the model …',
  caption: 'Paths of the model and what they contribute (log expression)',
  size: 'Size of the contribution',
  show: 'Select the genes of this path in the network',
  caveat: 'This explains the model. Whether its edges are supported by the cells is shown under Evaluate.',
  /** `delta` null: not known yet. */
  title(gene: string, delta: number | null): string {
    if (delta === null || delta === 0) return `Why ${gene} changes`;
    return `Why ${gene} ${delta < 0 ? 'decreases' : 'increases'}`;
  },
};
