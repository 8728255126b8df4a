/**
 * Whether genes outside the model respond to perturbations as modules predict, or no more than by chance (docs/method.md, "Genes outside the
 * network"): a permutation test.
 */
import { innerProducts } from '../../numerics/dense/products';
import { Random } from '../../numerics/random';
import { errorForms, type Block, type Fold, type Measured } from './loadingErrors';

const PERMUTATIONS = 399;
const SEED = 1;
/** Relative; permutations that exchange nothing differ by the order of their sums. */
const ROUNDING = 1e-9;

/**
 * One-sided p of the least squared error of all penalties, perturbations left out in turn, beside those with the measured changes of
 * perturbations exchanged. What all perturbations share, a common response or the sampling error of their controls, is the same after an
 * exchange and does not count. An error of all genes is Σ form · inner products of rows, and only the latter are exchanged (as in Mantel 1967,
 * Cancer Res. 27:209).
 */
export function chanceOf(
  measured: Measured,
  folds: readonly Fold[],
  blocks: (use: (block: Block) => void) => void,
): number {
  const rows = measured.perturbation.length;
  const inner = new Float64Array(rows * rows);
  blocks(({ changes, variance }) => {
    innerProducts(changes, changes, variance.length).forEach((sum, at) => {
      inner[at] = (inner[at] as number) + sum;
    });
  });
  const orders = permutationsOf(measured);
  const least = new Float64Array(orders.length).fill(Infinity);
  for (const form of errorForms(measured, folds))
    orders.forEach((order, at) => {
      least[at] = Math.min(least[at] as number, exchanged(form, inner, order));
    });
  const [own = Infinity] = least;
  return least.filter((error) => error <= own * (1 + ROUNDING)).length / least.length;
}

/** Σ form[i, j] · inner[order i, order j], both symmetric. */
function exchanged(form: Float64Array, inner: Float64Array, order: Int32Array): number {
  const rows = order.length;
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const [line, from] = [i * rows, (order[i] as number) * rows];
    let before = 0;
    for (let j = 0; j < i; j++)
      before += (form[line + j] as number) * (inner[from + (order[j] as number)] as number);
    total += 2 * before + (form[line + i] as number) * (inner[from + (order[i] as number)] as number);
  }
  return total;
}

/** Orders [rows] that exchange perturbations with rows of the same kinds; the first exchanges none. */
function permutationsOf({ perturbation, perturbations, kinds }: Measured): readonly Int32Array[] {
  const all = [...new Set(kinds)];
  const kind = kinds.map((one) => all.indexOf(one));
  const byKind = [...kinds.keys()].toSorted((a, b) => (kind[a] as number) - (kind[b] as number));
  const rowsOf = Array.from({ length: perturbations }, (_, p) =>
    byKind.filter((row) => perturbation[row] === p),
  );
  const kindsOf = rowsOf.map((own) => JSON.stringify(own.map((row) => kind[row])));
  const alike = [...new Set(kindsOf)].map((one) => rowsOf.filter((_, p) => kindsOf[p] === one));
  const random = new Random(SEED);
  return Array.from({ length: PERMUTATIONS + 1 }, (_, at) => {
    const order = Int32Array.from(kinds.keys());
    if (at > 0)
      for (const group of alike) {
        const drawn = random.permutation(group.length);
        group.forEach((own, place) => {
          const other = group[drawn[place] as number] as readonly number[];
          own.forEach((row, k) => {
            order[row] = other[k] as number;
          });
        });
      }
    return order;
  });
}
