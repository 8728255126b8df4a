/**
 * Along which cells of a perturbation are scored: its response in other cells, those of its other guides, or every second cell of a single
 * guide; and the scores of these cells and of controls.
 */
import { Random } from '../numerics/random';
import { referenceNoise } from './comparison';
import type { Effects, GuideLevels } from './effects';
import type { Design } from './fit';
import { foldAgainst, type Levels } from './folds';
import type { CellLayout, Counts, ResidualSums } from './residuals';

/** A value as a level of a cell, a residual or a logarithm; 0 for a zero. */
export type CellLevel = (value: number, cell: number, gene: number) => number;

/** Genes of a direction: the strongest, beyond so many standard errors, by other cells than those that are scored. */
const [MOST_GENES, FEWEST_GENES, CLEAR] = [100, 3, 3];
/** Directions, control cells that are scored along each, and fewest cells of a direction and of the controls. */
const [MOST_DIRECTIONS, MOST_SCORES, MOST_CONTROLS, FEWEST_CELLS] = [400, 400_000, 2000, 20];
/** Genes of a single guide whose levels in each half of its cells are measured. */
const MOST_CANDIDATES = 200;

/** Cells of a guide, which are scored. */
interface OfGuide {
  readonly perturbation: number;
  readonly guide: number;
  readonly cells: Int32Array;
}

/** With the response of its perturbation in others: in the other guides, or in the other half of the cells of a single one. */
export interface Direction extends OfGuide {
  readonly genes: Int32Array;
  readonly weights: Float64Array;
  /** By how much the noise of the reference, which the weights share with the scores, sets these cells apart from controls on average. */
  readonly shared: number;
  /** F of each gene in these cells. */
  readonly folds: Float64Array;
}

export type Screen = Pick<Effects, 'fit' | 'variances' | 'responds' | 'tests' | 'weights'> & GuideLevels;

export interface Scored {
  readonly layout: CellLayout;
  readonly level: CellLevel;
  readonly levels: Levels;
  /** [perturbations × genes] 1: a target. */
  readonly own: Uint8Array;
  /** [genes] share of the variance between cells that is counting noise. */
  readonly counting: Float64Array;
  readonly pass: (use: (counts: Counts) => void) => Promise<void>;
}

/** Mean levels of genes in some cells, with what their errors rest on. */
interface Response {
  readonly cells: number;
  /** Guides whose differences are part of the error; Infinity: the cells are of the guide that is scored. */
  readonly guides: number;
  readonly levelOf: (gene: number) => number;
}

/** The directions along which the cells of each perturbation are scored. */
export class Directions {
  readonly #sums: ResidualSums;
  readonly #design: Design;
  readonly #screen: Screen;
  readonly #scored: Scored;
  readonly #cellsOf: readonly (readonly number[])[];

  constructor(sums: ResidualSums, design: Design, screen: Screen, scored: Scored) {
    this.#sums = sums;
    this.#design = design;
    this.#screen = screen;
    this.#scored = scored;
    const cellsOf = Array.from({ length: sums.guides }, () => [] as number[]);
    scored.layout.guideOfCell.forEach((guide, cell) => cellsOf[guide]?.push(cell));
    this.#cellsOf = cellsOf;
  }

  /** By perturbations. */
  async chosen(): Promise<readonly Direction[]> {
    const { genes } = this.#sums;
    const { perturbations, perturbationOfGuide } = this.#design;
    const membersOf = Array.from({ length: perturbations }, () => [] as number[]);
    perturbationOfGuide.forEach((k, guide) => {
      if (this.#size(guide) >= FEWEST_CELLS) membersOf[k]?.push(guide);
    });
    if (!membersOf[0] || membersOf[0].length === 0) return [];
    const acting = Array.from({ length: perturbations }, (_, k) => k).filter(
      (k) =>
        k > 0 &&
        this.#screen.responds.subarray(k * genes, (k + 1) * genes).reduce((sum, value) => sum + value, 0) >=
          FEWEST_GENES,
    );
    const [several, single]: [Direction[], { k: number; guide: number }[]] = [[], []];
    for (const k of acting) {
      const members = membersOf[k] ?? [];
      if (members.length > 1)
        several.push(...members.flatMap((guide) => this.#besideOthers(k, guide, members)));
      else if (members[0] !== undefined && this.#size(members[0]) >= 2 * FEWEST_CELLS)
        single.push({ k, guide: members[0] });
    }
    const halves = await this.#halves(single.slice(0, MOST_DIRECTIONS / 2));
    return [...several, ...halves]
      .toSorted((a, b) => a.perturbation - b.perturbation)
      .slice(0, MOST_DIRECTIONS);
  }

  #size(guide: number): number {
    return this.#cellsOf[guide]?.length ?? 0;
  }

  #levelIn(guide: number, gene: number): number {
    return this.#screen.means[guide * this.#sums.genes + gene] as number;
  }

  /** Level of the reference of the tests, and its variance. */
  #reference(k: number, gene: number): { readonly level: number; readonly variance: number } {
    const { fit, tests } = this.#screen;
    const at = k * this.#sums.genes + gene;
    return {
      level: (fit.level[at] as number) - (tests.effect[at] as number),
      variance: referenceNoise(this.#screen, k, gene),
    };
  }

  /** A guide along the response of the others. */
  #besideOthers(k: number, guide: number, members: readonly number[]): readonly Direction[] {
    const others = members.filter((other) => other !== guide);
    const cells = others.reduce((sum, other) => sum + this.#size(other), 0);
    const levelOf = (gene: number) =>
      others.reduce((sum, other) => sum + this.#size(other) * this.#levelIn(other, gene), 0) / cells;
    return this.#along(
      { perturbation: k, guide, cells: Int32Array.from(this.#cellsOf[guide] ?? []) },
      (gene) => this.#levelIn(guide, gene),
      { cells, guides: others.length, levelOf },
      Array.from({ length: this.#sums.genes }, (_, gene) => gene),
    );
  }

  /** Each half of the cells of single guides along the response of the other half, in the clearest genes of the whole. */
  async #halves(
    single: readonly { readonly k: number; readonly guide: number }[],
  ): Promise<readonly Direction[]> {
    if (single.length === 0) return [];
    const { variances } = this.#screen;
    const candidates = single.map(({ k, guide }) => {
      const size = Float64Array.from({ length: this.#sums.genes }, (_, gene) => {
        const change = this.#levelIn(guide, gene) - this.#reference(k, gene).level;
        return this.#isOwn(k, gene) ? NaN : change ** 2 / (variances.cells[gene] as number);
      });
      return Array.from(size.keys())
        .filter((gene) => Number.isFinite(size[gene]))
        .toSorted((a, b) => (size[b] as number) - (size[a] as number))
        .slice(0, MOST_CANDIDATES);
    });
    const halves = single.flatMap(({ guide }) =>
      [0, 1].map((half) => this.#cellsOf[guide]?.filter((_, at) => at % 2 === half) ?? []),
    );
    const means = await this.#meansIn(halves, candidates);
    return single.flatMap(({ k, guide }, at) => {
      const genes = candidates[at] ?? [];
      const placeOf = new Map(genes.map((gene, place) => [gene, place]));
      const sizeOf = (half: number) => halves[2 * at + half]?.length ?? 0;
      // Batches are taken out of the level of the whole.
      const levelIn = (half: number) => (gene: number) => {
        const place = placeOf.get(gene) as number;
        const [own, other] = [half, 1 - half].map((which) => means[2 * at + which]?.[place] as number) as [
          number,
          number,
        ];
        return this.#levelIn(guide, gene) + ((own - other) * sizeOf(1 - half)) / this.#size(guide);
      };
      return [0, 1].flatMap((half) =>
        this.#along(
          { perturbation: k, guide, cells: Int32Array.from(halves[2 * at + half] ?? []) },
          levelIn(half),
          { cells: sizeOf(1 - half), guides: Infinity, levelOf: levelIn(1 - half) },
          genes,
        ),
      );
    });
  }

  /** [halves][candidates] mean levels as they were measured. @param candidates of every two halves */
  async #meansIn(
    halves: readonly (readonly number[])[],
    candidates: readonly (readonly number[])[],
  ): Promise<readonly Float64Array[]> {
    const { layout, level, pass } = this.#scored;
    const halfOfCell = new Int32Array(layout.guideOfCell.length).fill(-1);
    halves.forEach((cells, half) => {
      for (const cell of cells) halfOfCell[cell] = half;
    });
    const places = candidates.map((genes) => new Map(genes.map((gene, place) => [gene, place])));
    const means = halves.map((cells, half) =>
      Float64Array.from(
        candidates[half >> 1] ?? [],
        (gene) => cells.reduce((sum, cell) => sum + level(0, cell, gene), 0) / cells.length,
      ),
    );
    await pass(({ count, rows, genes, values }) => {
      for (let i = 0; i < count; i++) {
        const [cell, gene] = [rows[i] as number, genes[i] as number];
        const half = halfOfCell[cell] as number;
        const place = places[half >> 1]?.get(gene);
        if (place === undefined) continue;
        ((means[half] as Float64Array)[place] as number) +=
          (level(values[i] as number, cell, gene) - level(0, cell, gene)) / (halves[half]?.length ?? 1);
      }
    });
    return means;
  }

  #isOwn(k: number, gene: number): boolean {
    return this.#scored.own[k * this.#sums.genes + gene] === 1;
  }

  /** None where too few genes respond clearly. @param levelOf of the cells that are scored @param genes candidates */
  #along(
    of: OfGuide,
    levelOf: (gene: number) => number,
    response: Response,
    genes: readonly number[],
  ): readonly Direction[] {
    const { variances } = this.#screen;
    const { slope } = this.#sums;
    const found = genes
      .map((gene) => {
        const reference = this.#reference(of.perturbation, gene);
        const variance = variances.cells[gene] as number;
        if (!(variance > 0) || this.#isOwn(of.perturbation, gene)) return null;
        const change = response.levelOf(gene) - reference.level;
        const error = Math.sqrt(
          variance / response.cells +
            (variances.guides[gene] as number) / response.guides +
            reference.variance,
        );
        const z = change / error;
        const shared = reference.variance / variance;
        return Math.abs(z) < CLEAR
          ? null
          : { gene, z, weight: change / variance, reference: reference.level, shared };
      })
      .filter((one) => one !== null)
      .toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z))
      .slice(0, MOST_GENES);
    if (found.length < FEWEST_GENES) return [];
    return [
      {
        ...of,
        genes: Int32Array.from(found, ({ gene }) => gene),
        weights: Float64Array.from(found, ({ weight }) => weight),
        shared: found.reduce((sum, { shared }) => sum + shared, 0),
        folds: Float64Array.from(
          found,
          ({ gene, reference }) =>
            foldAgainst(reference, levelOf(gene), {
              levels: this.#scored.levels,
              slope: slope[gene] as number,
            }).fold,
        ),
      },
    ];
  }
}

/** Scores of the cells of a direction and of controls along it. */
export interface Scores {
  readonly own: Float64Array;
  readonly controls: Float64Array;
}

export async function scoresOf(
  directions: readonly Direction[],
  { perturbationOfGuide }: Design,
  { layout, level, pass }: Scored,
): Promise<readonly Scores[]> {
  const { guideOfCell, genes } = layout;
  const directionOfCell = new Int32Array(guideOfCell.length).fill(-1);
  const placeOfCell = new Int32Array(guideOfCell.length);
  directions.forEach(({ cells }, at) => {
    cells.forEach((cell, place) => {
      directionOfCell[cell] = at;
      placeOfCell[cell] = place;
    });
  });
  const all = Array.from(guideOfCell.keys()).filter(
    (cell) => perturbationOfGuide[guideOfCell[cell] as number] === 0,
  );
  const most = Math.min(MOST_CONTROLS, Math.max(FEWEST_CELLS, Math.floor(MOST_SCORES / directions.length)));
  const drawn = Random.mixed(1).permutation(all.length).slice(0, most);
  const controls = Int32Array.from(drawn, (at) => all[at] as number).toSorted();
  const placeOfControl = new Map(Array.from(controls, (cell, place) => [cell, place]));
  /** [genes] the directions with a weight for the gene, and the weight. */
  const along = Array.from({ length: genes }, () => new Map<number, number>());
  directions.forEach((one, at) => {
    one.genes.forEach((gene, place) => {
      along[gene]?.set(at, one.weights[place] as number);
    });
  });
  const base = (at: number, cell: number) =>
    (directions[at] as Direction).genes.reduce(
      (sum, gene, place) =>
        sum + ((directions[at] as Direction).weights[place] as number) * level(0, cell, gene),
      0,
    );
  const scores = directions.map((one, at) => ({
    own: Float64Array.from(one.cells, (cell) => base(at, cell) - one.shared),
    controls: Float64Array.from(controls, (cell) => base(at, cell)),
  }));
  await pass(({ count, rows, genes: columns, values }) => {
    for (let i = 0; i < count; i++) {
      const gene = columns[i] as number;
      const weights = along[gene];
      if (!weights || weights.size === 0) continue;
      const cell = rows[i] as number;
      const own = directionOfCell[cell] as number;
      const place = placeOfControl.get(cell);
      if (place === undefined && !weights.has(own)) continue;
      const more = level(values[i] as number, cell, gene) - level(0, cell, gene);
      if (own >= 0)
        ((scores[own] as Scores).own[placeOfCell[cell] as number] as number) +=
          more * (weights.get(own) ?? 0);
      if (place !== undefined)
        for (const [at, weight] of weights)
          ((scores[at] as Scores).controls[place] as number) += more * weight;
    }
  });
  return scores;
}
