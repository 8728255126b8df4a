/**
 * Screens of negative binomial counts in two or more contexts, in memory: contexts have expression, depth and numbers of cells of their own, and
 * a perturbation acts in all of them, in some, or otherwise in one.
 */
import type { EveryGene } from '../../../src/dataset/quality/everyGene';
import { Random } from '../../../src/numerics/random';
import { poisson } from '../../../src/simulation/capture';
import { gamma, screenInMemory } from './simulatedScreen';

export interface ContextDesign {
  readonly genes: number;
  /** [perturbations but the control][contexts] what each context has of the effect; `other`: an effect of its own. */
  readonly acts: readonly (readonly (number | 'other')[])[];
  /** Share of the genes that each changes, in ln by .25 to 1.2 either way, times this. */
  readonly share: number;
  readonly scale: number;
  readonly guides: number;
  readonly controlGuides: number;
  /** [contexts] mean number of cells of a guide, and of a control guide; mean depth. */
  readonly cells: readonly number[];
  readonly controlCells: readonly number[];
  readonly depths: readonly number[];
  /** Spread of expression between contexts, in ln. */
  readonly apart: number;
  /** Typical difference between guides in ln expression, and the share of its variance that is the same in all contexts. */
  readonly guideSpread: number;
  readonly sharedSpread: number;
  /** Share of guides that change 2 % of the genes besides, in all contexts or in the first alone. */
  readonly offTarget: number;
  readonly offOnce: boolean;
  readonly lanes: number;
}

const standard: ContextDesign = {
  genes: 800,
  acts: [],
  share: 0.1,
  scale: 1,
  guides: 3,
  controlGuides: 8,
  cells: [40, 40],
  controlCells: [50, 50],
  depths: [1, 1],
  apart: 0.5,
  guideSpread: 0.12,
  sharedSpread: 1,
  offTarget: 0.05,
  offOnce: false,
  lanes: 2,
};

export function contextScreen(given: Partial<ContextDesign>, seed: number): EveryGene {
  const design = { ...standard, ...given };
  const { genes, acts, lanes } = design;
  const random = Random.mixed(seed + 104729);
  const perGene = (draw: (gene: number) => number) =>
    Float64Array.from({ length: genes }, (_, gene) => draw(gene));
  const base = perGene(() => -1.2 + 1.3 * random.normal());
  const levels = design.depths.map((depth) =>
    perGene((gene) => depth * Math.exp((base[gene] ?? 0) + design.apart * random.normal())),
  );
  const shapes = perGene(() => Math.exp(0.7 - 0.5 * random.normal()));
  const ofLane = design.depths.map(() =>
    Array.from({ length: lanes }, () => perGene(() => Math.exp(0.15 * random.normal()))),
  );
  const spreads = perGene(() => design.guideSpread * 0.5 * (gamma(1, random) + gamma(1, random)));
  const effect = () =>
    perGene(() =>
      random.uniform() < design.share
        ? (random.uniform() < 0.5 ? -1 : 1) * design.scale * (0.25 + 0.95 * random.uniform())
        : 0,
    );
  const guides: number[] = [];
  const cells: { guide: number; context: number; lane: number; size: number; fold: Float64Array }[] = [];
  [[], ...acts].forEach((inContexts, k) => {
    const common = effect();
    const effects = design.depths.map((_, context) => {
      const what = inContexts[context] ?? 0;
      return what === 'other' ? effect() : common.map((value) => what * value);
    });
    for (let at = 0; at < (k === 0 ? design.controlGuides : design.guides); at++) {
      const efficiency = 0.6 + 0.4 * random.uniform();
      const shared = perGene(() => random.normal());
      const isOff = random.uniform() < design.offTarget;
      const off = perGene(() => (isOff && random.uniform() < 0.02 ? 0.7 * random.normal() : 0));
      design.depths.forEach((_, context) => {
        const root = Math.sqrt(design.sharedSpread);
        const fold = perGene((gene) => {
          const spread = root * (shared[gene] ?? 0) + Math.sqrt(1 - root * root) * random.normal();
          const besides = design.offOnce && context > 0 ? 0 : (off[gene] ?? 0);
          return Math.exp(
            efficiency * (effects[context]?.[gene] ?? 0) + (spreads[gene] ?? 0) * spread + besides,
          );
        });
        const count = (k === 0 ? design.controlCells : design.cells)[context] ?? 0;
        for (let cell = poisson(count, random); cell > 0; cell--)
          cells.push({
            guide: guides.length,
            context,
            lane: random.integer(lanes),
            size: Math.exp(0.4 * random.normal()),
            fold,
          });
      });
      guides.push(k);
    }
  });
  const dense = cells.flatMap(({ context, lane, size, fold }) =>
    Array.from(shapes, (shape, gene) => {
      const level = (levels[context]?.[gene] ?? 0) * (ofLane[context]?.[lane]?.[gene] ?? 1);
      return poisson((level * (fold[gene] ?? 1) * size * gamma(shape, random)) / shape, random);
    }),
  );
  return {
    ...screenInMemory({
      genes,
      perturbations: acts.length + 1,
      perturbationOfGuide: guides,
      guideOfCell: Int32Array.from(cells, ({ guide }) => guide),
      values: 'counts',
      dense,
    }),
    batches: Array.from({ length: lanes }, (_, lane) => `lane${lane}`),
    batchOfCell: Int32Array.from(cells, ({ lane }) => lane),
    contexts: {
      column: 'cell_type',
      names: design.depths.map((_, context) => `type${context}`),
      ofCell: Int32Array.from(cells, ({ context }) => context),
    },
  };
}
