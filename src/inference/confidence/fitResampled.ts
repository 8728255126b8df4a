/**
 * One fit of a run to resampled data: its network, its modules, and its predictions of single-gene perturbations. Bootstrap sample of
 * cells within conditions, and of whole perturbations (Efron 1979). A function of (seed, index) alone.
 */
import { type PerturbationKind, perturbationKinds } from '../../dataset/mapping';
import type { MeasuredPerturbation } from '../../dynamics/prepare/measured';
import { type CreateDevice, type Fit, modulesOf, predictEndpoints, trainedConditions } from '../run/fit';
import { findModules } from '../../network/modules';
import { type RunToRepeat, refit } from './refit';
import type { ResampledFit } from '../run/confidence';
import { type Condition, type Dataset, familyOf, isControl } from '../../dataset/dataset';
import { guidesOf } from '../../dataset/canonicalOrder';
import { withoutOutside } from '../../dataset/outsideGenes';
import { momentsOfDrawn } from '../../dataset/redrawnMoments';
import { Random } from '../../numerics/random';

/** Fit number `index` of the run; progress, bits and errors as in refit. */
export async function fitResampled(
  run: RunToRepeat,
  index: number,
  createDevice: CreateDevice,
  onProgress: (share: number) => void,
): Promise<ResampledFit> {
  const { dataset, settings, result } = run;
  const resampled = resampledDataset(dataset, settings.seed, index);
  const kind = dominantKind(dataset);
  const { network, found } = await refit(run, {
    ...resampled,
    createDevice,
    read: async (fit, parameters) => ({
      modules: modulesOf(fit, settings, [parameters]),
      responses: await responsesOf(fit, parameters, kind, result.model.kappa),
    }),
    onProgress,
  });
  const isJoined = result.readout === 'joined' && settings.preset !== 'compact';
  const modules = isJoined ? findModules(network, []) : found.modules;
  return { index, weights: network.weights, modules, responses: found.responses };
}

/** [R × G] change of mean log1p expression for each candidate, after κ, without shared response; 0 on the perturbed gene itself. */
async function responsesOf(
  fit: Fit,
  parameters: Float32Array,
  kind: PerturbationKind,
  kappa: number,
): Promise<Float32Array> {
  const { scale, problem, solverSteps } = fit.prepared;
  const { genes } = problem.shape;
  const nothing = new Float64Array(genes);
  const asked = Array.from(problem.regulators, (gene): MeasuredPerturbation => ({
    label: String(gene),
    interventions: [{ gene, kind }],
    training: false,
    endpoints: [
      {
        condition: -1,
        time: null,
        step: solverSteps,
        cells: 0,
        shift: nothing,
        rawShift: nothing,
        standardError: nothing,
        rawStandardError: nothing,
        welchError: nothing,
      },
    ],
  }));
  const predicted = await predictEndpoints(fit, asked, parameters);
  const responses = new Float32Array(asked.length * genes);
  predicted.forEach((endpoint, r) => {
    for (let g = 0; g < genes; g++)
      responses[r * genes + g] = endpoint.targets.includes(g)
        ? 0
        : kappa * (scale[g] as number) * (endpoint.predicted[g] as number);
  });
  return responses;
}

/** The most frequent kind of intervention, the likely kind of further experiments; ties in the order of the kinds. */
export function dominantKind({ conditions }: Pick<Dataset, 'conditions'>): PerturbationKind {
  const kinds = conditions.flatMap(({ interventions }) => interventions.map(({ kind }) => kind));
  const count = (kind: PerturbationKind) => kinds.filter((own) => own === kind).length;
  return perturbationKinds.toSorted((a, b) => count(b) - count(a))[0] ?? 'knockout';
}

/** With fewer training perturbations all are kept. */
const MIN_PERTURBATIONS = 3;

interface Resampled {
  /** Perturbations that were not drawn are held out, in addition to those of the run. */
  readonly dataset: Dataset;
  /** Seed of the training. */
  readonly seed: number;
}

/**
 * Cells are drawn within condition and batch, controls included; of two or more cells at least two different ones, for a non-zero spread.
 * Of at least three training perturbations as many are drawn, at least two different ones, each with all its doses: one drawn twice becomes two
 * perturbations, each with its own cells, and counts twice in every term; one not drawn is held out. Held-out perturbations are unchanged. Composition stays
 * that of all cells: it derives from all measured genes, which the dataset no longer has, and depends little on the cells drawn.
 */
export function resampledDataset(dataset: Dataset, seed: number, index: number): Resampled {
  const random = new Random(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x27d4eb2f));
  const trainingSeed = random.integer(2 ** 31);
  const training = trainedConditions(dataset);
  const times = timesDrawn([...new Set(training.map(familyOf))], random);
  const cellsOf = cellsByConditionAndBatch(dataset);
  const conditions: Condition[] = [...dataset.conditions];
  const composition = [...(dataset.composition ?? [])];
  const origins = [...conditions.keys()];
  const source: number[] = [];
  const owners: number[] = [];
  const add = (condition: number, cells: readonly number[]) => {
    for (const cell of cells) {
      source.push(cell);
      owners.push(condition);
    }
  };
  dataset.conditions.forEach((condition, original) => {
    const groups = cellsOf[original] ?? [];
    const isTraining = !dataset.heldOut.includes(condition.label);
    const count = isControl(condition) ? 1 : isTraining ? (times.get(familyOf(condition)) ?? 0) : 0;
    const all = groups.flat().toSorted((a, b) => a - b);
    if (count === 0) add(original, all);
    for (let copy = 0; copy < count; copy++) {
      const place = copy === 0 ? original : conditions.length;
      if (copy > 0) {
        // Unique: labels of a file contain no line break.
        const named = (label: string) => `${label}\n${copy + 1}`;
        const { of, label } = condition;
        conditions.push({
          ...condition,
          label: named(label),
          ...(of === undefined ? {} : { of: named(of) }),
        });
        origins.push(original);
        if (dataset.composition) composition.push(dataset.composition[original] ?? 0);
      }
      add(place, drawn(groups, random));
    }
  });
  const { genes, batchOfCell, cellGuides } = dataset;
  const width = genes.length;
  const values = new Float32Array(source.length * width);
  source.forEach((cell, row) =>
    values.set(dataset.values.subarray(cell * width, (cell + 1) * width), row * width),
  );
  const left = training.filter((condition) => times.get(familyOf(condition)) === 0).map(({ label }) => label);
  return {
    seed: trainingSeed,
    dataset: {
      ...withoutOutside(dataset),
      cells: source.length,
      values,
      conditionOfCell: Int32Array.from(owners),
      conditions,
      batchOfCell: batchOfCell && Int32Array.from(source, (cell) => batchOfCell[cell] as number),
      ...(cellGuides ? { cellGuides: guidesOf(cellGuides, Int32Array.from(source)) } : {}),
      heldOut: [...new Set([...dataset.heldOut, ...left])],
      composition: dataset.composition && Float64Array.from(composition),
      moments: momentsOfDrawn(dataset, source, owners, origins),
    },
  };
}

/** Number of times each perturbation was drawn, whatever its doses. */
function timesDrawn(labels: readonly string[], random: Random): ReadonlyMap<string, number> {
  if (labels.length < MIN_PERTURBATIONS) return new Map(labels.map((label) => [label, 1]));
  for (;;) {
    const times = new Map(labels.map((label) => [label, 0]));
    for (let draw = 0; draw < labels.length; draw++) {
      const label = labels[random.integer(labels.length)] ?? '';
      times.set(label, (times.get(label) ?? 0) + 1);
    }
    if ([...times.values()].filter((count) => count > 0).length > 1) return times;
  }
}

/** As many cells of every group as it has, with replacement; for several cells at least two different ones. */
function drawn(groups: readonly (readonly number[])[], random: Random): readonly number[] {
  for (;;) {
    const cells = groups.flatMap((group) => group.map(() => group[random.integer(group.length)] ?? 0));
    if (cells.length < 2 || new Set(cells).size > 1) return cells;
  }
}

/** [conditions] cells in order, batch by batch. */
function cellsByConditionAndBatch({
  conditions,
  conditionOfCell,
  batchOfCell,
  batches,
}: Dataset): number[][][] {
  const groups = conditions.map(() =>
    Array.from({ length: Math.max(1, batches.length) }, (): number[] => []),
  );
  conditionOfCell.forEach((condition, cell) => groups[condition]?.[batchOfCell?.[cell] ?? 0]?.push(cell));
  return groups;
}
