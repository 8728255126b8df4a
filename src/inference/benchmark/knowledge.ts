/** A run beside a knowledge base: which known edges its measurements confirm, how consistent both are, and a refined base (docs/methods/aligned.md). */
import type { Dataset } from '../../dataset/dataset';
import { predictEnd } from '../../dynamics/predict';
import { baseOf, deducedClasses, type KnowledgeBase } from '../../evaluation/knowledge/base';
import {
  type ClassScores,
  classScores,
  type KnowledgeAgainstData,
  knowledgeAgainstData,
} from '../../evaluation/knowledge/consistency';
import {
  type Confirmation,
  confirmationOf,
  judgedEdges,
  type JudgedEdge,
} from '../../evaluation/knowledge/evidence';
import {
  type Predictions,
  refineBase,
  refineDefaults,
  type RefineSettings,
  type Refinement,
  refinedBase,
} from '../../evaluation/knowledge/refine';
import {
  predictedClasses,
  predictedThreshold,
  type Responses,
  responsesOf,
} from '../../evaluation/knowledge/responses';
import type { Truth } from '../../evaluation/networks/truth';
import { type Prior, priorOn } from '../../network/prior';
import { Random } from '../../numerics/random';
import { leastBiasedComparisons, placesIn } from '../run/comparisons';
import type { Comparison, FitResult } from '../run/result';

export interface RunWithKnowledge {
  readonly dataset: Pick<Dataset, 'conditions' | 'timeUnit'>;
  readonly result: Pick<FitResult, 'comparisons' | 'told' | 'model' | 'network'>;
}

export interface KnowledgeReport {
  readonly base: KnowledgeBase;
  readonly confirmation: Confirmation;
  /** Every known edge. */
  readonly judged: readonly JudgedEdge[];
  /** Over all measured perturbations. */
  readonly consistency: KnowledgeAgainstData;
  readonly refinement: Refinement;
  /** Of deductions from both bases with the data that refinement used, and with perturbations held out of training; null without those. */
  readonly agreement: Agreement;
  readonly heldOut: (Agreement & { readonly perturbations: number }) | null;
  /** Measured entries by class. */
  readonly measured: { readonly down: number; readonly none: number; readonly up: number };
  /** Of all measured perturbations. */
  readonly responses: Responses;
}

interface Agreement {
  readonly before: ClassScores;
  readonly after: ClassScores;
}

const SEED = 1;

/** Which known edges the responses of a run confirm or contradict. null without measured perturbations, or where no known edge is a possible one. */
export function confirmedByRun(
  { dataset, result }: RunWithKnowledge,
  { edges, name }: Truth,
): { readonly confirmation: Confirmation; readonly judged: readonly JudgedEdge[] } | null {
  const { genes, regulators } = result.network;
  const names = Array.from(regulators, (gene) => genes[gene] ?? '');
  const prior = priorOn(edges, name, genes, names);
  const comparisons = leastBiasedComparisons(result.comparisons);
  if (!prior.ok || comparisons.length === 0) return null;
  const responses = measuredIn({ dataset, result }, comparisons);
  return {
    confirmation: confirmationOf(prior.value, responses, new Random(SEED)),
    judged: judgedEdges(baseOf(prior.value).edges, responses),
  };
}

/** Responses in these comparisons, tested by the table of effects where the run has it. */
function measuredIn(
  { dataset: { conditions, timeUnit }, result: { model, told } }: RunWithKnowledge,
  comparisons: readonly Comparison[],
): Responses {
  const genes = model.scale.length;
  const places = told && placesIn(told, comparisons, timeUnit);
  const q =
    places &&
    Float64Array.from({ length: comparisons.length * genes }, (_, at) => {
      const place = places[Math.floor(at / genes)] as number;
      return told.q[place * genes + (at % genes)] ?? NaN;
    });
  return responsesOf(comparisons, conditions, model.scale, q);
}

/** null where the run has no measured perturbation (links have none). The prior has the genes of the network. */
export function examineKnowledge(
  { dataset, result }: RunWithKnowledge,
  prior: Prior,
  settings: RefineSettings = refineDefaults,
): KnowledgeReport | null {
  const { model, network } = result;
  const comparisons = leastBiasedComparisons(result.comparisons);
  if (comparisons.length === 0) return null;
  const base = baseOf(prior);
  const { hops } = settings;
  const of = (some: readonly Comparison[]) => measuredIn({ dataset, result }, some);
  const responses = of(comparisons);
  const confirmation = confirmationOf(prior, responses, new Random(SEED));
  const seen = comparisons.filter(({ role }) => role !== 'held-out');
  const used = of(seen);
  const threshold = predictedThreshold(
    comparisons.map(({ predicted }) => predicted),
    responses,
    model.scale,
  );
  const classesOf = (some: readonly ArrayLike<number>[]) => predictedClasses(some, model.scale, threshold);
  const refinement = refineBase(base, used, network.regulators, settings, {
    leftOut: classesOf(seen.map(({ predicted }) => predicted)),
    ...unmeasured(base, responses, result, classesOf),
  });
  const after = refinedBase(base, refinement.revisions);
  const agreement = (some: Responses): Agreement => ({
    before: deductionScores(base, some, hops),
    after: deductionScores(after, some, hops),
  });
  const unused = comparisons.filter(({ role }) => role === 'held-out');
  const count = (wanted: number) =>
    responses.classes.filter((value, at) => responses.isMeasured[at] === 1 && value === wanted).length;
  return {
    base,
    confirmation,
    judged: judgedEdges(base.edges, responses),
    consistency: knowledgeAgainstData(
      responses,
      base,
      classesOf(comparisons.map(({ predicted }) => predicted)),
      hops,
    ),
    refinement,
    agreement: agreement(used),
    heldOut: unused.length > 0 ? { ...agreement(of(unused)), perturbations: unused.length } : null,
    measured: { down: count(-1), none: count(0), up: count(1) },
    responses,
  };
}

function deductionScores(base: KnowledgeBase, responses: Responses, hops: number): ClassScores {
  const deduced = deducedClasses(
    base,
    responses.perturbations.map(({ settings }) => settings),
    hops,
  );
  return classScores(deduced, responses.classes, responses.isMeasured);
}

/** Knockouts, as the model predicts them, of regulators of the base that were never set alone. */
function unmeasured(
  base: KnowledgeBase,
  { perturbations }: Responses,
  { model }: RunWithKnowledge['result'],
  classesOf: (predicted: readonly Float32Array[]) => Int8Array,
): Pick<Predictions, 'experiments' | 'classes'> {
  const alone = new Set(
    perturbations.flatMap(({ settings }) => (settings.length === 1 ? [settings[0]?.gene] : [])),
  );
  const regulators = [...new Set(base.edges.map(({ source }) => source))].filter((gene) => !alone.has(gene));
  return {
    experiments: regulators.map((gene) => [{ gene, direction: -1 }]),
    classes: classesOf(regulators.map((gene) => predictEnd(model, [{ gene, value: 0 }], null).delta)),
  };
}
