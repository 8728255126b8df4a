/** Gene sets enriched in the parts of a run: its modules, the targets of each regulator, or the responders of each perturbation. */
import { MIN_RESPONSE, predictEnd } from '../../dynamics/predict';
import {
  type Enriched,
  type KnownSet,
  overRepresented,
  setsAmong,
  shiftedSets,
} from '../../network/enrichment';
import { safeName } from '../../network/formats/edgeLists';
import type { GeneSet } from '../../network/formats/geneSets';
import type { FinishedRun } from '../finishedRun';
import { edgesOfChoice } from './networkExport';

export const enrichedParts = ['modules', 'targets', 'responders'] as const;
export type EnrichedPart = (typeof enrichedParts)[number];

export interface EnrichedRow extends Enriched {
  /** Module, regulator or perturbed gene. */
  readonly group: string;
}

type Run = Pick<FinishedRun, 'dataset' | 'result' | 'view'>;

/**
 * Sets with at least one member in the group, group by group, smallest p first. Modules and targets of the drawn edges (`top`: of that many):
 * over-representation; responders: rank test of the predicted log2 fold changes. A regulator or perturbed gene is not in its own universe.
 */
export function enrichmentOf(
  run: Run,
  sets: readonly GeneSet[],
  part: EnrichedPart,
  top: number | null = null,
): readonly EnrichedRow[] {
  const { genes } = run.dataset;
  const known = setsAmong(genes, sets);
  const others = (gene: number | null) => new Set([...genes.keys()].filter((one) => one !== gene));
  return groupsOf(run, part, top).flatMap(({ name, own, test }) =>
    test(known, others(own))
      .filter(({ overlap }) => overlap > 0)
      .map((one) => ({ group: name, ...one })),
  );
}

interface Group {
  readonly name: string;
  readonly own: number | null;
  readonly test: (sets: readonly KnownSet[], universe: ReadonlySet<number>) => readonly Enriched[];
}

/** Tests whether sets occur among these genes. */
function overIn(members: readonly number[]): Group['test'] {
  return (sets, universe) => overRepresented(members, sets, universe);
}

function groupsOf({ dataset, result, view }: Run, part: EnrichedPart, top: number | null): readonly Group[] {
  const nameOf = (gene: number) => dataset.genes[gene] ?? '';
  switch (part) {
    case 'modules':
      return result.modules.map(({ name, genes }) => ({ name, own: null, test: overIn(genes) }));
    case 'targets': {
      const { edgeBudget, minimumStability } = view;
      const edges = edgesOfChoice(result.network, { top: top ?? edgeBudget, minimumStability });
      const targets = new Map<number, number[]>();
      for (const { source, target, weight } of edges)
        if (weight !== 0) targets.set(source, [...(targets.get(source) ?? []), target]);
      return [...targets].map(([own, members]) => ({ name: nameOf(own), own, test: overIn(members) }));
    }
    case 'responders': {
      const perturbed = new Map<number, 0 | 2>();
      for (const { interventions } of dataset.conditions) {
        const [one, ...more] = interventions;
        if (one && more.length === 0) perturbed.set(one.gene, one.kind === 'overexpression' ? 2 : 0);
      }
      return [...perturbed].map(([own, value]) => ({
        name: nameOf(own),
        own,
        test: (sets, universe) => {
          const { log2FoldChange } = predictEnd(result.model, [{ gene: own, value }], null);
          const responds = (gene: number) => Math.abs(log2FoldChange[gene] ?? 0) >= MIN_RESPONSE;
          return shiftedSets(log2FoldChange, responds, sets, universe);
        },
      }));
    }
    default:
      return part satisfies never;
  }
}

/** Tab-separated; p and q with four significant digits. */
export function enrichmentTable(rows: readonly EnrichedRow[]): string {
  const lines = rows.map(({ group, set, overlap, size, universe, p, q }) =>
    [safeName(group), safeName(set), overlap, size, universe, p.toPrecision(4), q.toPrecision(4)].join('\t'),
  );
  return `${['group\tset\toverlap\tsize\tuniverse\tp\tq', ...lines].join('\n')}\n`;
}
