/**
 * One gene as the response of a tree method: the rows it may be learned from, the other candidates as predictors, and draws of
 * its own, so that results depend neither on the order of genes nor on which worker computes which.
 */
import { isControl } from '../../../dataset/dataset';
import { fnv1a } from '../../../numerics/hash';
import { Random } from '../../../numerics/random';
import { rowsFree, type Screen } from '../screen';
import { binsOf, selectBins, type Bins } from './bins';

/** Controls all tell the same; more of them would only drown the perturbed cells among those drawn. */
const MOST_CONTROLS = 200;

export interface Response {
  readonly gene: number;
  /** [predictors] rows of the network: indices into dataset.candidates. */
  readonly predictors: Int32Array;
  readonly bins: Bins;
  /** [rows] z. */
  readonly values: Float64Array;
  readonly random: Random;
}

/** Every gene of the screen in turn, on at most `mostCells` cells drawn at random among those in which nobody set it. */
export function* responsesOf(screen: Screen, seed: number, mostCells: number): Generator<Response> {
  const { dataset, cells } = screen;
  const genes = dataset.genes.length;
  const all = binsOf(cells.values, genes, dataset.candidates);
  const everyCandidate = Int32Array.from(dataset.candidates.keys());
  for (let gene = 0; gene < genes; gene++) {
    const random = new Random(fnv1a(seed, dataset.genes[gene] ?? ''));
    const chosen = drawnFrom(withFewControls(screen, rowsFree(screen, gene), random), mostCells, random);
    const predictors = everyCandidate.filter((r) => dataset.candidates[r] !== gene);
    yield {
      gene,
      predictors,
      bins: selectBins(all, chosen, predictors),
      values: Float64Array.from(chosen, (row) => cells.values[row * genes + gene] as number),
      random,
    };
  }
}

/** The rows with at most 200 controls among them. */
function withFewControls({ dataset, cells }: Screen, rows: Int32Array, random: Random): Int32Array {
  const isOfControl = dataset.conditions.map(isControl);
  const isControlRow = (row: number) => isOfControl[cells.conditionOf[row] as number] === true;
  const kept = new Set(drawnFrom(rows.filter(isControlRow), MOST_CONTROLS, random));
  return rows.filter((row) => !isControlRow(row) || kept.has(row));
}

/** At most `most` of the rows, in their order. */
function drawnFrom(rows: Int32Array, most: number, random: Random): Int32Array {
  if (rows.length <= most) return rows;
  const picked = random.permutation(rows.length).slice(0, most).toSorted();
  return picked.map((index) => rows[index] as number);
}
