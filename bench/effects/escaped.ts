/** Cells that respond, and changes among them, in simulated screens in which a known share of the cells of each guide is as controls. */
import {
  labelsAlone,
  logNormalised,
  simulatedScreen,
  type SimulatedDesign,
} from '../../tests/support/effects/simulatedScreen';
import { changesAmongResponding, typicalChange } from '../../src/effects/amongResponding';
import { measureEffects } from '../../src/effects/measure';
import { mean, median } from '../../src/numerics/statistics';

const genes = 800;
const shares = [0, 0, 0.05, 0.05, 0.1, 0.1, 0.1, 0.25, 0.25, 0.25];
/** Changes in log2 from which intervals are counted. */
const CLEAR = 0.4;

export const escapedDesigns = {
  'three guides of 60 cells': {},
  'four guides, a third of them inert': { guides: 4, inertGuides: 0.3 },
  'labels of 200 cells': labelsAlone,
} satisfies Readonly<Record<string, Partial<SimulatedDesign>>>;

/** Mean over perturbations, cells or genes. */
export interface Escaped {
  readonly told: number;
  /** Share of responding cells beyond the true one. */
  readonly bias: number;
  readonly sharesHeld: number;
  /** Chance that of a cell that responds and one that does not, of one perturbation, the former has the higher probability. */
  readonly apart: number;
  /** Probability of a cell beyond whether it responds. */
  readonly excess: number;
  /** Median of F − 1 over the true one of responding cells, and intervals that hold it: of all cells, and among those that respond. */
  readonly all: number;
  readonly among: number;
  readonly allHeld: number;
  readonly amongHeld: number;
  /** log2 by which the typical change is beyond the true one of the same genes. */
  readonly typicalAll: number;
  readonly typicalAmong: number;
}

type Sample = Record<Exclude<keyof Escaped, 'told'>, number[]>;

export async function escapedCells(
  design: Partial<SimulatedDesign>,
  respondingCells: number,
  seeds: readonly number[],
  isLogarithm: boolean,
): Promise<Escaped> {
  const names = ['bias', 'sharesHeld', 'apart', 'excess', 'all', 'among', 'allHeld', 'amongHeld'] as const;
  const sample = Object.fromEntries(
    [...names, 'typicalAll', 'typicalAmong'].map((name) => [name, []]),
  ) as unknown as Sample;
  for (const seed of seeds) {
    const made = simulatedScreen({ ...design, genes, shares, offTarget: 0, respondingCells }, seed);
    const screen = isLogarithm ? await logNormalised(made.screen) : made.screen;
    const effects = await measureEffects(screen, 'auto', () => undefined);
    effects.responding.share.forEach((share, k) => {
      if (!Number.isFinite(share)) return;
      addCells(sample, made, effects, k);
      addGenes(sample, made, effects, k);
    });
  }
  const { all, among, ...means } = sample;
  return {
    ...(Object.fromEntries(
      Object.entries(means).map(([name, values]) => [name, values.length > 0 ? mean(values) : NaN]),
    ) as unknown as Omit<Escaped, 'told' | 'all' | 'among'>),
    told: sample.bias.length,
    all: all.length > 0 ? median(all) : NaN,
    among: among.length > 0 ? median(among) : NaN,
  };
}

type Made = ReturnType<typeof simulatedScreen>;
type Measured = Awaited<ReturnType<typeof measureEffects>>;

function addCells(
  sample: Sample,
  { screen, responds, flawOfGuide }: Made,
  { responding }: Measured,
  k: number,
) {
  const cells = Array.from(screen.guideOfCell.keys()).flatMap((cell) => {
    const guide = screen.guideOfCell[cell] ?? -1;
    if (screen.guides[guide]?.perturbation !== k) return [];
    const does = responds[cell] === true && flawOfGuide[guide] !== 'inert';
    return [{ does, probability: responding.probability[cell] ?? NaN }];
  });
  const truth = mean(cells.map(({ does }) => Number(does)));
  sample.bias.push((responding.share[k] ?? NaN) - truth);
  sample.sharesHeld.push(Number((responding.low[k] ?? NaN) <= truth && (responding.high[k] ?? NaN) >= truth));
  const told = cells.filter(({ probability }) => Number.isFinite(probability));
  sample.excess.push(mean(told.map(({ does, probability }) => probability - Number(does))));
  const [yes, no] = [true, false].map((is) => told.filter(({ does }) => does === is)) as [
    typeof told,
    typeof told,
  ];
  if (yes.length === 0 || no.length === 0) return;
  const above = yes.flatMap((one) =>
    no.map(
      (other) =>
        Number(one.probability > other.probability) + Number(one.probability === other.probability) / 2,
    ),
  );
  sample.apart.push(mean(above));
}

function addGenes(sample: Sample, { change, expected }: Made, effects: Measured, k: number) {
  const among = changesAmongResponding(effects, k);
  if (among === null) return;
  const width = effects.genes.length;
  const found: number[] = [];
  effects.genes.forEach((name, place) => {
    const at = k * genes + Number(name.slice('gene'.length));
    const truth = (expected[at] ?? NaN) / Math.LN2;
    if ((effects.q[k * width + place] ?? NaN) < 0.05) found.push(Math.abs(truth));
    if (change[at] === 0 || Math.abs(truth) < CLEAR) return;
    const log2 = effects.folds.log2[k * width + place] ?? NaN;
    const half = 1.96 * (effects.folds.error[k * width + place] ?? NaN);
    const ofTruth = (own: number) => (2 ** own - 1) / (2 ** truth - 1);
    sample.all.push(ofTruth(log2));
    sample.among.push(ofTruth(among.log2[place] ?? NaN));
    sample.allHeld.push(Number(Math.abs(log2 - truth) <= half));
    sample.amongHeld.push(Number((among.low[place] ?? NaN) <= truth && (among.high[place] ?? NaN) >= truth));
  });
  const typical = typicalChange(effects, k, 0.05);
  if (typical === null) return;
  sample.typicalAll.push(typical.all - median(found));
  sample.typicalAmong.push(typical.responding - median(found));
}
