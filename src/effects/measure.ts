/** From the counts of a file to the effects of its perturbations: totals, moments, residuals, each in one pass. */
import type { Entries } from '../dataset/source';
import { mean } from '../numerics/statistics';
import type { EveryGene } from '../dataset/quality/everyGene';
import { controlCalibration, controlParts, mergedGuides, type GuideCalibration } from './calibration';
import { meanSquaredCorrelation } from './correlation';
import { screenEffects, type Effects } from './effects';
import { MomentSums, ResidualSumming, type CellLayout, type GeneMoments } from './residuals';
import { dominatingGenes, sizeFactors } from './sizeFactors';

/** Share of cells with a count from which a gene is tested. */
const TESTED_SHARE = 0.005;

/** Genes and cells in which the correlation between genes is measured, evenly drawn. */
const CORRELATED_GENES = 400;
const CORRELATED_CELLS = 20_000;

export interface MeasuredEffects extends Effects {
  /** Names of the tested genes. */
  readonly genes: readonly string[];
  /** [genes] mean count of a cell of average depth, and share of cells with a count. */
  readonly mean: Float64Array;
  readonly expressing: Float64Array;
  /** [genes] share of the variance between cells of average depth that is counting noise. */
  readonly counting: Float64Array;
  /** [perturbations × genes] 1: a target. */
  readonly own: Uint8Array;
  /** [perturbations] */
  readonly cells: Float64Array;
  readonly guides: Float64Array;
  /** [perturbations] whether some of its cells share a batch with what they are compared with. */
  readonly isCompared: readonly boolean[];
  /** Control guides tested as perturbations, or where there are none, random parts of the controls. */
  readonly calibration: readonly GuideCalibration[];
  readonly calibrated: 'guides' | 'parts';
  /** Names of genes whose counts are no part of the depth of a cell. */
  readonly dominating: readonly string[];
}

export async function measureEffects(
  screen: EveryGene,
  reference: 'auto' | 'controls' | 'pooled',
  onProgress: (share: number) => void,
): Promise<MeasuredEffects> {
  const onPass = (pass: number) => (done: number, total: number) => {
    onProgress((pass + done / total) / 3);
  };
  const { totalOfCell, dominating, tested } = await measureTotals(screen, onPass(0));
  const factors = sizeFactors(totalOfCell);
  const average = mean(factors);
  const place = new Int32Array(screen.genes.length).fill(-1);
  tested.forEach((gene, at) => {
    place[gene] = at;
  });
  const layout: CellLayout = {
    genes: tested.length,
    guideOfCell: screen.guideOfCell,
    batchOfCell: screen.batchOfCell,
    guides: screen.guides.length,
    batches: screen.batches.length,
    sizeFactors: factors,
  };
  const momentSums = new MomentSums(layout);
  await screen.pass((entries) => {
    momentSums.add(atPlaces(entries, place));
  }, onPass(1));
  const moments = momentSums.moments();
  const overall = (perBatch: Float64Array) => perBatch.subarray(layout.batches * layout.genes);
  const perturbationOfGuide = Int32Array.from(screen.guides, ({ perturbation }) => perturbation);
  const parts = controlParts(layout.guideOfCell, perturbationOfGuide);
  const residuals = new ResidualSumming(
    { ...layout, guideOfCell: parts.partOfCell, guides: parts.guideOfPart.length },
    moments,
  );
  const sample = new DenseSample(layout);
  await screen.pass((entries) => {
    const counts = atPlaces(entries, place);
    residuals.add(counts);
    sample.add(counts);
  }, onPass(2));
  const own = new Uint8Array(screen.perturbations.length * tested.length);
  screen.perturbations.forEach(({ targets }, k) => {
    for (const target of targets)
      if ((place[target] as number) >= 0) own[k * tested.length + (place[target] as number)] = 1;
  });
  const ofParts = residuals.sums();
  const sums = mergedGuides(ofParts, parts.guideOfPart, layout.guides);
  const design = { perturbations: screen.perturbations.length, perturbationOfGuide };
  const correlation = sample.correlation(moments);
  const effects = screenEffects(
    sums,
    design,
    { expressing: moments.expressing, own, correlation },
    reference,
  );
  const perturbationOfPart = parts.guideOfPart.map((guide) => perturbationOfGuide[guide] as number);
  const [cells, guides] = [new Float64Array(design.perturbations), new Float64Array(design.perturbations)];
  perturbationOfGuide.forEach((k, guide) => {
    (cells[k] as number) += sums.cellsOfGuide[guide] as number;
    (guides[k] as number) += 1;
  });
  return {
    ...effects,
    genes: tested.map((gene) => screen.genes[gene] ?? ''),
    mean: overall(moments.mean).map((count) => count * average),
    expressing: moments.expressing,
    counting: overall(moments.mean).map(
      (count, gene) => 1 / (1 + count * (overall(moments.dispersion)[gene] as number)),
    ),
    own,
    cells,
    guides,
    isCompared: comparable(screen, effects.isPooled),
    calibration: controlCalibration(
      ofParts,
      { perturbations: design.perturbations, perturbationOfGuide: perturbationOfPart },
      moments.expressing,
      effects,
    ).map(({ place: guide, ...line }) => ({
      ...line,
      name:
        guide === null ? 'all' : (screen.guides[guide]?.name ?? `part ${guide - screen.guides.length + 1}`),
    })),
    calibrated: ofParts.guides > sums.guides ? 'parts' : 'guides',
    dominating: dominating.map((gene) => screen.genes[gene] ?? ''),
  };
}

/** Totals of cells without dominating genes, which are read once more where there are any, and the genes that are tested. */
async function measureTotals(screen: EveryGene, onBytes: (done: number, total: number) => void) {
  const totalOfCell = new Float64Array(screen.guideOfCell.length);
  const [totalOfGene, cellsOfGene] = [
    new Float64Array(screen.genes.length),
    new Float64Array(screen.genes.length),
  ];
  await screen.pass(({ count, rows, genes, values }) => {
    for (let i = 0; i < count; i++) {
      const value = values[i] as number;
      if (value === 0) continue;
      (totalOfCell[rows[i] as number] as number) += value;
      (totalOfGene[genes[i] as number] as number) += value;
      (cellsOfGene[genes[i] as number] as number) += 1;
    }
  }, onBytes);
  const dominating = dominatingGenes(totalOfGene);
  const isDominating = new Set(dominating);
  if (dominating.length > 0)
    await screen.pass(({ count, rows, genes, values }) => {
      for (let i = 0; i < count; i++)
        if (isDominating.has(genes[i] as number))
          (totalOfCell[rows[i] as number] as number) -= values[i] as number;
    }, onBytes);
  const tested = Array.from(screen.genes.keys()).filter(
    (gene) => (cellsOfGene[gene] as number) > TESTED_SHARE * totalOfCell.length,
  );
  return { totalOfCell, dominating, tested };
}

/** Entries of the tested genes, at their places. The arrays are used again. */
function atPlaces({ count, rows, genes, values }: Entries, place: Int32Array) {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const at = place[genes[i] as number] as number;
    if (at < 0 || values[i] === 0) continue;
    rows[kept] = rows[i] as number;
    genes[kept] = at;
    values[kept] = values[i] as number;
    kept += 1;
  }
  return { count: kept, rows, genes, values };
}

/** `most` of `all` places, evenly. */
function evenly(all: number, most: number): readonly number[] {
  const step = Math.max(1, all / most);
  return Array.from({ length: Math.min(all, most) }, (_, at) => Math.floor(at * step));
}

/** Counts of evenly drawn genes and cells. */
class DenseSample {
  readonly #layout: CellLayout;
  readonly #genes: readonly number[];
  readonly #cells: readonly number[];
  readonly #columnOf: Int32Array;
  readonly #rowOf: Int32Array;
  readonly #counts: Float32Array;

  constructor(layout: CellLayout) {
    this.#layout = layout;
    this.#genes = evenly(layout.genes, CORRELATED_GENES);
    this.#cells = evenly(layout.guideOfCell.length, CORRELATED_CELLS);
    this.#columnOf = new Int32Array(layout.genes).fill(-1);
    this.#rowOf = new Int32Array(layout.guideOfCell.length).fill(-1);
    this.#genes.forEach((gene, at) => {
      this.#columnOf[gene] = at;
    });
    this.#cells.forEach((cell, at) => {
      this.#rowOf[cell] = at;
    });
    this.#counts = new Float32Array(this.#genes.length * this.#cells.length);
  }

  add({ count, rows, genes, values }: Pick<Entries, 'count' | 'rows' | 'genes' | 'values'>): void {
    for (let i = 0; i < count; i++) {
      const [row, column] = [
        this.#rowOf[rows[i] as number] as number,
        this.#columnOf[genes[i] as number] as number,
      ];
      if (row >= 0 && column >= 0) this.#counts[row * this.#genes.length + column] = values[i] as number;
    }
  }

  correlation(moments: GeneMoments): number {
    const { genes: width, batches } = this.#layout;
    const pick = (values: Float64Array) =>
      Float64Array.from({ length: (batches + 1) * this.#genes.length }, (_, at) => {
        const [row, column] = [Math.floor(at / this.#genes.length), at % this.#genes.length];
        return values[row * width + (this.#genes[column] as number)] as number;
      });
    const of = (values: ArrayLike<number>) => this.#cells.map((cell) => values[cell] as number);
    const layout: CellLayout = {
      ...this.#layout,
      genes: this.#genes.length,
      guideOfCell: Int32Array.from(of(this.#layout.guideOfCell)),
      batchOfCell: Int32Array.from(of(this.#layout.batchOfCell)),
      sizeFactors: Float64Array.from(of(this.#layout.sizeFactors)),
    };
    return meanSquaredCorrelation(this.#counts, layout, {
      mean: pick(moments.mean),
      dispersion: pick(moments.dispersion),
    });
  }
}

/** Which perturbations share a batch with the controls, or where all are pooled, with another perturbation. */
function comparable(
  { guides, perturbations, batches, guideOfCell, batchOfCell }: EveryGene,
  isPooled: boolean,
) {
  const present = batches.map(() => new Set<number>());
  guideOfCell.forEach((guide, cell) => {
    present[batchOfCell[cell] as number]?.add(guides[guide]?.perturbation ?? 0);
  });
  return perturbations.map((_, k) => present.some((of) => of.has(k) && (isPooled ? of.size > 1 : of.has(0))));
}
