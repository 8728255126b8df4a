/** The comparison of effects on the page. */
import { percent } from '../../../present/text/format';

export const comparedEffectsText = {
  title: 'Effects',
  picture: 'Genes changed in either run',
  measuring: (share: number) => `Measuring the effects of both runs: ${percent(share)}`,
  lost: (detail: string) => `The effects could not be measured: ${detail}`,
  /** Which sides have none. */
  missing: (first: boolean, second: boolean) =>
    `${first && second ? 'Neither run has' : `The ${first ? 'first' : 'second'} has no`} tested effects. Compare run files or kept runs, which include the cells.`,
  listed: 'Links have no cells, so differences are not tested; compare run files or kept runs instead.',
  genes: (label: string) => `Genes of ${label}`,
  perturbations: 'Perturbations in both runs',
  target: (gene: string) => `${gene} (target)`,
  more: 'Details of the comparison',
  downloadTable: 'Effects (TSV)',
  captions: (first: string, second: string) => `First: ${first}. Second: ${second}.`,
} as const;
