/** A frame of a time-lapse as the edges and modules of a scene, for the canvas and for exported pictures. */
import { beatsNoChange } from '../../evaluation/predictions/predictionError';
import { compareModules } from '../../network/compareNetworks';
import type { Module, Network } from '../../network/network';
import { isStable, isStableIn } from '../../network/stability';
import type { TimeLapse, TimeLapseFrame } from '../../share/timeLapse';
import type { DrawnEdge } from './scene';

/** The strongest edges of a frame, as the network was drawn then; with at least `minimumStability`. */
export function edgesOfFrame(
  { pairs, weights, agreement }: TimeLapseFrame,
  { genes, regulators }: Pick<Network, 'genes' | 'regulators'>,
  { edgeBudget, minimumStability }: { readonly edgeBudget: number; readonly minimumStability: number },
): DrawnEdge[] {
  const largest = Math.abs(weights[0] ?? 0) || 1;
  return Array.from(pairs.subarray(0, edgeBudget), (pair, i) => {
    const [weight, stability] = [weights[i] ?? 0, agreement[i] ?? 1];
    return {
      source: regulators[Math.floor(pair / genes.length)] ?? 0,
      target: pair % genes.length,
      weight,
      strength: Math.abs(weight) / largest,
      stability,
      unstable: !isStable(stability),
    };
  }).filter(({ stability }) => isStableIn(stability, minimumStability));
}

/**
 * The modules of a frame, each at the index of the module of the present network that it overlaps most, so that colours and names stay.
 * A module without a partner comes after them; a present module that the frame has not is empty. `genes`: their number.
 */
export function modulesOfFrame(
  lapse: TimeLapse,
  frame: TimeLapseFrame,
  present: readonly Module[],
  genes: number,
): readonly Module[] {
  const found = (frame.modules === null ? undefined : lapse.modules[frame.modules]) ?? [];
  if (found.length === 0) return [];
  const all = Array.from({ length: genes }, (_, gene) => gene);
  const { matched } = compareModules(found, present, { first: all, second: all });
  const partners = new Map(matched.map(({ first, second }) => [first, second]));
  const aligned = present.map((module): Module => ({ ...module, genes: [], regulators: [] }));
  for (const [own, module] of found.entries()) {
    const index = partners.get(own) ?? aligned.length;
    aligned[index] = { ...module, name: present[index]?.name ?? `M${index + 1}` };
  }
  return aligned;
}

/** Warning while a network is learned; null: none. `error`: cross-validated, over no change. */
export function learningDoubt(error: number | null): string | null {
  return error !== null && !beatsNoChange(error) ? 'Not better than “no change” yet' : null;
}

/** How many of the network's strongest edges, as many as are drawn, were among the strongest of a frame; and of how many. */
export function sharedWithFrame(
  frame: TimeLapseFrame,
  strongest: Int32Array,
): { readonly shared: number; readonly of: number } {
  const own = new Set(frame.pairs.subarray(0, strongest.length));
  return { shared: strongest.filter((pair) => own.has(pair)).length, of: strongest.length };
}
