/** Covariances of the candidates with each gene, over the training cells in which that gene was not set. */
import { subtract, type WeightedRows } from '../../numerics/linearAlgebra';
import { fastCrossProducts } from '../../numerics/dense/products';
import type { Screen } from './screen';

/** Of one gene, over the cells in which it was free; divisor: their number. */
export interface Covariance {
  readonly cells: number;
  /** [R × R] */
  readonly candidates: Float64Array;
  /** [R] of the candidates with the gene. */
  readonly response: Float64Array;
  /** Of the gene. */
  readonly variance: number;
}

/** Sums over some rows, with the candidates as predictors. */
interface Sums {
  readonly count: number;
  /** [R × R] */
  readonly gram: Float64Array;
  /** [R × responses] */
  readonly cross: Float64Array;
  /** [R] */
  readonly candidates: Float64Array;
  /** [responses] sums and sums of squares. */
  readonly responses: Float64Array;
  readonly squares: Float64Array;
}

/** Values of cells [rows × columns], of which some predict others. The first columns are the genes. */
export interface Predicting {
  readonly values: WeightedRows['values'];
  readonly columns: number;
  /** [rows] index into `targets`. */
  readonly conditionOf: Int32Array;
  /** [conditions] genes set by the experimenter. */
  readonly targets: Screen['targets'];
  /** Columns. */
  readonly predictors: Int32Array;
  readonly genes: Int32Array;
}

/** Genes that were never set share the covariances of the candidates. */
export function freeCovariances({ cells, dataset, targets }: Screen): (gene: number) => Covariance {
  return covariancesOf({
    values: cells.values,
    columns: dataset.genes.length,
    conditionOf: cells.conditionOf,
    targets,
    predictors: dataset.candidates,
    genes: Int32Array.from(dataset.genes.keys()),
  });
}

/** The same with any columns as predictors, for the genes asked for. */
export function covariancesOf(table: Predicting): (gene: number) => Covariance {
  const { values, columns, conditionOf, targets, predictors, genes } = table;
  const rows = { values, columns, weights: null };
  const everyRow = Int32Array.from(conditionOf.keys());
  const all = sumsOf(rows, everyRow, predictors, genes);
  const shared = centredCandidates(all);
  return (gene) => {
    const isSet = targets.map((set) => set.includes(gene));
    const masked = everyRow.filter((row) => isSet[conditionOf[row] as number]);
    const own = responseOf(all, genes.indexOf(gene));
    if (masked.length === 0) return { ...centredResponse(own), candidates: shared };
    const free = without(own, sumsOf(rows, masked, predictors, Int32Array.of(gene)));
    return { ...centredResponse(free), candidates: centredCandidates(free) };
  };
}

function sumsOf(rows: WeightedRows, chosen: Int32Array, candidates: Int32Array, genes: Int32Array): Sums {
  const { values, columns } = rows;
  const total = (gene: number, power: 1 | 2) =>
    chosen.reduce((sum, row) => sum + (values[row * columns + gene] as number) ** power, 0);
  return {
    count: chosen.length,
    gram: fastCrossProducts(rows, chosen, candidates, candidates),
    cross: fastCrossProducts(rows, chosen, candidates, genes),
    candidates: Float64Array.from(candidates, (gene) => total(gene, 1)),
    responses: Float64Array.from(genes, (gene) => total(gene, 1)),
    squares: Float64Array.from(genes, (gene) => total(gene, 2)),
  };
}

/** The sums of one response. */
function responseOf(sums: Sums, response: number): Sums {
  const responses = sums.responses.length;
  return {
    ...sums,
    cross: sums.candidates.map((_, r) => sums.cross[r * responses + response] as number),
    responses: sums.responses.subarray(response, response + 1),
    squares: sums.squares.subarray(response, response + 1),
  };
}

function without(all: Sums, some: Sums): Sums {
  return {
    count: all.count - some.count,
    gram: subtract(all.gram, some.gram),
    cross: subtract(all.cross, some.cross),
    candidates: subtract(all.candidates, some.candidates),
    responses: subtract(all.responses, some.responses),
    squares: subtract(all.squares, some.squares),
  };
}

function centredCandidates({ count, gram, candidates }: Sums): Float64Array {
  const regulators = candidates.length;
  const n = Math.max(1, count);
  const mean = candidates.map((total) => total / n);
  return gram.map(
    (sum, p) => sum / n - (mean[Math.floor(p / regulators)] as number) * (mean[p % regulators] as number),
  );
}

/** `sums` of one response. */
function centredResponse({
  count,
  cross,
  candidates,
  responses,
  squares,
}: Sums): Omit<Covariance, 'candidates'> {
  const n = Math.max(1, count);
  const own = (responses[0] as number) / n;
  return {
    cells: count,
    response: candidates.map((total, r) => (cross[r] as number) / n - (total / n) * own),
    variance: Math.max(0, (squares[0] as number) / n - own * own),
  };
}
