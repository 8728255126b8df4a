/** `modulode compare`: a comparison of two runs. */
import { type Command, Option } from 'commander';
import { knownTsv, besideKnown, type KnownEdge } from '../../evaluation/networks/knownEdges';
import { deliver, jsonText, isFolder, unpackedTextAt } from '../files';
import type { Host } from '../host';
import { wholeNumber } from '../numberOptions';
import { openRun, runArgument } from '../runs';
import {
  type BothWeights,
  changedEdges,
  compareNamed,
  type NamedNetwork,
  type RunComparison,
} from '../../network/compareNetworks';
import { comparisonTsv } from '../../network/formats/edgeLists';
import { listOf, plural, count, decimal, orDash, signed, toldText } from '../../present/text/format';
import { labelled, table, wrapped } from '../lines';
import { basename } from 'node:path';
import { matchTruth } from '../../evaluation/networks/matchTruth';
import { looksReversed, parseTruth, type Truth } from '../../evaluation/networks/truth';
import type { Coverage } from '../../dataset/knowledge';
import { coverageOf } from '../../network/prior';
import { renamedText } from '../../present/text/evaluation';
import { coverageRows, directionText, genesApart, knownText } from '../../present/text/compare';
import { type FinishedRun, runFileEnding } from '../../share/finishedRun';
import { readRunFile } from '../../share/runFile';
import { failureOf, badUsage } from '../failure';
import { countPairs } from '../../network/ranking';
import { runVerdict } from '../../inference/verdict/runVerdict';
import { type EffectsOfRuns, effectsOfRuns } from '../../inference/run/effectsOfRuns';
import { contextVerdict } from '../../present/report/contexts';
import {
  besideGenes,
  besideLines,
  runEffectsDetail,
  runEffectsFinding,
  runNames,
} from '../../present/report/runEffects';
import { effectsRate, pText } from '../../present/text/effects';
import { findingStanding } from '../../present/text/benchmark';

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
      'Compares the networks of two runs on their shared genes: strongest edges that were kept, gained, lost, reversed (A → B became B → A) or changed sign, the rank correlation of all pairs, matching modules, errors on unseen perturbations, and settings that differ. Beside them stand the effects of perturbations with the same label, measured from the cells of both runs: which differ, which are alike, how many genes are found in both. Neither run is treated as the truth. Where the second is a file of known edges: which of them the network has, which it does not, and which of its edges are new.',
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
          ? jsonText(known satisfies KnownComparison)
          : tsv
            ? knownTsv(known.compared)
            : `${knownLines(known, host.columns).join('\n')}\n`;
        await deliver(host, printed, out);
        return;
      }
      const comparison = comparisonOf({ path: first, run }, { path: second, run: other.run }, edges ?? null);
      const effects = async () =>
        effectsOfRuns(
          run.dataset,
          other.run.dataset,
          { names: runNames, rate: effectsRate },
          () => undefined,
        );
      const text = json
        ? jsonText({ ...comparison, effects: effectsJson(await effects()) } satisfies RunsDocument)
        : tsv
          ? comparisonTsv(changedEdges(comparison))
          : `${[...comparisonLines(comparison, host.columns), '', ...effectsLines(await effects(), host.columns)].join('\n')}\n`;
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
  const only = genesApart(genes);
  const data = sameData ? 'Both were learned from the same file' : 'They were learned from different data';
  return only === ''
    ? `${data}, with the same ${plural(genes.shared, 'gene')}.`
    : `${data}: they are compared on ${plural(genes.shared, 'shared gene')} (${only}).`;
}

function edgeLines(comparison: Comparison, columns: number): string[] {
  const { edges, pairs, kept, signChanged, turned, gained, lost } = comparison;
  const row = (label: string, text: string) => labelled(`  ${label}`, text, left, columns);
  const signs = signChanged.length === 0 ? '' : `, ${signChanged.length} of them with opposite sign`;
  return [
    `The ${plural(edges, 'strongest edge')} of each, out of ${plural(pairs, 'shared pair')}`,
    ...row('Kept', `${kept.length}${signs}${edgesInWords(signChanged, arrow)}`),
    ...row(
      'Reversed',
      `${turned.length}${edgesInWords(turned, (edge) => `${arrow(edge)} became ${arrow(reversed(edge))}`)}`,
    ),
    ...row(
      'Gained',
      `${gained.length}${edgesInWords(gained, (edge) => `${arrow(edge)} (${signed(edge.second)})`)}`,
    ),
    ...row('Lost', `${lost.length}${edgesInWords(lost, (edge) => `${arrow(edge)} (${signed(edge.first)})`)}`),
    ...row('Jaccard index', number(comparison.jaccard)),
    ...row('Rank correlation', `${number(comparison.rankCorrelation)} (Spearman, all pairs)`),
  ];
}

function moduleLines({ modules }: Comparison, columns: number): string[] {
  if (modules.adjustedRand === null)
    return ['Modules', '  One of the runs has no modules of the shared genes.'];
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

function edgesInWords(edges: readonly BothWeights[], text: (edge: BothWeights) => string): string {
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

/** A run folder, a run file, or known edges. Throws Failure if it is none of them. */
async function runOrKnown(path: string): Promise<{ readonly run: FinishedRun } | { readonly truth: Truth }> {
  if ((await isFolder(path)) || path.endsWith(runFileEnding)) return { run: await openRun(path) };
  const text = await unpackedTextAt(path);
  const run = readRunFile(text, basename(path));
  if (run.ok) return { run: run.value };
  const known = parseTruth(text, basename(path));
  if (!known.ok) throw failureOf(known.error);
  return { truth: known.truth };
}

interface KnownComparison {
  readonly run: string;
  readonly known: string;
  readonly edges: number;
  readonly coverage: Coverage;
  readonly renamed: NonNullable<Truth['renamed']>;
  readonly direction: 'stated' | 'assumed' | 'looks reversed';
  readonly compared: readonly KnownEdge[];
}

/** `edges`: null for the number of drawn edges. Throws Failure if no known edge is a possible one. */
async function knownComparisonOf(
  { path, run }: OpenedRun,
  truth: Truth,
  edges: number | null,
): Promise<KnownComparison> {
  const { network } = run.result;
  const matched = await matchTruth(truth, network.genes);
  const shown = edges ?? run.view.edgeBudget;
  const compared = besideKnown(network, matched, shown);
  if (!compared) throw failureOf(otherGenes(truth, network.genes));
  return {
    run: path,
    known: truth.name,
    edges: compared.filter(({ status }) => status !== 'missing').length,
    coverage: coverageOf(network, matched.edges),
    renamed: matched.renamed ?? [],
    direction: looksReversed(truth) ? 'looks reversed' : truth.directionAssumed ? 'assumed' : 'stated',
    compared,
  };
}

function otherGenes(truth: Truth, genes: readonly string[]) {
  const names = [...new Set(truth.edges.map(({ source }) => source))];
  return { tag: 'truth-other-genes', file: truth.name, names, genes } as const;
}

function knownLines(known: KnownComparison, columns: number): string[] {
  const { compared, edges, coverage, direction, renamed } = known;
  return [
    ...wrapped(knownText(compared, edges), columns),
    '',
    ...table(
      [
        ['In the file', 'covered', ''],
        ...coverageRows(coverage).map(([name, share, hint]) => [`  ${name}`, share, hint]),
      ],
      3,
    ),
    ...(direction === 'stated'
      ? []
      : ['', ...wrapped(direction === 'assumed' ? directionText.assumed : directionText.reversed, columns)]),
    ...(renamed.length > 0 ? ['', ...wrapped(renamedText(renamed), columns)] : []),
  ];
}

/** Perturbations in the printed table; the others are counted, and in the JSON. */
const perturbationsPrinted = 12;

function effectsLines(told: EffectsOfRuns, columns: number): readonly string[] {
  const lines = besideLines(told).toSorted((a, b) => (a.q ?? 2) - (b.q ?? 2));
  const shown = lines.slice(0, perturbationsPrinted);
  const further = lines.length - shown.length;
  const rows = shown.map((line) => [
    `  ${told.labels[line.perturbation] ?? ''}`,
    contextVerdict(line.verdict, runNames),
    `${count(line.found.both)} of ${count(line.found.either)}`,
    count(line.differing),
    line.q === null ? '–' : pText(line.q),
    line.similarity ? toldText(line.similarity) : '–',
  ]);
  return [
    ...wrapped(`Effects. ${runEffectsFinding(told)}`, columns),
    ...(lines.length === 0
      ? []
      : [
          ...wrapped(runEffectsDetail(told), columns),
          '',
          ...table(
            [['Perturbation', 'comparison', 'genes in both', 'differ', 'q', 'similarity'], ...rows],
            6,
          ),
          ...(further > 0 ? [`  and ${plural(further, 'perturbation')} more (--json has all)`] : []),
        ]),
  ];
}

/** What is measured, with names in place of numbers. */
function effectsJson(told: EffectsOfRuns) {
  const { sameCells, genes, perturbations } = told;
  return {
    finding: runEffectsFinding(told),
    sameCells,
    genes,
    perturbations,
    lines: besideLines(told).map(({ perturbation, ...line }) => ({
      perturbation: told.labels[perturbation] ?? '',
      ...line,
      changes: besideGenes(told, perturbation),
    })),
  };
}

interface RunsDocument extends Comparison {
  readonly effects: ReturnType<typeof effectsJson>;
}

/** What `--json` prints: of two runs, or of a run and known edges. */
export type CompareDocument = RunsDocument | KnownComparison;

interface OpenedRun {
  /** Path as typed. */
  readonly path: string;
  readonly run: FinishedRun;
}

interface RunInShort {
  readonly run: string;
  readonly data: string;
  readonly fingerprint: string;
  readonly genes: number;
  /** Number of pairs candidate regulator → other gene. */
  readonly pairs: number;
  readonly finding: string;
  /** Error relative to no change after shrinkage: on held-out perturbations, and cross-validated. */
  readonly heldOutError: number | null;
  readonly crossValidatedError: number | null;
  readonly kappa: number | null;
}

interface Comparison extends Omit<RunComparison, 'shared'> {
  readonly first: RunInShort;
  readonly second: RunInShort;
  /** Whether both have the same data file. */
  readonly sameData: boolean;
  readonly settings: readonly DifferingSetting[];
}

/** `edges`: null for the smaller of the two numbers of drawn edges. Throws Failure if the runs share no pair. */
function comparisonOf(one: OpenedRun, other: OpenedRun, edges: number | null): Comparison {
  const [first, second] = [one.run, other.run];
  const [before, after] = [first.result.network, second.result.network];
  const strongest = edges ?? Math.min(first.view.edgeBudget, second.view.edgeBudget);
  const comparison = compareNamed(namedNetwork(first), namedNetwork(second), strongest);
  if (comparison === null)
    throw badUsage(
      'These runs cannot share an edge',
      `The first has ${listOf(before.genes)}; the second ${listOf(after.genes)}.`,
      'Compare runs with the same gene names and shared candidate regulators.',
    );
  const { shared: _, ...compared } = comparison;
  return {
    first: inShort(one),
    second: inShort(other),
    sameData: first.dataset.fingerprint === second.dataset.fingerprint,
    ...compared,
    settings: differingSettings(first, second),
  };
}

function namedNetwork({ result: { network, modules }, view: { moduleNames } }: FinishedRun): NamedNetwork {
  return { network, modules, moduleNames };
}

function inShort({ path, run: { dataset, result } }: OpenedRun): RunInShort {
  return {
    run: path,
    data: dataset.name,
    fingerprint: dataset.fingerprint,
    genes: dataset.genes.length,
    pairs: countPairs(result.network),
    finding: findingStanding(result, null, runVerdict({ result, dataset }).predicts.level),
    heldOutError: result.heldOut?.shrunkError ?? null,
    crossValidatedError: result.crossValidation?.shrunkError ?? null,
    kappa: result.crossValidation?.kappa ?? null,
  };
}

interface DifferingSetting {
  /** Name of a training setting in config.json, or of a choice about the data. */
  readonly name: string;
  readonly first: unknown;
  readonly second: unknown;
}

/** Settings that may explain differences between the networks, in a fixed order. */
function differingSettings(first: FinishedRun, second: FinishedRun): readonly DifferingSetting[] {
  const after = new Map(Object.entries(askedFor(second)));
  return Object.entries(askedFor(first))
    .map(([name, value]) => ({ name, first: value, second: after.get(name) ?? null }))
    .filter((one) => JSON.stringify(one.first) !== JSON.stringify(one.second));
}

function askedFor({ settings, dataset }: FinishedRun): Readonly<Record<string, unknown>> {
  return {
    ...settings,
    control: dataset.control,
    'held out': dataset.heldOut,
    'candidate regulators': dataset.candidates.length,
    cells: dataset.cells,
  };
}
