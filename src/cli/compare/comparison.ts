/** Two runs beside each other, as data; comparisonText.ts has the words. */
import { compareModules, compareNetworks, type NetworkComparison } from '../../network/compareNetworks';
import { countPairs } from '../../network/ranking';
import { findingTitle } from '../../present/text/diagnosis';
import { listOf } from '../../present/text/format';
import type { FinishedRun } from '../../share/finishedRun';
import { badUsage } from '../failure';

interface OpenedRun {
  /** As typed. */
  readonly path: string;
  readonly run: FinishedRun;
}

interface RunInShort {
  readonly run: string;
  readonly data: string;
  readonly fingerprint: string;
  readonly genes: number;
  /** Pairs candidate regulator → other gene. */
  readonly pairs: number;
  readonly finding: string;
  /** Error over no change, shrunk: on the perturbations held out, and on those left out in turn. */
  readonly heldOutError: number | null;
  readonly crossValidatedError: number | null;
  readonly kappa: number | null;
}

export interface Comparison extends Omit<NetworkComparison, 'shared'> {
  readonly first: RunInShort;
  readonly second: RunInShort;
  /** Whether both were made from the same file. */
  readonly sameData: boolean;
  readonly genes: {
    readonly shared: number;
    readonly onlyFirst: readonly string[];
    readonly onlySecond: readonly string[];
  };
  /** How many of the strongest of each are looked at. */
  readonly edges: number;
  readonly modules: {
    readonly adjustedRand: number | null;
    readonly matched: readonly {
      readonly first: string;
      readonly second: string;
      readonly both: number;
      readonly either: number;
    }[];
  };
  readonly settings: readonly DifferingSetting[];
}

/** `edges`: null for as many as the run shows that shows fewer. Throws Failure where nothing can be compared. */
export function comparisonOf(one: OpenedRun, other: OpenedRun, edges: number | null): Comparison {
  const [first, second] = [one.run, other.run];
  const [before, after] = [first.result.network, second.result.network];
  const count = edges ?? Math.min(first.view.edgeBudget, second.view.edgeBudget);
  const { shared, ...compared } = compareNetworks(before, after, count);
  if (compared.pairs === 0)
    throw badUsage(
      'These runs have no edge in common that could be compared',
      `The first has ${listOf(before.genes)}; the second ${listOf(after.genes)}.`,
      'Compare runs of the same genes, named alike, with candidate regulators that both have.',
    );
  const modules = compareModules(first.result.modules, second.result.modules, shared);
  return {
    first: inShort(one),
    second: inShort(other),
    sameData: first.dataset.fingerprint === second.dataset.fingerprint,
    genes: {
      shared: shared.first.length,
      onlyFirst: before.genes.filter((_, gene) => !shared.first.includes(gene)),
      onlySecond: after.genes.filter((_, gene) => !shared.second.includes(gene)),
    },
    edges: count,
    ...compared,
    modules: {
      ...modules,
      matched: modules.matched.map((match) => ({
        ...match,
        first: moduleName(first, match.first),
        second: moduleName(second, match.second),
      })),
    },
    settings: differingSettings(first, second),
  };
}

function inShort({ path, run: { dataset, result } }: OpenedRun): RunInShort {
  return {
    run: path,
    data: dataset.name,
    fingerprint: dataset.fingerprint,
    genes: dataset.genes.length,
    pairs: countPairs(result.network),
    finding: findingTitle(result),
    heldOutError: result.heldOut?.shrunkError ?? null,
    crossValidatedError: result.crossValidation?.shrunkError ?? null,
    kappa: result.crossValidation?.kappa ?? null,
  };
}

/** As a person called it, else M1, M2, … */
function moduleName({ result, view }: FinishedRun, module: number): string {
  return view.moduleNames[module] ?? result.modules[module]?.name ?? '';
}

/** What two runs were asked for differently, so that a difference of their networks is not taken for one of biology. */

interface DifferingSetting {
  /** A training setting by its name in config.json, or what of the data was chosen. */
  readonly name: string;
  readonly first: unknown;
  readonly second: unknown;
}

/** In a fixed order; empty where both were asked for the same. */
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
