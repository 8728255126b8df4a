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
    : 'predicted, where possible by fits without this perturbation';
}

export const geneText = {
  unknown: (species: Species) => `Not in the table of ${species} protein-coding genes.`,
  fullName: (name: string, species: Species) =>
    species === 'mouse' ? `${name} (name of the human gene)` : name,
  approved: (symbol: string) => `Approved symbol: ${symbol}`,
  elsewhere: 'At other sites',
  leaves: 'Opens in a new tab. The gene name is sent to that site only when you click.',
  notMeasured: 'This input was perturbed but not measured: there is no expression to show.',
  noCells: 'These data hold no cells of this perturbation, or none to compare with.',
  levelsNote: (change: ShownPrediction) =>
    `Line: measured mean. Diamond: mean ${predictedBy([change])}. Each curve has its own height; fewer than 20 cells are drawn one by one.`,
  predictedBy,
  asOnEffects:
    'Numbers: fold changes as on Effects, bold where they are counted as changes (at most 5 % of them false).',
  notYet: 'Measured evidence appears when training ends.',
  linkOnly:
    'This link holds edges, weights and stability. Expression and measured effects stayed with the sender.',
  carried: (gene: string) => `Measured changes of ${gene}`,
  noneCarried: (gene: string, source: string | null) =>
    `The link has no change of ${gene} when ${source ?? 'another gene'} is perturbed.`,
  carriedNote:
    'As on Effects: total effects, direct or through other genes. Unchanged genes, and changes for which there was no space, are not in the link.',
  notPerturbed:
    'Neither this gene nor any of its regulators was perturbed: its edges rest on correlation and on other perturbations.',
} as const;
