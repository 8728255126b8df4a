/** A run beside known edges, for `modulode compare`. */
import { basename } from 'node:path';
import { besideKnown, type KnownEdge } from '../../evaluation/networks/knownEdges';
import { matchTruth } from '../../evaluation/networks/matchTruth';
import { looksReversed, parseTruth, type Truth } from '../../evaluation/networks/truth';
import type { Coverage } from '../../dataset/knowledge';
import { coverageOf } from '../../network/prior';
import { renamedText } from '../../present/text/evaluation';
import { coverageRows, directionText, knownText } from '../../present/text/knownEdges';
import { type FinishedRun, runFileEnding } from '../../share/finishedRun';
import { readRunFile } from '../../share/runFile';
import { failureOf } from '../failure';
import { isFolder, unpackedTextAt } from '../files';
import { table, wrapped } from '../lines';
import { openRun } from '../runs';
import type { OpenedRun } from './comparison';

/** A run folder, a run file, or known edges. Throws Failure if it is none of them. */
export async function runOrKnown(
  path: string,
): Promise<{ readonly run: FinishedRun } | { readonly truth: Truth }> {
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
export async function knownComparisonOf(
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
    edges: shown,
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

export function knownLines(known: KnownComparison, columns: number): string[] {
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
