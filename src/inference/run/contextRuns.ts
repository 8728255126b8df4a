/** The runs of a screen with contexts, in the one order in which terminal, library and page make them (docs/method.md, "Networks of contexts"). */
import { type ContextPlan, type ContextSize, genesOfCommon } from '../../dataset/contextSizes';
import type { Dataset } from '../../dataset/dataset';
import type { TruthEdge } from '../../dataset/knowledge';
import type { Mapping } from '../../dataset/mapping';
import type { ContextDifferences } from '../../network/networkDifferences';
import { sharedEdges } from '../../network/sharedEdges';
import { compareContexts } from './contextComparison';
import type { FitResult } from './result';

/** Which run of how many. */
export interface ContextRunPlace {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

/** A run to learn. */
export interface ContextRunAsked extends ContextRunPlace {
  /** null: the cells of all contexts, which give the genes and regulators of the other runs. */
  readonly context: ContextSize | null;
  /** Edges of the other contexts, a known network whose strength cross-validation chooses; null: a run by itself, of a context with measured confidence. */
  readonly known: readonly TruthEdge[] | null;
  /** Parts of the mapping that it is read with. */
  readonly mapping: Partial<Mapping>;
}

interface Learned {
  readonly dataset: Dataset;
  readonly result: FitResult;
}

export interface ContextRuns<Run> {
  readonly common: Run;
  /** In the order of the plan. */
  readonly contexts: readonly { readonly size: ContextSize; readonly alone: Run; readonly learned: Run }[];
  /** Of every two contexts, by their runs alone. */
  readonly differences: readonly ContextDifferences[];
}

/** How many runs a plan is. */
export const runsOf = ({ chosen }: Pick<ContextPlan, 'chosen'>) => 1 + 2 * chosen.length;

/** Learns one run after another. @param learn makes a run; what it throws ends the rest */
export async function contextRuns<Run extends Learned>(
  plan: Pick<ContextPlan, 'column' | 'batchColumn' | 'chosen'>,
  learn: (asked: ContextRunAsked) => Promise<Run>,
): Promise<ContextRuns<Run>> {
  const { column: contextColumn, batchColumn, chosen } = plan;
  const of = runsOf(plan);
  const common = await learn({
    number: 1,
    of,
    context: null,
    known: null,
    mapping: { contextColumn, batchColumn },
  });
  const shared = {
    contextColumn,
    ...genesOfCommon(common.dataset),
    ...(batchColumn !== contextColumn && { batchColumn }),
  };
  const runOf = (number: number, context: ContextSize, known: ContextRunAsked['known']) =>
    learn({ number, of, context, known, mapping: { ...shared, context: context.name } });
  const alone: Run[] = [];
  for (const [at, context] of chosen.entries()) alone.push(await runOf(2 + at, context, null));
  const contexts: ContextRuns<Run>['contexts'][number][] = [];
  for (const [at, own] of alone.entries()) {
    const size = chosen[at];
    if (!size) continue;
    const known = sharedEdges(alone.toSpliced(at, 1).map(({ result }) => result.network));
    contexts.push({ size, alone: own, learned: await runOf(2 + chosen.length + at, size, known) });
  }
  const compared = contexts.map(({ size, alone: { result } }) => ({ name: size.name, result }));
  return { common, contexts, differences: compareContexts(compared) };
}
