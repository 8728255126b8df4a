/** What effects in a link say of the genes of its network: changed ones only, since others are not carried. */
import { useMemo } from 'react';
import type { ToldEffects } from '../../../inference/run/result';
import type { Dataset } from '../../../dataset/dataset';
import type { MeasuredResponse } from '../../../present/figure/scene';
import type { EffectsSnapshot, SharedPerturbation } from '../../../share/effectsSnapshot';
import { shortFingerprint } from '../../../share/snapshot';
import { useEffects, useRun } from '../../session/stores';

/** Changed genes alone: others are NaN. */
interface CarriedTable extends ToldEffects {
  readonly genes: number;
  /** By label the one gene of the network that is perturbed. */
  readonly targetOf: ReadonlyMap<string, number>;
}

/** null on a run without the effects of its data. */
export function useCarriedTable(): CarriedTable | null {
  const dataset = useRun((run) => run.dataset);
  const shared = useEffects((state) => state.shared);
  return useMemo(() => shared && dataset && carriedTable(shared, dataset), [shared, dataset]);
}

/** null where they are of other data, or could not be tested. */
export function carriedTable(
  { perturbations, genes, isTested, fingerprint }: EffectsSnapshot,
  { genes: names, timeUnit, ...dataset }: Pick<Dataset, 'genes' | 'timeUnit' | 'fingerprint'>,
): CarriedTable | null {
  if (!isTested || fingerprint !== shortFingerprint(dataset.fingerprint)) return null;
  const geneOf = new Map(names.map((name, gene) => [name, gene]));
  // The control has the first place.
  const length = (perturbations.length + 1) * names.length;
  const log2 = new Float32Array(length).fill(NaN);
  const q = new Float64Array(length).fill(NaN);
  const targetOf = new Map<string, number>();
  for (const [place, one] of perturbations.entries()) {
    const own = geneOf.get(targetNamed(one, genes, timeUnit));
    if (own !== undefined) targetOf.set(one.label, own);
    for (const { gene, test, log2: change } of one.changed) {
      const at = (place + 1) * names.length + (geneOf.get(genes[gene] ?? '') ?? NaN);
      if (Number.isNaN(at) || test === null) continue;
      log2[at] = change;
      q[at] = test.q;
    }
  }
  return { labels: ['', ...perturbations.map(({ label }) => label)], log2, q, genes: names.length, targetOf };
}

/** Its own target, where that is one and changes; else the gene after which it is named. */
function targetNamed(
  { label, own, changed }: SharedPerturbation,
  genes: readonly string[],
  timeUnit: string,
): string {
  const target = own === null ? undefined : changed.find(({ isOwn }) => isOwn);
  if (target) return genes[target.gene] ?? '';
  const [name = '', time = ''] = label.split(' at ');
  const isTime =
    timeUnit === '' ? time !== '' && Number.isFinite(Number(time)) : time.endsWith(` ${timeUnit}`);
  return isTime ? name : label;
}

export interface CarriedChange {
  readonly label: string;
  readonly log2: number;
  readonly q: number;
  /** The gene that is perturbed, if it is one of the network. */
  readonly source: number | null;
}

/** Changes of a gene by perturbation, the surest first. */
export function carriedChanges(
  { labels, log2, q, genes, targetOf }: CarriedTable,
  gene: number,
): readonly CarriedChange[] {
  return labels
    .map((label, place) => {
      const at = place * genes + gene;
      return { label, log2: log2[at] ?? NaN, q: q[at] ?? NaN, source: targetOf.get(label) ?? null };
    })
    .filter((one) => Number.isFinite(one.q))
    .toSorted((a, b) => a.q - b.q);
}

/** Responses to the perturbations of one gene of the network, the surest first; of several of a gene the surest counts. */
export function carriedResponses(table: CarriedTable): readonly MeasuredResponse[] {
  const all = Array.from({ length: table.genes }, (_, target) =>
    carriedChanges(table, target).flatMap(({ source, q }): readonly MeasuredResponse[] =>
      source === null || source === target
        ? []
        : [{ source, target, kind: 'measured', size: -Math.log10(Math.max(q, Number.MIN_VALUE)) }],
    ),
  ).flat();
  const kept = new Map<string, MeasuredResponse>();
  for (const one of all.toSorted((a, b) => b.size - a.size)) {
    const ends = `${one.source}>${one.target}`;
    if (!kept.has(ends)) kept.set(ends, one);
  }
  return [...kept.values()];
}
