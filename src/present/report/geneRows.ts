/** The genes of one perturbation as its card lists them: change, 95 % interval and q, or without replicates the change beside the spread of samples. */
import { isRatio } from '../../dataset/mapping';
import type { GeneChanges } from '../../effects/changes';
import type { MeasuredEffects } from '../../effects/measure';
import { nearStudentQuantile } from '../../numerics/distributions';
import type { SharedGene } from '../../share/effectsSnapshot';

type Screen = Pick<MeasuredEffects, 'isTested' | 'values'>;
type Changes = Pick<GeneChanges, 'log2' | 'error' | 'freedom' | 'p' | 'q' | 'own'>;

/** Genes listed where nothing can be tested, and where no change was found. */
const [MOST_UNTESTED, NEAREST] = [40, 10];

/** The changed genes, the surest first; without replicates those of the largest change beside their spread. @param rate false discovery rate */
export function changedRows(changes: Changes, screen: Screen, rate: number): readonly SharedGene[] {
  const { log2, error, p, q } = changes;
  const all = Array.from(log2.keys()).filter((gene) => (error[gene] as number) > 0);
  const beyond = (gene: number) => Math.abs(log2[gene] as number) / (error[gene] as number);
  const places = screen.isTested
    ? all.filter((gene) => (q[gene] as number) < rate).toSorted((a, b) => (p[a] as number) - (p[b] as number))
    : all.toSorted((a, b) => beyond(b) - beyond(a)).slice(0, MOST_UNTESTED);
  return places.map((gene) => rowOf(changes, screen, gene));
}

/** The tested genes closest to a change, the surest first. */
export function nearestRows(changes: Changes, screen: Screen): readonly SharedGene[] {
  const { error, p } = changes;
  return Array.from(p.keys())
    .filter((gene) => (error[gene] as number) > 0 && Number.isFinite(p[gene]))
    .toSorted((a, b) => (p[a] as number) - (p[b] as number))
    .slice(0, NEAREST)
    .map((gene) => rowOf(changes, screen, gene));
}

function rowOf(changes: Changes, { isTested, values }: Screen, gene: number): SharedGene {
  const log2 = changes.log2[gene] as number;
  const error = changes.error[gene] as number;
  const q = changes.q[gene] as number;
  const half = isTested ? error * nearStudentQuantile(0.025, changes.freedom[gene] as number) : NaN;
  return {
    gene,
    isOwn: changes.own[gene] === 1,
    log2,
    test: isTested ? { ...intervalOf(log2, half, isRatio(values)), q } : null,
    spreads: isTested ? 0 : Math.abs(log2) / error,
  };
}

/** The interval is symmetric on the scale of the test: of folds, or of logarithms where values are ratios. */
function intervalOf(log2: number, half: number, isOfRatios: boolean) {
  if (isOfRatios) return { low: log2 - half, high: log2 + half };
  const share = half * Math.LN2;
  return { low: log2 + Math.log2(Math.max(0, 1 - share)), high: log2 + Math.log2(1 + share) };
}
