/** What of a problem is put into GPU buffers once, as the kernels read it. */
import type { Query } from '../device';
import type { Problem } from '../../problem';

/** No strength is learned here. */
const NONE = -1;

/** [K × G] of (keep, clamp, learned strength or −1, factor of it, or the shift itself where there is none). */
function interventionsOf({ shape, perturbations, keep, clamp, shifts }: Problem): Float32Array<ArrayBuffer> {
  const { genes } = shape;
  const values = new Float32Array(4 * perturbations * genes);
  for (let i = 0; i < perturbations * genes; i++)
    values.set([keep[i] as number, clamp[i] as number, NONE, 0], 4 * i);
  for (const { perturbation, gene, delta } of shifts) {
    const at = 4 * (perturbation * genes + gene);
    values[at + 2] = delta;
    values[at + 3] = (values[at + 3] as number) + 1;
  }
  return values;
}

/** As interventionsOf, of rows whose shifts are known. */
export function interventionsOfQuery({ keep, clamp, shift }: Query): Float32Array<ArrayBuffer> {
  const values = new Float32Array(4 * keep.length);
  for (let i = 0; i < keep.length; i++)
    values.set([keep[i] as number, clamp[i] as number, NONE, shift[i] as number], 4 * i);
  return values;
}

/** [R] gene of each regulator, [G] regulator of each gene or −1, [D] gene of each learned strength. */
function geneTable({ shape, regulators, shifts }: Problem): Int32Array<ArrayBuffer> {
  const values = new Int32Array(shape.regulators + shape.genes + shape.deltas);
  values.set(regulators);
  values.fill(NONE, shape.regulators, shape.regulators + shape.genes);
  regulators.forEach((gene, r) => {
    values[shape.regulators + gene] = r;
  });
  for (const { gene, delta } of shifts) values[shape.regulators + shape.genes + delta] = gene;
  return values;
}

/** [endpoints × G] of (D, weight). */
function observedMeans({ target, weight }: Problem): Float32Array<ArrayBuffer> {
  const values = new Float32Array(2 * target.length);
  target.forEach((value, i) => values.set([value, weight[i] as number], 2 * i));
  return values;
}

/** Everything by the name of its buffer. */
export function constantsOf(problem: Problem): ReadonlyMap<string, Float32Array | Int32Array> {
  const { shape, clouds } = problem;
  return new Map<string, Float32Array | Int32Array>([
    ['interventions', interventionsOf(problem)],
    ['genes', geneTable(problem)],
    ['starts', clouds ? clouds.start : new Float32Array(shape.genes)],
    ['observed', clouds ? new Float32Array() : observedMeans(problem)],
    ['cells', problem.cells],
    ['cellMask', problem.cellMask],
  ]);
}
