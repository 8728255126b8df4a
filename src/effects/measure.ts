/** From the values of a file to the effects of its perturbations: totals, moments, residuals, each in one pass. */
import { totalsOfAllGenes, type TotalsOfAllGenes } from '../dataset/quality/allGenes';
import type { EveryGene } from '../dataset/quality/everyGene';
import { isRatio, type ValueScale } from '../dataset/mapping';
import { batchReplicates, type BatchReplicates } from './batchReplicates';
import { controlCalibration, controlParts, mergedGuides, type GuideCalibration } from './calibration';
import { cellNoise } from './cellNoise';
import { batchesInContexts } from './contextCells';
import type { GeneCorrelation } from './correlation';
import { guideEffects, type GuideEffects } from './guides';
import { anyByCells, screenEffects, type Effects } from './effects';
import { withoutComposition } from './composition';
import { guideMeans, type Design } from './fit';
import { wholes, type Levels } from './folds';
import { frequentPairs } from './manyPairs';
import { RegressedLevels } from './pairRegressed';
import { levelsOfPairs, measuredPairs, pairEffects, type PairEffects } from './pairs';
import { withCounts } from './recoveredCounts';
import { eachGuide, type CellLayout, type Counts, type ResidualSums } from './residuals';
import { noneTold, respondingCells, type RespondingCells } from './responding';
import { asReplicates, sampleFactors, testSingleSamples, unitOf } from './samples';
import { depthsOf, dominatingGenes, sizeFactors, takingOut } from './sizeFactors';
import { sumPlain, sumResiduals } from './summing';

/** Share of cells with a count from which a gene is tested. */
const TESTED_SHARE = 0.005;

/** Values of a file that is read once more for the cells that respond. */
const MOST_READ = 2 ** 26;

/** Tests of every perturbation, and what is said of each as a whole. */
export interface TestedEffects extends Effects {
  readonly values: ValueScale;
  /** Whether the counts were recovered from normalised values. */
  readonly isRecovered?: boolean;
  /** What a row of the file is. */
  readonly unit: 'cell' | 'sample';
  /** Whether there are replicates, without which nothing has a p. */
  readonly isTested: boolean;
  /** Names of the tested genes. */
  readonly genes: readonly string[];
  /** [genes] mean count of a cell of average depth, expression, or ln of the ratio; share of cells with a value that is not 0. */
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
  /** What tells the counts over all genes, where the file has a part of these; null: the depth of a cell is of its own. */
  readonly depth: Pick<TotalsOfAllGenes, 'column' | 'share'> | null;
  /** Names of genes whose counts are no part of the depth of a cell. */
  readonly dominating: readonly string[];
  /** Perturbations whose effects cannot be told from those of a batch. */
  readonly confounded?: EveryGene['confounded'];
  /** Where cells of a perturbation in one batch are its replicates, as it has one guide at most: the number of batches. */
  readonly batchReplicates?: number;
  /** Where cells have several guides: the mean number, and names of guides that cannot be told apart. */
  readonly many: { readonly perCell: number; readonly inseparable: readonly (readonly string[])[] } | null;
}

export interface MeasuredEffects extends TestedEffects {
  readonly ofGuides: GuideEffects & { readonly names: readonly string[] };
  /** Control guides tested as perturbations, or where there are none, random parts of the controls. */
  readonly calibration: readonly GuideCalibration[];
  readonly calibrated: 'guides' | 'parts';
  readonly pairs: PairEffects;
  readonly responding: RespondingCells;
}

export type Reference = 'auto' | 'controls' | 'pooled';

interface MeasuredLevels {
  readonly told: TestedEffects;
  readonly screen: EveryGene;
  readonly design: Design;
  /** [guides], and [guides × genes] levels. */
  readonly cellsOfGuide: Float64Array;
  readonly means: Float64Array;
  readonly correlation: GeneCorrelation;
  /** [perturbations] p of any effect, were guides all alike. */
  readonly byCells: Float64Array;
}

/** Without guides, pairs, calibration and responding cells. */
export async function measureTests(given: EveryGene, reference: Reference): Promise<TestedEffects> {
  return (await testedScreen(given, reference, () => undefined)).told;
}

/** The tests with the levels of guides. @throws DatasetFailure */
export async function measureLevels(
  given: EveryGene,
  reference: Reference,
  onProgress: (share: number) => void,
): Promise<MeasuredLevels> {
  const { told, summed, replicates } = await testedScreen(given, reference, onProgress);
  const { correlation } = summed;
  const { sums, design, whole, screen } = replicates;
  const byCells = anyByCells(sums, design, whole, { own: told.own, correlation });
  return {
    told: { ...told, fit: whole.fit },
    screen,
    cellsOfGuide: sums.cellsOfGuide,
    correlation,
    byCells,
    means: whole.means,
    design,
  };
}

export async function measureEffects(
  given: EveryGene,
  reference: Reference,
  onProgress: (share: number) => void,
): Promise<MeasuredEffects> {
  const found = await testedScreen(given, reference, onProgress, true);
  const { told, screen, layout, sums, summed, whole, design, parts, pairs, read, pass, replicates } = found;
  const partsOfPairs = pairs
    ? pairs.pairs.map((pair) => ({ ...pair, pair: null }))
    : measuredPairs(screen.perturbations);
  const { own, counting, expressing, isTested } = told;
  const { levels } = told.scales;
  const isOfCells = told.unit === 'cell';
  return {
    ...told,
    ofGuides: {
      ...guideEffects(sums, design, whole, {
        own,
        counting,
        weights: told.weights,
        folds: levels === 'residuals' ? told.folds.log2 : null,
        correlation: summed.correlation,
      }),
      cells: cellsPerGuide(screen),
      names: screen.guides.map(({ name }) => name),
    },
    pairs: pairEffects(told, { own, genes: sums.genes }, isTested ? partsOfPairs : [], () =>
      summed.ofPairs
        ? new RegressedLevels(sums, design, told, { columns: summed.ofPairs, levels, counting })
        : levelsOfPairs(replicates.sums, replicates.design, { ...told, fit: replicates.whole.fit }, counting),
    ),
    responding:
      isOfCells && isTested && told.many === null && levels !== 'ratios' && read <= MOST_READ
        ? await respondingCells(sums, design, whole, { layout, own, ...summed, pass: (use) => pass(use, 2) })
        : noneTold(design.perturbations, sums.guides, layout.guideOfCell.length),
    calibration:
      isOfCells && isTested
        ? named(
            controlCalibration(parts.sums, parts.design, { expressing, whole: wholes(sums, levels) }, told),
            screen.guides,
          )
        : [],
    calibrated: parts.sums.guides > sums.guides ? 'parts' : 'guides',
  };
}

/** The tests, and what they were made from. @param hasPairs whether pairs are told in cells with several guides */
async function testedScreen(
  all: EveryGene,
  reference: Reference,
  onProgress: (share: number) => void,
  hasPairs = false,
) {
  const given = batchesInContexts(all);
  const unit = unitOf(given);
  const before = given.mayHoldCounts ? 1 : 0;
  const onPass = (pass: number) => (done: number, total: number) => {
    onProgress((before + pass + done / total) / (before + 3));
  };
  const screen = unit === 'sample' ? asReplicates(given) : await withCounts(given, onPass(-before));
  const { depth, ofAllGenes, totalOfGene, cellsOfGene, read, dominating, tested } = await measureTotals(
    screen,
    unit,
    onPass(0),
  );
  const place = new Int32Array(screen.genes.length).fill(-1);
  tested.forEach((gene, at) => {
    place[gene] = at;
  });
  const [isCounts, isSample] = [screen.values === 'counts', unit === 'sample'];
  const ofSamples = isCounts && isSample && (await sampleFactors(screen, totalOfGene, onPass(1)));
  const sizes = isCounts ? ofSamples || sizeFactors(depth) : new Float64Array(depth.length).fill(1);
  const bySize = layoutOf(screen, tested.length, sizes);
  const isZeroControl = reference !== 'pooled' && hasZeroControl(screen);
  const { pairs, ofParts, ...divided } = divide(all, screen, bySize, unit, hasPairs, isZeroControl);
  const { design, inBatches } = divided;
  const pass = (use: (counts: Counts) => void, number: number) =>
    screen.pass(use, { onBytes: onPass(number), places: place });
  const summed =
    isCounts && !isSample
      ? await sumResiduals(
          bySize,
          ofParts,
          {
            ofCell: depth,
            without: new Set(dominating.map((gene) => place[gene] as number)),
            areOfAllGenes: ofAllGenes !== null,
          },
          pass,
        )
      : await sumPlain(screen.values, bySize, ofParts, pass);
  const layout = { ...bySize, sizeFactors: summed.sizeFactors };
  const { byPart, sums, replicates } = sumsByGuide(summed, { screen, ...divided }, layout, {
    guideOfCell: ofParts.guideOfCell,
    mayShift: ofAllGenes === null,
  });
  const own = targetsAt(screen.perturbations, place, tested.length);
  const expressing = Float64Array.from(tested, (gene) => (cellsOfGene[gene] as number) / depth.length);
  const { mean: means, counting, correlation, levels } = summed;
  const depths = levels === 'residuals' && !screen.guideSets ? depthsOf(layout, design, counting) : null;
  const facts = { expressing, own, correlation, levels, depths };
  const isCompared = comparable(screen, isZeroControl);
  // Controls that share no batch with any perturbation were measured at another time, or apart.
  const areBeside = isCompared(false).some((isBeside, k) => k > 0 && isBeside);
  const compared = !areBeside && reference === 'auto' ? 'pooled' : reference;
  const ofReplicates = screenEffects(replicates.sums, replicates.design, facts, compared);
  const whole = inBatches ? withGuides(ofReplicates, sums, design) : ofReplicates;
  // Levels of guides are kept in less memory, by `ofGuides`.
  const { means: _, ...effects } = whole;
  const isTested = effects.variances.cellFreedom > 0;
  if (isSample && isTested) testSingleSamples(effects, byPart.sums, byPart.design, { own, correlation });
  const told: TestedEffects = {
    ...effects,
    values: screen.values,
    ...(screen.isRecovered && { isRecovered: true }),
    unit,
    isTested,
    genes: tested.map((gene) => screen.genes[gene] ?? ''),
    mean: means,
    expressing,
    counting,
    own,
    ...sizesOf(screen, design),
    isCompared: isCompared(effects.isPooled),
    depth: ofAllGenes && { column: ofAllGenes.column, share: ofAllGenes.share },
    dominating: [...dominating, ...summed.dominating.map((at) => tested[at] as number)].map(
      (gene) => screen.genes[gene] ?? '',
    ),
    ...(inBatches && { batchReplicates: inBatches.batches }),
    ...(screen.confounded && { confounded: screen.confounded }),
    many: manyOf(screen, summed.inseparable),
  };
  return {
    told,
    screen,
    layout,
    sums,
    summed,
    whole,
    design,
    parts: byPart,
    replicates: { ...replicates, whole: ofReplicates },
    pairs,
    read,
    pass,
  };
}

function layoutOf(screen: EveryGene, genes: number, factors: Float64Array): CellLayout {
  return {
    genes,
    guideOfCell: screen.guideOfCell,
    batchOfCell: screen.batchOfCell,
    guides: screen.guides.length,
    batches: screen.batches.length,
    sizeFactors: factors,
    ...(screen.guideSets === undefined ? {} : { guideSets: screen.guideSets }),
  };
}

/** The parts of guides that are summed, guides in batches or parts of controls, and pairs of guides. @param all as it was given */
function divide(
  all: EveryGene,
  { guides, guideSets, perturbations }: EveryGene,
  bySize: CellLayout,
  unit: TestedEffects['unit'],
  hasPairs: boolean,
  isZeroControl: boolean,
) {
  const perturbationOfGuide = Int32Array.from(guides, ({ perturbation }) => perturbation);
  const design: Design = {
    perturbations: perturbations.length,
    perturbationOfGuide,
    ...(isZeroControl && { isZeroControl }),
  };
  const parts = guideSets
    ? { partOfCell: bySize.guideOfCell, guideOfPart: Int32Array.from(guides.keys()) }
    : controlParts(bySize.guideOfCell, perturbationOfGuide, unit);
  const pairs = hasPairs && guideSets ? frequentPairs(guideSets, design, bySize.genes) : null;
  const inBatches = unit === 'sample' || guideSets ? null : batchReplicates(all, parts, bySize.genes);
  const ofParts = {
    ...bySize,
    pairs,
    guideOfCell: inBatches?.partOfCell ?? parts.partOfCell,
    guides: (inBatches?.wholeOfPart ?? parts.guideOfPart).length,
    perturbationOfGuide,
  };
  return { design, parts, pairs, inBatches, ofParts };
}

/** Ratios to the control, which no row is of; where batches differ, the control of each is not known to be 0. */
function hasZeroControl({ values, batches, guides, guideOfCell }: EveryGene): boolean {
  return (
    isRatio(values) && batches.length === 1 && guideOfCell.every((guide) => guides[guide]?.perturbation !== 0)
  );
}

function manyOf(
  { guideSets, guideOfCell, guides }: EveryGene,
  inseparable: readonly (readonly number[])[],
): TestedEffects['many'] {
  if (!guideSets) return null;
  return {
    perCell: guideSets.members.length / guideOfCell.length,
    inseparable: inseparable.map((together) => together.map((guide) => guides[guide]?.name ?? '')),
  };
}

interface Divided {
  readonly screen: EveryGene;
  readonly design: Design;
  readonly parts: { readonly guideOfPart: Int32Array };
  readonly inBatches: BatchReplicates | null;
}

/** Sums of the parts of guides, of guides, and of replicates: guides, or the cells of each in one batch. */
function sumsByGuide(
  { sums: given, levels, counting }: Awaited<ReturnType<typeof sumPlain>>,
  { screen, design, parts, inBatches }: Divided,
  layout: CellLayout,
  { guideOfCell, mayShift }: { readonly guideOfCell: Int32Array; readonly mayShift: boolean },
) {
  const perturbationOfPart = parts.guideOfPart.map((guide) => design.perturbationOfGuide[guide] as number);
  const perturbationOfFine =
    inBatches?.wholeOfPart.map((part) => perturbationOfPart[part] as number) ?? perturbationOfPart;
  const fine =
    mayShift && layout.guideSets === undefined && levels === 'residuals'
      ? withoutComposition(given, {
          perturbations: design.perturbations,
          perturbationOfGuide: perturbationOfFine,
          layout: { ...layout, guideOfCell, guides: perturbationOfFine.length },
          counting,
        })
      : given;
  const sumsOfParts = inBatches ? mergedGuides(fine, inBatches.wholeOfPart, parts.guideOfPart.length) : fine;
  const sums = mergedGuides(sumsOfParts, parts.guideOfPart, layout.guides);
  const byPart = { sums: sumsOfParts, design: { ...design, perturbationOfGuide: perturbationOfPart } };
  if (!inBatches) return { byPart, sums, replicates: { screen, sums, design } };
  const { guides, batchOfGuide, replicateOfPart } = inBatches;
  const perturbationOfGuide = Int32Array.from(guides, ({ perturbation }) => perturbation);
  return {
    byPart,
    sums,
    replicates: {
      screen: { ...screen, guides },
      sums: withNoise(mergedGuides(fine, replicateOfPart, guides.length), sums, levels),
      design: { ...design, perturbationOfGuide, batchOfGuide },
    },
  };
}

/** Replicates of few cells do not tell how skewed these are: one cell would seem to lie apart. @param sums of the guides of the file */
function withNoise(replicates: ResidualSums, sums: ResidualSums, levels: Levels): ResidualSums {
  const noiseOf = (of: ResidualSums) => cellNoise(of, wholes(of, levels));
  return { ...replicates, noise: { ...noiseOf(replicates), third: noiseOf(sums).third } };
}

/** The same with the guides of the file, of which each perturbation has one, in place of replicates. */
function withGuides(
  effects: ReturnType<typeof screenEffects>,
  sums: ResidualSums,
  { perturbationOfGuide }: Design,
): ReturnType<typeof screenEffects> {
  const weightOfGuide = Float64Array.from(perturbationOfGuide, (k) => effects.fit.weights[k] as number);
  return { ...effects, fit: { ...effects.fit, weightOfGuide }, means: guideMeans(sums, effects.fit) };
}

/** [perturbations × tested genes] 1: a target. @param place of each gene among the tested ones; −1: none */
function targetsAt(perturbations: EveryGene['perturbations'], place: Int32Array, genes: number): Uint8Array {
  const own = new Uint8Array(perturbations.length * genes);
  perturbations.forEach(({ targets }, k) => {
    for (const target of targets)
      if ((place[target] as number) >= 0) own[k * genes + (place[target] as number)] = 1;
  });
  return own;
}

/** [perturbations] numbers of cells and of guides; a cell with several guides of a perturbation is one. */
function sizesOf({ guideOfCell, guideSets }: EveryGene, { perturbations, perturbationOfGuide }: Design) {
  const [cells, guides] = [new Float64Array(perturbations), new Float64Array(perturbations)];
  const last = new Int32Array(perturbations).fill(-1);
  eachGuide(guideSets ?? guideOfCell, (guide, cell) => {
    const k = perturbationOfGuide[guide] as number;
    if (last[k] !== cell) (cells[k] as number) += 1;
    last[k] = cell;
  });
  for (const k of perturbationOfGuide) (guides[k] as number) += 1;
  return { cells, guides };
}

/** [guides] cells. */
function cellsPerGuide({ guides, guideOfCell, guideSets }: EveryGene): Float64Array {
  const cells = new Float64Array(guides.length);
  eachGuide(guideSets ?? guideOfCell, (guide) => {
    (cells[guide] as number) += 1;
  });
  return cells;
}

/** Calibration with the names of guides, or numbers of the parts of the only one. */
function named(
  lines: ReturnType<typeof controlCalibration>,
  guides: EveryGene['guides'],
): readonly GuideCalibration[] {
  const nameOf = (place: number) => guides[place]?.name ?? `part ${place - guides.length + 1}`;
  return lines.map(({ place, ...line }) => ({ ...line, name: place === null ? 'all' : nameOf(place) }));
}

/** Totals of cells without dominating genes, which are read once more where there are any, and the genes that are tested. */
async function measureTotals(
  screen: EveryGene,
  unit: TestedEffects['unit'],
  onBytes: (done: number, total: number) => void,
) {
  const totalOfCell = new Float64Array(screen.guideOfCell.length);
  const [totalOfGene, cellsOfGene] = [
    new Float64Array(screen.genes.length),
    new Float64Array(screen.genes.length),
  ];
  let read = 0;
  await screen.pass(
    ({ count, rows, genes, values }) => {
      read += count;
      for (let i = 0; i < count; i++) {
        const value = values[i] as number;
        if (value === 0) continue;
        (totalOfCell[rows[i] as number] as number) += value;
        (totalOfGene[genes[i] as number] as number) += value;
        (cellsOfGene[genes[i] as number] as number) += 1;
      }
    },
    { onBytes },
  );
  const isCounts = screen.values === 'counts';
  const ofAllGenes = isCounts && unit === 'cell' ? totalsOfAllGenes(screen.totals ?? [], totalOfCell) : null;
  const depth = ofAllGenes?.ofCell ?? totalOfCell;
  const all = depth.reduce((sum, total) => sum + total, 0);
  const dominating = isCounts ? dominatingGenes(totalOfGene, all) : [];
  if (dominating.length > 0) await screen.pass(takingOut(dominating, depth), { onBytes });
  const tested = Array.from(screen.genes.keys()).filter(
    (gene) => (cellsOfGene[gene] as number) > TESTED_SHARE * totalOfCell.length,
  );
  return { depth, ofAllGenes, totalOfGene, cellsOfGene, read, dominating, tested };
}

/** Tells which perturbations share a batch with the controls, which no row need be of, or where all are pooled, with another perturbation. */
function comparable(
  { guides, perturbations, batches, guideOfCell, guideSets, batchOfCell }: EveryGene,
  isZeroControl: boolean,
) {
  const present = batches.map(() => new Set<number>());
  eachGuide(guideSets ?? guideOfCell, (guide, cell) => {
    present[batchOfCell[cell] as number]?.add(guides[guide]?.perturbation ?? 0);
  });
  return (isPooled: boolean) =>
    perturbations.map((_, k) =>
      present.some((of) => of.has(k) && (isPooled ? of.size > 1 : isZeroControl || of.has(0))),
    );
}
