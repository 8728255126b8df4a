/** Gene sets enriched in the parts of a run: its modules, the targets of each regulator, or the responders of each perturbation. */
import type { Dataset } from '../../dataset/dataset';
import { isPredicted, type Loadings, predictOutside } from '../../dynamics/loadings';
import { type Change, MIN_RESPONSE, perturbationName, predictEnd } from '../../dynamics/predict';
import type { FitResult } from '../../inference/run/result';
import {
  type Enriched,
  type KnownSet,
  overRepresented,
  shiftedSets,
  type Tested,
} from '../../network/enrichment';
import { safeName } from '../../network/formats/edgeLists';
import type { ViewDocument } from '../view';
import { edgesOfChoice } from './networkExport';

export const enrichedParts = ['modules', 'targets', 'responders'] as const;
export type EnrichedPart = (typeof enrichedParts)[number];

/** Smallest set on the page, and in the terminal unless asked: smaller ones can name nothing and cost power. */
export const MIN_SET_SIZE = 3;

export interface EnrichedRow extends Enriched {
  /** Module, regulator or perturbation. */
  readonly group: string;
}

/** What of a run is tested; plain, structured-clonable data without cells. */
export interface EnrichableRun {
  readonly dataset: Pick<Dataset, 'genes' | 'conditions'>;
  readonly result: Pick<FitResult, 'modules' | 'network' | 'model' | 'loadings'>;
  readonly view: Pick<ViewDocument, 'edgeBudget' | 'minimumStability'>;
}

export interface EnrichmentChoice {
  readonly of: EnrichedPart;
  /** Number of strongest edges that give the targets; null: those drawn. */
  readonly top: number | null;
  /** Smallest number of tested genes of a set. */
  readonly minSize: number;
  /** The perturbation whose responders are tested; null: each gene that was perturbed alone. */
  readonly perturbation: Perturbation | null;
}

export interface Perturbation {
  readonly changes: readonly Change[];
  /** [G] */
  readonly log2FoldChange: ArrayLike<number>;
  /** [U] of the genes outside the network, where the run has loadings. */
  readonly outside?: ArrayLike<number>;
}

/**
 * Genes by their index in sets: those of the network, then those outside it that modules predict, which are tested among the responders
 * only.
 */
export function testedGenes({ dataset, result }: TestedRun): readonly string[] {
  const { loadings } = result;
  return loadings ? [...dataset.genes, ...predictedOf(loadings, loadings.genes)] : dataset.genes;
}

export interface TestedRun {
  readonly dataset: Pick<Dataset, 'genes'>;
  readonly result: Pick<FitResult, 'loadings'>;
}

/** Of those outside the network, what belongs to genes that modules predict. */
function predictedOf<Value>(loadings: Loadings, values: ArrayLike<Value>): readonly Value[] {
  return Array.from(values).filter((_, gene) => isPredicted(loadings, gene));
}

/**
 * Sets with at least one member in the group, group by group, smallest p first. Modules and targets: over-representation; responders: rank-sum
 * test of the predicted log2 fold changes, of genes outside the network too where modules predict them. A regulator or perturbed gene is not in its own universe.
 */
export function enrichmentOf(
  run: EnrichableRun,
  sets: readonly KnownSet[],
  choice: EnrichmentChoice,
): readonly EnrichedRow[] {
  const genes = choice.of === 'responders' ? testedGenes(run) : run.dataset.genes;
  const universeWithout = (own: readonly number[]) =>
    new Set([...genes.keys()].filter((gene) => !own.includes(gene)));
  return groupsOf(run, choice).flatMap(({ name, own, test }) =>
    test({ sets, universe: universeWithout(own), minSize: choice.minSize })
      .filter(({ overlap }) => overlap > 0)
      .map((one) => ({ group: name, ...one })),
  );
}

interface Group {
  readonly name: string;
  /** Genes that are no part of its universe. */
  readonly own: readonly number[];
  readonly test: (tested: Tested) => readonly Enriched[];
}

function groupsOf(run: EnrichableRun, choice: EnrichmentChoice): readonly Group[] {
  const { dataset, result } = run;
  const nameOf = (gene: number) => dataset.genes[gene] ?? '';
  switch (choice.of) {
    case 'modules':
      return result.modules.map(({ name, genes }) => ({
        name,
        own: [],
        test: (tested) => overRepresented(genes, tested),
      }));
    case 'targets':
      return [...targetsOf(run, choice.top)].map(([own, targets]) => ({
        name: nameOf(own),
        own: [own],
        test: (tested) => overRepresented(targets, tested),
      }));
    case 'responders': {
      const { perturbation } = choice;
      if (perturbation)
        return [responders(perturbationName(dataset.genes, perturbation.changes), perturbation, result)];
      return perturbedAlone(dataset).map((change) =>
        responders(nameOf(change.gene), predictedPerturbation(result, [change]), result),
      );
    }
    default:
      return choice.of satisfies never;
  }
}

/** At the model's horizon. */
export function predictedPerturbation(
  { model, loadings }: Pick<FitResult, 'model' | 'loadings'>,
  changes: readonly Change[],
): Perturbation {
  const end = predictEnd(model, changes, null);
  const outside = loadings && predictOutside(model, loadings, changes, end).log2FoldChange;
  return { changes, log2FoldChange: end.log2FoldChange, ...(outside && { outside }) };
}

function responders(
  name: string,
  { changes, log2FoldChange: modelled, outside }: Perturbation,
  { loadings }: Pick<FitResult, 'loadings'>,
): Group {
  const log2FoldChange =
    loadings && outside ? [...Array.from(modelled), ...predictedOf(loadings, outside)] : modelled;
  const responds = (gene: number) => Math.abs(log2FoldChange[gene] ?? 0) >= MIN_RESPONSE;
  return {
    name,
    own: changes.map(({ gene }) => gene),
    test: (tested) => shiftedSets(log2FoldChange, responds, tested),
  };
}

/** Targets of each regulator, in the order of their strongest edges. */
function targetsOf({ result, view }: EnrichableRun, top: number | null): ReadonlyMap<number, number[]> {
  const { edgeBudget, minimumStability } = view;
  const targets = new Map<number, number[]>();
  for (const { source, target, weight } of edgesOfChoice(result.network, {
    top: top ?? edgeBudget,
    minimumStability,
  }))
    if (weight !== 0) targets.set(source, [...(targets.get(source) ?? []), target]);
  return targets;
}

/** Each gene that was perturbed alone, knocked out or doubled. */
function perturbedAlone({ conditions }: Pick<Dataset, 'conditions'>): readonly Change[] {
  const perturbed = new Map<number, 0 | 2>();
  for (const { interventions } of conditions) {
    const [one, ...more] = interventions;
    if (one && more.length === 0) perturbed.set(one.gene, one.kind === 'overexpression' ? 2 : 0);
  }
  return [...perturbed].map(([gene, value]) => ({ gene, value }));
}

/** Tab-separated; p and q with four significant digits. */
export function enrichmentTable(rows: readonly EnrichedRow[]): string {
  const lines = rows.map(({ group, set, overlap, size, universe, p, q }) =>
    [safeName(group), safeName(set), overlap, size, universe, p.toPrecision(4), q.toPrecision(4)].join('\t'),
  );
  return `${['group\tset\toverlap\tsize\tuniverse\tp\tq', ...lines].join('\n')}\n`;
}
