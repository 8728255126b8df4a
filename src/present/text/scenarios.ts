/** Scenarios, sweeps, limits and explanations of predicted changes in words; apart from perturb.ts, which the page loads first. */
import { type Dataset } from '../../dataset/dataset';
import { listOf, percent, timePoint, signed } from './format';
import type { Scenario } from '../../share/view';
import type { Sweep } from '../../dynamics/sweep';
import { safeName } from '../../network/formats/edgeLists';
import { formatFloat32 } from '../../numerics/format';
import type { Limit } from '../../inference/run/support';
import type { Explanation, Path } from '../../dynamics/explain';
import { changesText } from './changes';

/** `genes`: names of genes set above the observed range. */
function beyondDataText(genes: readonly string[]): string {
  return `Hardly any cell has ${listOf(genes)} at this level: extrapolation.`;
}

/** Given by a person, else what is changed: 'GATA1 out and SPI1 × 2, 3 days'. */
export function scenarioName(scenario: Scenario, dataset: Pick<Dataset, 'genes' | 'timeUnit'>): string {
  return scenario.name ?? settingText(scenario, dataset);
}

/** 'GATA1 out and SPI1 × 2, 3 days'; no time is the last one. */
export function settingText(
  { sliders, time }: Pick<Scenario, 'sliders' | 'time'>,
  { genes, timeUnit }: Pick<Dataset, 'genes' | 'timeUnit'>,
): string {
  const at = time === null ? '' : `, ${timePoint(time, timeUnit)}`;
  return `${changesText(genes, sliders)}${at}`;
}

/** Tab-separated, one line per point and gene: log2 fold changes with their 95 % intervals. `along`: 'level' or 'time'. */
export function sweepTable(along: 'level' | 'time', { at, ends }: Sweep, genes: readonly string[]): string {
  const lines = ends.flatMap(({ log2FoldChange, low, high, beyondData }, point) =>
    Array.from(log2FoldChange, (value, gene) =>
      [
        Number((at[point] ?? 0).toPrecision(6)),
        safeName(genes[gene] ?? ''),
        ...[value, low[gene] ?? value, high[gene] ?? value].map(formatFloat32),
        beyondData.length > 0 ? 'yes' : 'no',
      ].join('\t'),
    ),
  );
  return `${[`${along}\tgene\tlog2\tlow\thigh\textrapolated`, ...lines].join('\n')}\n`;
}

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
  level: 'Hardly any cell has this level.',
  unperturbed: 'Not perturbed in the screen.',
  'never-raised': 'Never overexpressed in the screen.',
  'never-lowered': 'Never knocked out or down in the screen.',
  'no-regulator': 'Not a candidate regulator: no effect on others.',
  combination: '',
  'combination-unknown': '',
};

/** 'GATA1 → KLF1 ⊣ SPI1' */
export function pathText({ genes, signs }: Pick<Path, 'genes' | 'signs'>, names: readonly string[]): string {
  return genes
    .map((gene, at) => {
      const arrow = at === 0 ? '' : signs[at - 1] === -1 ? ' ⊣ ' : ' → ';
      return `${arrow}${names[gene] ?? ''}`;
    })
    .join('');
}

/** 'direct': one edge from a gene that was set. */
export function kindOfPath({ genes }: Pick<Path, 'genes'>): 'direct' | 'downstream' {
  return genes.length === 2 ? 'direct' : 'downstream';
}

/** One sentence per fact; the model's, not the cells'. */
export function explanationText(
  { delta, paths, shared, other, edges }: Explanation,
  target: string,
  names: readonly string[],
): readonly string[] {
  if (delta === 0) return [`${target} is not predicted to change.`];
  const verb = delta < 0 ? 'decreases' : 'increases';
  const main = paths.filter(({ contribution }) => contribution * delta > 0).slice(0, 3);
  const against = paths.filter(({ contribution }) => contribution * delta < 0);
  const opposed = against.reduce((sum, { contribution }) => sum + contribution, 0);
  const direct = paths
    .filter((path) => kindOfPath(path) === 'direct')
    .reduce((sum, { contribution }) => sum + contribution, 0);
  const [edge] = edges;
  return [
    `${target} ${verb} by ${signed(Math.abs(delta)).replace('+', '')} (log expression)${
      main.length === 0 ? '' : `, carried by ${listOf(main.map((path) => pathText(path, names)))}`
    }.`,
    ...(paths.length === 0 ? [] : [`Direct edges contribute ${signed(direct)}.`]),
    ...(opposed === 0 ? [] : [`Paths in the other direction contribute ${signed(opposed)}.`]),
    ...(edge
      ? [
          `Without ${names[edge.source] ?? ''} to ${names[edge.target] ?? ''}, the predicted change is ${signed(delta - edge.contribution)}.`,
        ]
      : []),
    ...(shared === 0
      ? []
      : [
          `The response shared by all perturbations, which is not from the network, contributes ${signed(shared)}.`,
        ]),
    ...(Math.abs(other) < 0.01 * Math.abs(delta)
      ? []
      : [
          `Other paths, loops and the correction of composition contribute ${signed(other)} (${percent(Math.abs(other / delta))} of the change).`,
        ]),
  ];
}
