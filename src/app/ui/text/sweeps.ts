/** Words of sweeps over the level of a gene or over time, and of combinations beside their single changes. */
import { fold, level } from '../../../present/text/format';

export const sweepText = {
  button: 'Sweep',
  heading: 'Sweep',
  close: 'Close the sweep',
  along: 'Along',
  level: 'Level of a gene',
  time: 'Time since perturbation',
  gene: 'Gene',
  drawn: 'Genes drawn',
  top: 'Top responders',
  waiting: 'Predicting.',
  noGene: 'Choose a gene to sweep its level.',
  noSliders: 'Set a gene to see its effect over time.',
  download: 'TSV of all genes',
  beyondMark: 'hardly any cell has this level',

  levelAxis: (gene: string) => `level of ${gene}, relative to control`,
  /** `gene` null: along time. `most`: log2 fold changes of the gene that changes most. */
  title(
    gene: string | null,
    others: string,
    most: { readonly name: string; readonly low: number; readonly high: number } | null,
  ): string {
    const start =
      gene === null ? `After ${others}` : `Level of ${gene}${others === '' ? '' : `, with ${others}`}`;
    const [from, to] = [fold(most?.low ?? 0), fold(most?.high ?? 0)].map((one) => one.replace(' ', '\u00A0'));
    if (!most || from === to) return `${start}: no gene responds`;
    return `${start}: ${most.name} changes most (${from} to ${to})`;
  },
  note(of: {
    readonly name: string | null;
    readonly hasRange: boolean;
    readonly hasMeasured: boolean;
    readonly beyond: number | null;
  }): string {
    return [
      'Predicted mean expression relative to control; dashed: no change.',
      ...(of.hasRange ? ['Bands: 95 % intervals.'] : []),
      ...(of.hasMeasured ? ['Diamonds: measured.'] : []),
      ...(of.beyond === null || of.name === null
        ? []
        : [
            `Shaded: outside what the data support, hardly any cell has ${of.name} at ${level(of.beyond)} or more.`,
          ]),
    ].join(' ');
  },
  firstColumn: (
    along: { readonly kind: 'level' } | { readonly kind: 'time'; readonly unit: string | null },
  ) => (along.kind === 'level' ? 'Level' : along.unit ? `Time (${along.unit})` : 'Time'),
};

export const additivityText = {
  button: 'Additivity',
  heading: 'Combination and single changes',
  close: 'Close the table of additivity',
  table: 'Genes of the combination',
  tooFew: 'Set two genes or more to compare the combination with its single changes.',
  waiting: 'Predicting.',
  columns: ['Gene', 'Together', 'Sum of singles', 'Deviation (log2)', 'Additivity'] as const,
  uncertain: 'uncertain',
  about:
    'The sum adds the predicted changes (log expression) of each gene set alone, scaled like the combination. The prediction of one measured gene may be scaled less. Deviations below 0.1 log2 count as additive.',
  download: 'TSV',
};
