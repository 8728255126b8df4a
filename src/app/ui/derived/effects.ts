/** The predicted responders of the sliders, and the measured perturbation that matches them. */
import { useMemo } from 'react';
import type { Condition } from '../../../dataset/dataset';
import { removesActivity } from '../../../dataset/mapping';
import { type Dosed, valueOf } from '../../../dynamics/doses';
import { isPredicted, type Loadings } from '../../../dynamics/loadings';
import { foldChange } from '../../../dynamics/predict';
import type { Comparison } from '../../../inference/run/result';
import type { Edge } from '../../../network/network';
import type { SliderPrediction, ViewDocument } from '../../session/state';
import { useRun } from '../../session/stores';

export interface Responder {
  readonly gene: number;
  readonly log2: number;
  readonly interval: readonly [number, number];
}

interface Responders {
  readonly direct: readonly Responder[];
  readonly downstream: readonly Responder[];
}

/** Largest effect first, without perturbed genes: their targets among the shown edges, and downstream genes. */
export function respondersOf(
  effect: { readonly log2FoldChange: Float32Array; readonly low: Float32Array; readonly high: Float32Array },
  changed: readonly number[],
  shownEdges: readonly Edge[],
  limit: number,
): Responders {
  const targets = new Set(
    shownEdges.filter((edge) => changed.includes(edge.source)).map((edge) => edge.target),
  );
  const responders = Array.from(effect.log2FoldChange, (log2, gene): Responder => {
    return { gene, log2, interval: [effect.low[gene] ?? log2, effect.high[gene] ?? log2] };
  })
    .filter(({ gene }) => !changed.includes(gene))
    .toSorted((a, b) => Math.abs(b.log2) - Math.abs(a.log2))
    .slice(0, limit);
  return {
    direct: responders.filter(({ gene }) => targets.has(gene)),
    downstream: responders.filter(({ gene }) => !targets.has(gene)),
  };
}

const MAX_OUTSIDE = 8;

/**
 * Genes outside the network, as indices: without a search those that modules predict, the largest change first, else those whose
 * name begins with it, then those that contain it.
 */
export function outsideRows(
  loadings: Pick<Loadings, 'genes' | 'error'>,
  log2FoldChange: Float32Array,
  search: string,
): readonly number[] {
  const typed = search.trim().toLowerCase();
  const all = [...loadings.genes.keys()];
  const sizeOf = (gene: number) => Math.abs(log2FoldChange[gene] ?? 0);
  const placeOf = (gene: number) => loadings.genes[gene]?.toLowerCase().indexOf(typed) ?? -1;
  const found =
    typed === ''
      ? all
          .filter((gene) => isPredicted(loadings, gene) && sizeOf(gene) > 0)
          .toSorted((a, b) => sizeOf(b) - sizeOf(a))
      : all
          .filter((gene) => placeOf(gene) >= 0)
          .toSorted((a, b) => Number(placeOf(a) > 0) - Number(placeOf(b) > 0) || a - b);
  return found.slice(0, MAX_OUTSIDE);
}

export interface MeasuredMatch {
  readonly comparison: Comparison;
  /** Exactly the same genes are perturbed. */
  readonly exact: boolean;
  /** No gene that the screen knocked out is only lowered on the sliders. */
  readonly sameStrength: boolean;
}

/** Positions of sliders this close are one dose. */
const SAME_VALUE = 0.02;

/**
 * The measured perturbation that matches the sliders: the same genes (exact), else a part of them. Raised genes match
 * overexpression only, lowered ones knockout only; of several doses the nearest one counts.
 */
export function measuredFor(
  comparisons: readonly Comparison[],
  conditions: readonly Condition[],
  sliders: ViewDocument['sliders'],
  time: number | null,
  model: Dosed | null = null,
): MeasuredMatch | null {
  const moved = sliders.filter(({ value }) => value !== 1);
  const byLabel = new Map(conditions.map(({ label, interventions }) => [label, interventions]));
  const interventionsOf = (label: string) => byLabel.get(label) ?? [];
  /** How far sliders are from the doses; 0 for what has none. */
  const distance = ({ label }: Comparison) =>
    interventionsOf(label).reduce((most, one) => {
      const value = model && valueOf(model, one);
      const slider = moved.find(({ gene }) => gene === one.gene);
      return value === null || !slider ? most : Math.max(most, Math.abs(slider.value - value));
    }, 0);
  const fits = ({ label, targets }: Comparison) => {
    return (
      targets.length > 0 &&
      targets.every((target) => {
        const slider = moved.find(({ gene }) => gene === target);
        const kind = interventionsOf(label).find(({ gene }) => gene === target)?.kind;
        return slider !== undefined && (kind === 'overexpression') === slider.value > 1;
      })
    );
  };
  // Without a chosen time the last time point counts: the sliders predict that one.
  const comparison = comparisons
    .filter(fits)
    .filter((one) => time === null || one.time === time)
    .toSorted(
      (a, b) =>
        b.targets.length - a.targets.length ||
        (b.time ?? 0) - (a.time ?? 0) ||
        distance(a) - distance(b) ||
        unseen.indexOf(a.role) - unseen.indexOf(b.role),
    )[0];
  if (!comparison) return null;
  const knockedOut = interventionsOf(comparison.label).filter(
    (one) => removesActivity(one.kind) && (model === null || valueOf(model, one) === null),
  );
  return {
    comparison,
    exact: comparison.targets.length === moved.length,
    sameStrength:
      distance(comparison) < SAME_VALUE &&
      moved.every(({ gene, value }) => value === 0 || !knockedOut.some((one) => one.gene === gene)),
  };
}

/** Predictions that used least of the measurement first. */
const unseen: readonly Comparison['role'][] = ['held-out', 'cross-validated', 'training'];

/** The measurement of exactly the perturbation that was predicted; null where there is none. */
export function exactMatch(
  comparisons: readonly Comparison[],
  conditions: readonly Condition[],
  predicted: SliderPrediction | null,
  model: Dosed | null = null,
): Comparison | null {
  const match = predicted && measuredFor(comparisons, conditions, predicted.sliders, predicted.time, model);
  return match?.exact && match.sameStrength ? match.comparison : null;
}

export function useMeasuredMatch(predicted: SliderPrediction | null): Comparison | null {
  const comparisons = useRun((run) => run.result?.comparisons);
  const conditions = useRun((run) => run.dataset?.conditions);
  const model = useRun((run) => run.result?.model ?? null);
  return useMemo(
    () => (comparisons && conditions ? exactMatch(comparisons, conditions, predicted, model) : null),
    [comparisons, predicted, conditions, model],
  );
}

/** [G] log2 fold change measured for exactly the predicted perturbation; null where there is none. */
export function useMeasuredFold(predicted: SliderPrediction | null): Float32Array | null {
  const model = useRun((run) => run.result?.model);
  const match = useMeasuredMatch(predicted);
  return useMemo(() => (model && match ? foldChange(model, match.measured) : null), [model, match]);
}
