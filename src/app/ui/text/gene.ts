/** The gene card in sentences. */
import type { Species } from '../../../dataset/factors/candidates';

export const geneText = {
  unknown: (species: Species) => `Not in the table of ${species} protein-coding genes.`,
  fullName: (name: string, species: Species) =>
    species === 'mouse' ? `${name} (name of the human gene)` : name,
  approved: (symbol: string) => `Approved symbol: ${symbol}`,
  elsewhere: 'At other sites',
  leaves: 'Opens in a new tab: the name of the gene leaves this page when you click, and only then.',
  notMeasured: 'This gene was perturbed but not measured: there is no expression to show.',
  noCells: 'These data hold no cells of this perturbation, or none to compare with.',
  levelsNote:
    'Line: measured mean. Diamond: predicted mean. Each curve has its own height; fewer than 20 cells are drawn one by one.',
  notYet: 'Measured evidence appears when training ends.',
  linkOnly:
    'This link holds edges, weights and stability. Expression and measured effects stayed with the sender.',
  notPerturbed:
    'Neither this gene nor any of its regulators was perturbed: its edges rest on correlation and on other perturbations.',
} as const;
