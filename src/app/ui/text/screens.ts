/** Words of the screen of predicted perturbations. */
import type { Limit } from '../../../inference/run/support';
import { count, plural } from '../../../present/text/format';

export const screenPanelText = {
  button: 'Screen',
  heading: 'Screen of predictions',
  close: 'Close the screen',
  table: 'Ranked perturbations',
  outcome: 'Outcome',
  outcomes: {
    gene: 'A gene',
    module: 'A module',
    group: 'Cells',
  },
  direction: 'Direction',
  up: 'Up',
  down: 'Down',
  goal: { gene: 'Gene', module: 'Module', group: 'Move towards' },
  picked: (name: string) => `picked cells (${name})`,
  perturbed: 'Perturb',
  everyRegulator: (genes: number) => `every candidate regulator (${count(genes)})`,
  everyGene: (genes: number) => `every modelled gene (${count(genes)})`,
  list: 'genes of a list',
  listLabel: 'Genes, separated by commas, spaces or lines',
  unknown: (names: readonly string[]) => `Not in the model: ${names.join(', ')}.`,
  each: 'Genes at a time',
  alone: 'one',
  pairs: 'all pairs',
  level: 'Level',
  levels: { out: 'out', set: 'set to' },
  levelLabel: 'Level, times control',
  start: (number: number, inPairs: boolean) =>
    `Screen ${inPairs ? plural(number, 'pair') : plural(number, 'perturbation')}`,
  cancel: 'Cancel',
  progress: 'Progress of the screen',
  done: (done: number, of: number) => `${count(done)} of ${count(of)}`,
  tooMany: (most: number) => `At most ${count(most)} perturbations can be screened.`,
  failed: 'The screen failed:',
  about:
    'Ranks many predicted perturbations by one outcome. Computed in the background; the sliders stay free.',
  click: 'A click sets the sliders.',
  download: 'TSV',
  columns: ['Perturbation', 'Predicted', '95 % interval', 'Support'] as const,
  share: 'Share of the way',
  within: 'within the data',
  waiting: 'The outcome of this screen appears here.',
};

/** In a cell of a table, what of a perturbation lies outside what the data support. */
export const limitMarks: Readonly<Record<Limit['tag'], string>> = {
  level: 'level that hardly any cell has',
  unperturbed: 'never perturbed',
  'never-raised': 'never raised',
  'never-lowered': 'never lowered',
  combination: 'never together',
  'combination-unknown': 'combination unknown',
  'no-regulator': 'no candidate regulator',
};
