/** What of a perturbation lies outside what the data support, in sentences. */
import type { Limit } from '../../inference/run/support';
import { listOf } from './format';
import { beyondDataText } from './perturb';

export const outsideTitle = 'Outside what the data support';

/** 'The model saw no cell in which SPI1 was raised.' `genes`: all names. */
export function limitText({ tag, genes: of }: Limit, genes: readonly string[]): string {
  const names = of.map((gene) => genes[gene] ?? '');
  const [isOne, list] = [names.length === 1, listOf(names)];
  switch (tag) {
    case 'level':
      return beyondDataText(names);
    case 'unperturbed':
      return `The model saw no cell in which ${list} ${isOne ? 'was' : 'were'} perturbed.`;
    case 'never-raised':
      return `The model saw no cell in which ${list} ${isOne ? 'was' : 'were'} overexpressed.`;
    case 'never-lowered':
      return `The model saw no cell in which ${list} ${isOne ? 'was' : 'were'} knocked out or down.`;
    case 'combination':
      return `The model saw no cell with ${list} changed together.`;
    case 'combination-unknown':
      return `The link does not say whether ${list} were changed together in any cell.`;
    case 'no-regulator':
      return `Not among the candidate regulators: ${list}. The network predicts no effect on other genes.`;
    default:
      return tag satisfies never;
  }
}

/** The same of one gene, beside its slider. A combination is none of one gene. */
export const sliderLimits: Readonly<Record<Limit['tag'], string>> = {
  level: 'No cell has this level.',
  unperturbed: 'Not perturbed in the screen.',
  'never-raised': 'Never overexpressed in the screen.',
  'never-lowered': 'Never knocked out or down in the screen.',
  'no-regulator': 'Not a candidate regulator: no effect on others.',
  combination: '',
  'combination-unknown': '',
};
