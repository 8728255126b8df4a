/**
 * The effects of two runs beside each other, measured from the cells that each keeps, in the genes of either network (docs/method.md,
 * "Contexts"): two runs are compared as two contexts are.
 */
import { ENOUGH_CONTROLS, isControl, type Dataset } from '../../dataset/dataset';
import type { EveryGene } from '../../dataset/quality/everyGene';
import { sampledCells } from '../../dataset/cellSample';
import { type MeasuredContexts, measureScreens } from '../../effects/contexts';
import { everyGeneOf } from '../../effects/ofDataset';
import { sharedGenes } from '../../dataset/names/match';

/** Maximum number of values of a run: 64 MB; more cells are sampled evenly. */
const MAX_VALUES = 2 ** 24;
/** Share of the cells of the smaller run from which both are said to have the same. */
const SAME_CELLS = 0.5;

/** How many are in both, and in either. */
interface InBoth {
  readonly both: number;
  readonly first: number;
  readonly second: number;
}

export interface EffectsOfRuns {
  /** Share of the cells of the smaller run that the other has too; from one half on nothing is compared. */
  readonly sameCells: number;
  readonly genes: InBoth;
  readonly perturbations: InBoth;
  /** [perturbations] names, the control first. */
  readonly labels: readonly string[];
  /** Lines are of perturbations that are in both; null where the runs have no perturbation or gene in common, or the same cells. */
  readonly found: MeasuredContexts | null;
}

interface Options {
  /** What the two are called in figures and sentences. */
  readonly names: readonly [first: string, second: string];
  /** False discovery rate. */
  readonly rate: number;
}

/** Genes and labels match by name, exactly or ignoring case where that is unambiguous. */
export async function effectsOfRuns(
  first: Dataset,
  second: Dataset,
  { names, rate }: Options,
  onProgress: (share: number) => void,
): Promise<EffectsOfRuns> {
  const genes = sharedGenes(first.genes, second.genes);
  const [one, other] = withNamesOf(screenOf(first), screenOf(second), genes);
  const inSecond = new Set(other.perturbations.slice(1).map(({ label }) => label));
  const both = new Set(one.perturbations.flatMap(({ label }) => (inSecond.has(label) ? [label] : [])));
  const sameCells = sharedCells(first, second, genes);
  const counts = {
    sameCells,
    genes: { both: genes.first.length, first: first.genes.length, second: second.genes.length },
    perturbations: { both: both.size, first: one.perturbations.length - 1, second: inSecond.size },
  };
  if (sameCells >= SAME_CELLS || both.size === 0 || genes.first.length === 0)
    return { ...counts, labels: [], found: null };
  // Without controls of both, the reference is everything that does not respond.
  const isControlled = [one, other].every((screen) => controlCells(screen) >= ENOUGH_CONTROLS);
  const options = { against: isControlled ? ('auto' as const) : ('pooled' as const), rate };
  const { perturbations, ...found } = await measureScreens([one, other], names, options, onProgress);
  const labels = perturbations.map(({ label }) => label);
  return {
    ...counts,
    labels,
    found: {
      ...found,
      pairs: found.pairs.map((pair) => ({
        ...pair,
        lines: pair.lines.filter(({ perturbation }) => both.has(labels[perturbation] ?? '')),
      })),
    },
  };
}

function screenOf(dataset: Dataset): EveryGene {
  const most = Math.max(1, Math.floor(MAX_VALUES / Math.max(1, dataset.genes.length)));
  const { conditions, conditionOfCell } = dataset;
  const isControlAt = (at: number) => {
    const condition = conditions[at];
    return condition !== undefined && isControl(condition);
  };
  return everyGeneOf(dataset, sampledCells(conditionOfCell, conditions.length, most, 1, isControlAt));
}

const controlCells = ({ guideOfCell, guides }: EveryGene) =>
  guideOfCell.reduce((sum, guide) => sum + Number(guides[guide]?.perturbation === 0), 0);

const labelsOf = ({ perturbations }: EveryGene) => [
  ...new Set(perturbations.slice(1).map(({ label }) => label)),
];

/**
 * Both with names of genes, perturbations and guides as in the first. Perturbations are the same where label and time are, whatever was done
 * to the gene; the only time of a screen does not count.
 */
function withNamesOf(
  first: EveryGene,
  second: EveryGene,
  genes: ReturnType<typeof sharedGenes>,
): readonly [EveryGene, EveryGene] {
  const names = [...second.genes];
  genes.second.forEach((gene, at) => {
    names[gene] = first.genes[genes.first[at] ?? 0] ?? '';
  });
  const [own, others] = [labelsOf(first), labelsOf(second)];
  const shared = sharedGenes(own, others);
  const labels = new Map(
    shared.second.map((label, at) => [others[label] ?? '', own[shared.first[at] ?? 0] ?? '']),
  );
  return [labelled(first, new Map()), labelled({ ...second, genes: names }, labels)];
}

function labelled(screen: EveryGene, labels: ReadonlyMap<string, string>): EveryGene {
  const hasTimes = new Set(screen.perturbations.slice(1).map(({ time }) => time)).size > 1;
  return {
    ...screen,
    guides: screen.guides.map(({ name, perturbation }) => ({
      name: labels.get(name) ?? name,
      perturbation,
    })),
    perturbations: screen.perturbations.map((one, k) => {
      if (k === 0) return one;
      const label = labels.get(one.label) ?? one.label;
      const withTime = hasTimes && one.time !== null ? `${label} (${one.time})` : label;
      return { ...one, label: withTime, labelInFile: label, kind: null, time: null };
    }),
  };
}

/** Share of the cells of the smaller run that the other has, with the same values in all shared genes. */
function sharedCells(first: Dataset, second: Dataset, genes: ReturnType<typeof sharedGenes>): number {
  const [ofFirst, ofSecond] = [rowsOf(first, genes.first), rowsOf(second, genes.second)];
  const [few, many] = ofFirst.length < ofSecond.length ? [ofFirst, ofSecond] : [ofSecond, ofFirst];
  if (few.length === 0) return 0;
  const known = new Set(many);
  return few.filter((row) => known.has(row)).length / few.length;
}

/** A number for the values of each cell that expresses any of the genes: two cells with the same one have the same values. */
function rowsOf({ genes: { length }, values, cells }: Dataset, genes: readonly number[]): readonly number[] {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const rows: number[] = [];
  for (let cell = 0; cell < cells; cell++) {
    let [low, high, isAny] = [0, 0, false];
    for (const gene of genes) {
      const value = bits[cell * length + gene] as number;
      isAny ||= value !== 0;
      low = (Math.imul(low, 31) + value) | 0;
      high = Math.imul(high ^ value, 0x5b_d1_e9_95) ^ (high >>> 13);
    }
    // 53 bits.
    if (isAny) rows.push((low >>> 0) + (high & 0x1f_ff_ff) * 2 ** 32);
  }
  return rows;
}
