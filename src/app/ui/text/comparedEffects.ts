/** The comparison of effects on the page. */
import { percent } from '../../../present/text/format';

export const comparedEffectsText = {
  title: 'Effects',
  picture: 'Genes changed in either run',
  measuring: (share: number) => `Measuring the effects of both runs: ${percent(share)}`,
  lost: (detail: string) => `The effects could not be measured: ${detail}`,
  /** Which sides have none. */
  missing: (first: boolean, second: boolean) =>
    `${first && second ? 'Neither run carries' : `The ${first ? 'first' : 'second'} carries no`} tested effects. Compare run files or kept runs, which have the cells.`,
  listed: 'A link has no cells, so differences are not tested; run files and kept runs have cells.',
  genes: (label: string) => `Genes of ${label}`,
  perturbations: 'Perturbations in both runs',
  target: (gene: string) => `${gene} (target)`,
  more: 'How much is found in both',
  downloadTable: 'Effects (TSV)',
  captions: (first: string, second: string) => `The first: ${first}. The second: ${second}.`,
} as const;
