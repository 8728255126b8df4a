/** Comparison of two runs, as data; compare.ts prints it. */
import { compareNamed, type NamedNetwork, type RunComparison } from '../../network/compareNetworks';
import { countPairs } from '../../network/ranking';
import { runVerdict } from '../../inference/diagnosis/runVerdict';
import { findingStanding } from '../../present/text/benchmark';
import { listOf } from '../../present/text/format';
import type { FinishedRun } from '../../share/finishedRun';
import { badUsage } from '../failure';

export interface OpenedRun {
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

export interface Comparison extends Omit<RunComparison, 'shared'> {
  readonly first: RunInShort;
  readonly second: RunInShort;
  /** Whether both have the same data file. */
  readonly sameData: boolean;
  readonly settings: readonly DifferingSetting[];
}

/** `edges`: null for the smaller of the two numbers of drawn edges. Throws Failure if the runs share no pair. */
export function comparisonOf(one: OpenedRun, other: OpenedRun, edges: number | null): Comparison {
  const [first, second] = [one.run, other.run];
  const [before, after] = [first.result.network, second.result.network];
  const count = edges ?? Math.min(first.view.edgeBudget, second.view.edgeBudget);
  const comparison = compareNamed(named(first), named(second), count);
  if (comparison === null)
    throw badUsage(
      'These runs have no possible edge in common',
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

function named({ result: { network, modules }, view: { moduleNames } }: FinishedRun): NamedNetwork {
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
