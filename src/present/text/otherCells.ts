/** Predictions on the cells of another file, in words and as a table. */
import type { Agreement, OtherCells, OtherCellsRefused } from '../../inference/benchmark/otherCells';
import { count, decimal, listOf, orDash, percent, plural, signed } from './format';

const refusals: {
  readonly [Tag in OtherCellsRefused['tag']]: (
    refused: Extract<OtherCellsRefused, { readonly tag: Tag }>,
  ) => { readonly why: string; readonly next: string };
} = {
  'no-unperturbed-cells': () => ({
    why: 'It has perturbed cells but no controls, so the starting level of its cells is not known.',
    next: 'Give a file with control cells, or one of unperturbed cells without a column of perturbations.',
  }),
  'few-common-genes': ({ common, of }) => ({
    why: `It measures ${count(common)} of the ${plural(of, 'gene')} of the run; half of them are needed.`,
    next: 'Give a file of the same species with gene names of the run (symbols or Ensembl ids), before genes are selected.',
  }),
  'other-values': () => ({
    why: 'The run or the file has log ratios. Their control level is 0 in every file, so they give no starting point.',
    next: 'Give counts or normalised expression, and a run that was learned from such.',
  }),
  'unlike-levels': ({ correlation }) => ({
    why: `The levels of its genes do not match those of the run (correlation ${signed(correlation)}). The values are scaled in another way, or the cells are too different.`,
    next: 'Give counts or log-normalised expression of cells of a similar type.',
  }),
};

/** Not an error of the file itself. */
export function isRefusal(problem: { readonly tag: string }): problem is OtherCellsRefused {
  return Object.hasOwn(refusals, problem.tag);
}

/** Title, why and what next, of what cannot be a start. */
export function refusedCells(refused: OtherCellsRefused) {
  const reason = (refusals[refused.tag] as (one: OtherCellsRefused) => { why: string; next: string })(
    refused,
  );
  return { title: `Predictions cannot start at the cells of ${refused.file}`, ...reason };
}

/** Where predictions start, what differs from the run, and how measured effects agree. */
export function otherCellsLines(
  { file, cells, absent, measured, outside, start, factor, agreement }: Omit<OtherCells, 'model'>,
  genes: readonly string[],
): string[] {
  const nameOf = (gene: number) => genes[gene] ?? '';
  return [
    `Predictions start at the mean of ${plural(cells, 'unperturbed cell')} of ${file}. All other differences from the cells of the run are held constant.`,
    absent.length === 0
      ? `It measures all ${plural(measured, 'gene')} of the run.`
      : `Not measured there, so taken from the run: ${count(absent.length)} of ${plural(measured, 'gene')} (${listOf(absent.map(nameOf))}).`,
    ...(outside.length === 0
      ? []
      : [
          `Outside what the model saw: the levels of ${listOf(outside.map((gene) => `${nameOf(gene)} (${signed(start[gene] ?? 0, 1)} sd)`))}. Predictions there are extrapolations.`,
        ]),
    ...(factor === 1 ? [] : [`Its values are multiplied by ${decimal(factor)}, the median ratio of genes.`]),
    ...(agreement === null ? [] : agreementLines(agreement, file)),
  ];
}

function told({ error, correlation }: Agreement['predicted']): string {
  return `${orDash(error, decimal)} (correlation ${orDash(correlation, signed)})`;
}

function agreementLines(
  { perturbations, predicted, elsewhere, measuredInRun, noise }: Agreement,
  file: string,
): string[] {
  return [
    `Effects measured in ${file}, ${plural(perturbations.length, 'perturbation')}: relative error of predictions ${told(predicted)}; if started at the cells of the run ${told(elsewhere)} (no change = 1). Noise contributes ${percent(noise)}.`,
    ...(measuredInRun === null
      ? ['The run measured none of these perturbations.']
      : [
          `For the ${plural(measuredInRun.perturbations, 'perturbation')} that the run measured too: predictions ${told(measuredInRun.predicted)}, effects measured in the run ${told(measuredInRun.own)}.`,
        ]),
  ];
}

export type StartOfGene = 'measured' | 'absent' | 'outside';

/** [G] what is known of the start of each gene. */
export function startsOf(
  { absent, outside }: Omit<OtherCells, 'model'>,
  genes: readonly string[],
): readonly StartOfGene[] {
  return genes.map((_, gene) =>
    absent.includes(gene) ? 'absent' : outside.includes(gene) ? 'outside' : 'measured',
  );
}

/** On the page. */
export const otherCellsText = {
  button: 'Other cells …',
  hint: 'Predict at the unperturbed cells of another file (another donor, clone or condition): choose one, or drop it here',
  input: 'Other cells',
  title: (file: string) => `At the cells of ${file}`,
  reading: (file: string) => `Reading ${file} …`,
  drop: 'Drop to predict at these cells',
  close: 'Close other cells',
  gene: 'Gene',
  here: 'in the run',
  there: 'there',
  setGenes: 'Set a gene to see what is predicted at these cells.',
  lost: 'The file could not be read',
};
