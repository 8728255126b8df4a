/** `modulode compare`: a comparison of two runs. */
import { type Command, Option } from 'commander';
import { knownTsv } from '../../evaluation/networks/knownEdges';
import { knownComparisonOf, knownLines, runOrKnown } from './known';
import { comparisonOf, type Comparison } from './comparison';
import { deliver, jsonText } from '../files';
import type { Host } from '../host';
import { wholeNumber } from '../numberOptions';
import { openRun, runArgument } from '../runs';
import { type BothWeights, changedEdges } from '../../network/compareNetworks';
import { comparisonTsv } from '../../network/formats/comparisonTable';
import { listOf, plural, count, decimal, orDash, signed } from '../../present/text/format';
import { labelled, table, wrapped } from '../lines';

interface CompareOptions {
  readonly edges?: number;
  readonly out?: string;
  readonly json?: true;
  readonly tsv?: true;
}

export function addCompare(program: Command, host: Host): void {
  program
    .command('compare')
    .summary('compare a run with another run, or with known edges')
    .description(
      'Compares the networks of two runs on their shared genes: strongest edges that were kept, gained, lost, reversed (A → B became B → A) or changed sign, the rank correlation of all pairs, matching modules, errors on unseen perturbations, and settings that differ. Neither run is treated as the truth. Where the second is a file of known edges: which of them the network has, which it does not, and which of its edges are new.',
    )
    .addArgument(runArgument('first'))
    .argument('<second>', 'a run, or a file of known edges')
    .option(
      '--edges <n>',
      'number of strongest edges (default: the smaller of the two numbers of drawn edges)',
      wholeNumber(1),
    )
    .option('--out <file>', 'write to a file instead of standard output')
    .addOption(
      new Option('--json', 'print one JSON document with unrounded numbers and every edge').conflicts('tsv'),
    )
    .option(
      '--tsv',
      'print the edges as a table: source target change first second, or source target status weight known',
    )
    .addHelpText('after', '\nExample:\n  $ modulode compare run1 run2 --edges 50')
    .action(async (first: string, second: string, { edges, out, json, tsv }: CompareOptions) => {
      const run = await openRun(first);
      const other = await runOrKnown(second);
      if ('truth' in other) {
        const known = await knownComparisonOf({ path: first, run }, other.truth, edges ?? null);
        const printed = json
          ? jsonText(known)
          : tsv
            ? knownTsv(known.compared)
            : `${knownLines(known, host.columns).join('\n')}\n`;
        await deliver(host, printed, out);
        return;
      }
      const comparison = comparisonOf({ path: first, run }, { path: second, run: other.run }, edges ?? null);
      const text = json
        ? jsonText(comparison)
        : tsv
          ? comparisonTsv(changedEdges(comparison))
          : `${comparisonLines(comparison, host.columns).join('\n')}\n`;
      await deliver(host, text, out);
    });
}
const left = 22;
const edgesNamed = 8;

/** `columns`: width of the terminal. */
function comparisonLines(comparison: Comparison, columns: number): string[] {
  const { first, second } = comparison;
  const about = (name: string, run: Comparison['first']) =>
    labelled(
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
        ['Error (no change = 1)', 'first', 'second'],
        ['  held out', number(first.heldOutError), number(second.heldOutError)],
        ['  cross-validated', number(first.crossValidatedError), number(second.crossValidatedError)],
        ['  shrinkage κ', number(first.kappa), number(second.kappa)],
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
  return `${data}: they are compared on ${plural(shared, 'shared gene')} (${only.join('; ')}).`;
}

function edgeLines(comparison: Comparison, columns: number): string[] {
  const { edges, pairs, kept, signChanged, turned, gained, lost } = comparison;
  const row = (label: string, text: string) => labelled(`  ${label}`, text, left, columns);
  const signs = signChanged.length === 0 ? '' : `, ${signChanged.length} of them with opposite sign`;
  return [
    `The ${plural(edges, 'strongest edge')} of each, out of ${plural(pairs, 'shared pair')}`,
    ...row('Kept', `${kept.length}${signs}${named(signChanged, arrow)}`),
    ...row(
      'Reversed',
      `${turned.length}${named(turned, (edge) => `${arrow(edge)} became ${arrow(reversed(edge))}`)}`,
    ),
    ...row('Gained', `${gained.length}${named(gained, (edge) => `${arrow(edge)} (${signed(edge.second)})`)}`),
    ...row('Lost', `${lost.length}${named(lost, (edge) => `${arrow(edge)} (${signed(edge.first)})`)}`),
    ...row('Jaccard index', number(comparison.jaccard)),
    ...row('Rank correlation', `${number(comparison.rankCorrelation)} (Spearman, all pairs)`),
  ];
}

function moduleLines({ modules }: Comparison, columns: number): string[] {
  if (modules.adjustedRand === null) return ['Modules', '  One of the runs has no modules on these genes.'];
  return [
    'Modules',
    ...labelled('  Adjusted Rand', number(modules.adjustedRand), left, columns),
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
