/** `modulode compare`: two runs beside each other. */
import type { Command } from 'commander';
import { comparisonOf, type Comparison } from './comparison';
import { deliver, jsonText } from '../files';
import type { Host } from '../host';
import { wholeNumber } from '../numberOptions';
import { openRun, runArgument } from '../runs';
import type { BothWeights } from '../../network/compareNetworks';
import { listOf, plural, count, decimal, orDash, signed } from '../../present/text/format';
import { beside, table, wrapped } from '../lines';

interface CompareOptions {
  readonly edges?: number;
  readonly out?: string;
  readonly json?: true;
}

export function addCompare(program: Command, host: Host): void {
  program
    .command('compare')
    .summary('two runs beside each other: edges kept, gained, lost, turned round; modules; settings')
    .description(
      'Compares the networks of two runs on the genes that both have: which of the strongest edges were kept, gained, lost, turned round (A → B became B → A) or changed their sign, how alike all pairs rank, which modules match, which settings differ, and how well each predicts what it has not seen. Neither run is taken for the truth.',
    )
    .addArgument(runArgument('first'))
    .addArgument(runArgument('second'))
    .option(
      '--edges <n>',
      'strongest edges of each (default: as many as the run shows that shows fewer)',
      wholeNumber(1, 1e9),
    )
    .option('--out <file>', 'write it there instead of to standard output')
    .option('--json', 'one JSON document: all numbers unrounded, every edge')
    .addHelpText('after', '\nExample:\n  $ modulode compare run1 run2 --edges 50')
    .action(async (first: string, second: string, { edges, out, json }: CompareOptions) => {
      const comparison = comparisonOf(
        { path: first, run: await openRun(first) },
        { path: second, run: await openRun(second) },
        edges ?? null,
      );
      const text = json ? jsonText(comparison) : `${comparisonLines(comparison, host.columns).join('\n')}\n`;
      await deliver(host, text, out);
    });
}

/** Two runs beside each other, in lines of a terminal. */

const left = 22;
const edgesNamed = 8;

/** `columns`: width of the terminal. */
function comparisonLines(comparison: Comparison, columns: number): string[] {
  const { first, second } = comparison;
  const about = (name: string, run: Comparison['first']) =>
    beside(
      name,
      `${run.run}: ${run.data}, ${plural(run.genes, 'gene')}, ${plural(run.pairs, 'possible edge')}. ${run.finding}.`,
      left,
      columns,
    );
  return [
    ...about('First', first),
    ...about('Second', second),
    ...wrapped(dataLine(comparison), columns),
    '',
    ...edgeLines(comparison, columns),
    '',
    ...moduleLines(comparison, columns),
    '',
    ...table(
      [
        ['Error over “no change”', 'first', 'second'],
        ['  held out', number(first.heldOutError), number(second.heldOutError)],
        ['  left out in turn', number(first.crossValidatedError), number(second.crossValidatedError)],
        ['  κ, trust in sizes', number(first.kappa), number(second.kappa)],
      ],
      1,
    ),
    '',
    ...settingLines(comparison),
  ];
}

function dataLine({ sameData, genes }: Comparison): string {
  const { shared, onlyFirst, onlySecond } = genes;
  const data = sameData ? 'Both were learned from the same file' : 'They were learned from different data';
  if (onlyFirst.length + onlySecond.length === 0) return `${data}, with the same ${plural(shared, 'gene')}.`;
  const only = [
    ...(onlyFirst.length > 0 ? [`only the first has ${listOf(onlyFirst)}`] : []),
    ...(onlySecond.length > 0 ? [`only the second has ${listOf(onlySecond)}`] : []),
  ];
  return `${data}: they are compared on the ${plural(shared, 'gene')} that both have (${only.join('; ')}).`;
}

function edgeLines(comparison: Comparison, columns: number): string[] {
  const { edges, pairs, kept, signChanged, turned, gained, lost } = comparison;
  const row = (label: string, text: string) => beside(`  ${label}`, text, left, columns);
  const signs = signChanged.length === 0 ? '' : `, ${signChanged.length} of them with the other sign`;
  return [
    `The ${plural(edges, 'strongest edge')} of each, of ${plural(pairs, 'pair')} that both score`,
    ...row('Kept', `${kept.length}${signs}${named(signChanged, arrow)}`),
    ...row(
      'Turned round',
      `${turned.length}${named(turned, (edge) => `${arrow(edge)} became ${arrow(reversed(edge))}`)}`,
    ),
    ...row('Gained', `${gained.length}${named(gained, (edge) => `${arrow(edge)} (${signed(edge.second)})`)}`),
    ...row('Lost', `${lost.length}${named(lost, (edge) => `${arrow(edge)} (${signed(edge.first)})`)}`),
    ...row('Jaccard index', number(comparison.jaccard)),
    ...row('Rank correlation', `${number(comparison.rankCorrelation)} (Spearman, sizes of all pairs)`),
  ];
}

function moduleLines({ modules }: Comparison, columns: number): string[] {
  if (modules.adjustedRand === null) return ['Modules', '  One of the runs has none on these genes.'];
  return [
    'Modules',
    ...beside('  Adjusted Rand', number(modules.adjustedRand), left, columns),
    ...modules.matched.map(
      ({ first, second, both, either }) =>
        `  ${first} and ${second} share ${count(both)} of ${plural(either, 'gene')}`,
    ),
  ];
}

function settingLines({ settings }: Comparison): string[] {
  if (settings.length === 0) return ['Their settings are the same.'];
  const rows = settings.map(({ name, first, second }) => [`  ${name}`, written(first), written(second)]);
  return table([['Settings that differ', 'first', 'second'], ...rows], 3);
}

function written(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : listOf(value.map(String));
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function named(edges: readonly BothWeights[], text: (edge: BothWeights) => string): string {
  return edges.length === 0 ? '' : `: ${listOf(edges.map(text), edgesNamed)}`;
}

function arrow({ source, target }: Pick<BothWeights, 'source' | 'target'>): string {
  return `${source} → ${target}`;
}

function reversed({ source, target }: BothWeights): Pick<BothWeights, 'source' | 'target'> {
  return { source: target, target: source };
}

function number(value: number | null): string {
  return orDash(value, decimal);
}
