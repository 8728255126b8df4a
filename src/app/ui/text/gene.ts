/** The gene card in sentences. */
import type { Species } from '../../../dataset/factors/candidates';
import type { Comparison } from '../../../inference/run/result';

interface ShownPrediction {
  readonly comparison: Pick<Comparison, 'role'>;
}

/** What the predictions beside measured changes knew of these: nothing, where the perturbation was left out of the fit. */
function predictedBy(changes: readonly ShownPrediction[]): string {
  const seen = changes.filter(({ comparison }) => comparison.role === 'training').length;
  if (seen === 0) return 'predicted by fits without this perturbation';
  return seen === changes.length
    ? 'predicted by the fit that includes this perturbation'
    : 'predicted by fits without this perturbation where possible';
}

export const geneText = {
  unknown: (species: Species) => `Not in the table of ${species} protein-coding genes.`,
  fullName: (name: string, species: Species) =>
    species === 'mouse' ? `${name} (name of the human gene)` : name,
  approved: (symbol: string) => `Approved symbol: ${symbol}`,
  elsewhere: 'Other databases',
  leaves: 'Opens in a new tab. The gene name is sent to that site only when you click.',
  notMeasured: 'This input was perturbed but not measured, so it has no expression values.',
  noCells: 'Cells of this perturbation, or cells to compare them with, are not available.',
  levelsNote: (change: ShownPrediction) =>
    `Line: measured mean. Diamond: mean ${predictedBy([change])}. Curves are scaled separately; groups of fewer than 20 cells are drawn cell by cell.`,
  predictedBy,
  asOnEffects: 'Numbers: fold changes as on Effects; bold: significant (false discovery rate 5 %).',
  notYet: 'Measured evidence appears when training ends.',
  linkOnly: 'This link contains edges, weights and stability, but no expression or measured effects.',
  carried: (gene: string) => `Measured changes of ${gene}`,
  noneCarried: (gene: string, source: string | null) =>
    `The link has no change of ${gene} when ${source ?? 'another gene'} is perturbed.`,
  carriedNote:
    'As on Effects: total effects, direct or through other genes. The link omits unchanged genes, and changes for which there was no space.',
  notPerturbed:
    'Neither this gene nor any of its regulators was perturbed: its edges are inferred from correlation and other perturbations.',
} as const;
