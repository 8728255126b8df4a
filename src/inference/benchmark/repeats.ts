/**
 * What a repeated measurement of unseen perturbations gives: two halves of the cells of each, with a half of the controls each, or where
 * the cells are few or not kept, two draws that have the same errors.
 */
import { controlCellCount, isControl, rowsByCondition, type Dataset } from '../../dataset/dataset';
import { fnv1a, Random } from '../../numerics/random';
import type { Comparison } from '../run/result';
import { besideReference } from './cells';

/** Splits that are averaged, as in the Virtual Cell Challenge 2026. */
const SPLITS = 5;
/** Cells of a perturbation below which draws are better halves than cells. */
const MIN_CELLS = 10;

type Endpoint = Pick<Comparison, 'label' | 'time' | 'cells'> & {
  /** Those of one name were measured against the same controls. */
  readonly controls: string;
  /** [G] standard error, log1p. */
  readonly standardError: ArrayLike<number>;
};

/** [G], log1p: a measurement plus and minus `change` are two independent ones, with √2 of its error each. */
export interface Difference {
  readonly change: Float64Array;
  /** What of it is due to the controls. */
  readonly ofControls: Float64Array;
}

export interface Repeats {
  readonly by: 'halves' | 'draws';
  /** [splits][endpoints] */
  readonly differences: readonly (readonly Difference[])[];
}

/** `splitControls`: whether the endpoints were measured against one half of the controls. Independent of the order of genes and cells. */
export function repeatsOf(
  dataset: Dataset,
  endpoints: readonly Endpoint[],
  { seed, splitControls }: { readonly seed: number; readonly splitControls: boolean },
): Repeats {
  const rows = rowsByCondition(dataset);
  const fewest = Math.min(...endpoints.map((one) => rows[conditionOf(dataset, one)]?.length ?? 0));
  const ofEndpoints =
    fewest >= MIN_CELLS
      ? halves(dataset, endpoints, seed, splitControls)
      : endpoints.map((one) => draws(dataset.genes, one, seed));
  return {
    by: fewest >= MIN_CELLS ? 'halves' : 'draws',
    differences: splits.map((split) => ofEndpoints.flatMap((differences) => differences[split] ?? [])),
  };
}

const splits = Array.from({ length: SPLITS }, (_, split) => split);

function conditionOf({ conditions }: Pick<Dataset, 'conditions'>, { label, time }: Endpoint): number {
  return conditions.findIndex((one) => one.label === label && one.time === time);
}

function randomFor({ label, time }: Endpoint, seed: number): Random {
  return Random.mixed(fnv1a(seed, JSON.stringify([label, time])));
}

/**
 * [splits] With x ~ N(θ, s²) and e ~ N(0, s²), x + e and x − e are independent, each with variance 2s² (Rasines & Young 2023):
 * what two halves of the cells give.
 */
function draws(genes: readonly string[], endpoint: Endpoint, seed: number): readonly Difference[] {
  const random = randomFor(endpoint, seed);
  const byName = [...genes.keys()].toSorted((a, b) => ((genes[a] ?? '') < (genes[b] ?? '') ? -1 : 1));
  return splits.map(() => {
    const change = new Float64Array(genes.length);
    for (const gene of byName) change[gene] = (endpoint.standardError[gene] as number) * random.normal();
    return { change, ofControls: new Float64Array(genes.length) };
  });
}

/** [endpoints][splits] half of the difference between the changes of two halves of the cells. */
function halves(
  original: Dataset,
  endpoints: readonly Endpoint[],
  seed: number,
  splitControls: boolean,
): readonly (readonly Difference[])[] {
  const { dataset, placeOfGene, strata, mean } = besideReference(original);
  const genes = dataset.genes.length;
  const rows = rowsByCondition(dataset);
  const add = (to: Float64Array, cells: ArrayLike<number>, factor: number, random: Random) => {
    const half = Math.ceil(cells.length / 2);
    random.permutation(cells.length).forEach((drawn, at) => {
      const cell = cells[drawn] as number;
      const level = (strata.ofCell[cell] as number) * genes;
      const weight = at < half ? factor / (2 * half) : -factor / (2 * (cells.length - half));
      for (let g = 0; g < genes; g++) {
        const value = (dataset.values[cell * genes + g] as number) - (mean[level + g] as number);
        to[g] = (to[g] as number) + weight * value;
      }
    });
  };

  const controls = dataset.conditions.reduce((sum, one) => sum + (isControl(one) ? one.cells : 0), 0);
  const controlFactor = Math.sqrt(((splitControls ? 2 : 1) * controls) / controlCellCount(dataset));
  const known = new Map<string, readonly Float64Array[]>();
  /** [splits] of the controls of a stratum; strata that share them share their error. */
  const controlsOf = (stratum: number, name: string): readonly Float64Array[] => {
    const cells = strata.reference[stratum] ?? new Int32Array(0);
    const first = strata.reference.indexOf(cells);
    const key = JSON.stringify([first, name]);
    const random = Random.mixed(fnv1a(seed, key));
    const found =
      known.get(key) ??
      splits.map(() => {
        const difference = new Float64Array(genes);
        add(difference, cells, controlFactor, random);
        return difference;
      });
    known.set(key, found);
    return found;
  };
  const isAgainstControls = strata.comparedWith === 'controls' && strata.level === null;

  return endpoints.map((endpoint) => {
    const random = randomFor(endpoint, seed);
    const own = rows[conditionOf(dataset, endpoint)] ?? [];
    const cellsOfStratum = new Map<number, number>();
    for (const cell of own) {
      const stratum = strata.ofCell[cell] as number;
      cellsOfStratum.set(stratum, (cellsOfStratum.get(stratum) ?? 0) + 1);
    }
    return splits.map((split) => {
      const [ofCells, ofReference] = [new Float64Array(genes), new Float64Array(genes)];
      // Where a sample of the cells is kept, halves of it differ by more than halves of all.
      add(ofCells, own, Math.sqrt(own.length / endpoint.cells), random);
      if (isAgainstControls)
        for (const [stratum, cells] of cellsOfStratum)
          controlsOf(stratum, endpoint.controls)[split]?.forEach((value, g) => {
            ofReference[g] = (ofReference[g] as number) - (cells / own.length) * value;
          });
      const ofControls = Float64Array.from(placeOfGene, (place) => ofReference[place] as number);
      return {
        change: ofControls.map((value, gene) => value + (ofCells[placeOfGene[gene] as number] as number)),
        ofControls,
      };
    });
  });
}
