/**
 * A perturbation screen with known truth: cells of a control and of knockouts, knockdowns and overexpressions, each simulated
 * on its own from a start state with the intervention held, and taken at one of the times asked for.
 */
import type { PerturbationKind } from '../dataset/mapping';
import { Random } from '../numerics/random';
import type { HiddenFactors } from './hiddenFactors';
import type { Kinetics } from './kinetics';
import { advance, untouched, type Hold } from './langevin';

export interface Arm {
  /** As it is written into the file: 'control', or the names of the genes with + between them. */
  readonly label: string;
  readonly kind: 'control' | PerturbationKind;
  /** Indices into the kinetics' genes; empty for control. */
  readonly targets: readonly number[];
  /** Knockdown: share of the production that is left. Overexpression: what is added, in `unit`s. Else without meaning. */
  readonly dose: number;
  /** Taken in each window. */
  readonly cells: number;
}

/** When cells are taken: at a time drawn uniformly between the two, counted from the intervention. */
export interface Window {
  readonly earliest: number;
  readonly latest: number;
}

export interface ScreenDesign {
  readonly arms: readonly Arm[];
  /** [G] state every cell starts from, without intervention, for `burnIn`; then the intervention holds. */
  readonly start: Float64Array;
  readonly burnIn: number;
  readonly windows: readonly Window[];
  /** [G] production of each gene that one unit of overexpression adds, per time. */
  readonly unit: Float64Array;
  /** Share of the perturbed cells in which the intervention does nothing. */
  readonly escaping: number;
  /** What the kinetics do not show and cells differ in; null: nothing. */
  readonly hidden: HiddenFactors | null;
  readonly dt: number;
  readonly noise: number;
  readonly seed: number;
}

export interface Screen {
  readonly genes: readonly string[];
  readonly arms: readonly Arm[];
  readonly windows: readonly Window[];
  /** [cells] index into arms, and into windows. */
  readonly armOfCell: Int32Array;
  readonly windowOfCell: Int32Array;
  /** [cells × G] molecules. */
  readonly molecules: Float64Array;
}

/** `onCell`: called after each cell with the number done and of all. */
export function simulateScreen(
  kinetics: Kinetics,
  design: ScreenDesign,
  onCell: (done: number, all: number) => void = () => {},
): Screen {
  const random = new Random(design.seed);
  const genes = kinetics.genes.length;
  const places = design.arms.flatMap(({ cells }, arm) =>
    design.windows.flatMap((_, window) => Array.from({ length: cells }, () => ({ arm, window }))),
  );
  const molecules = new Float64Array(places.length * genes);
  const state = new Float64Array(genes);
  for (const [cell, { arm, window }] of places.entries()) {
    const { earliest = 0, latest = 0 } = design.windows[window] ?? {};
    const factor = design.hidden?.draw(random) ?? null;
    const run = { dt: design.dt, noise: design.noise, random, factor };
    state.set(design.start);
    advance(kinetics, state, untouched, { ...run, duration: design.burnIn });
    const duration = earliest + (latest - earliest) * random.uniform();
    const escapes = design.escaping > 0 && random.uniform() < design.escaping;
    const hold = escapes ? untouched : holdOf(design.arms[arm], design.unit);
    advance(kinetics, state, hold, { ...run, duration });
    molecules.set(state, cell * genes);
    onCell(cell + 1, places.length);
  }
  return {
    genes: kinetics.genes,
    arms: design.arms,
    windows: design.windows,
    armOfCell: Int32Array.from(places, ({ arm }) => arm),
    windowOfCell: Int32Array.from(places, ({ window }) => window),
    molecules,
  };
}

function holdOf(arm: Arm | undefined, unit: Float64Array): Hold {
  if (arm === undefined) return untouched;
  const { kind, targets, dose } = arm;
  switch (kind) {
    case 'knockout':
      return { ...untouched, out: targets };
    case 'knockdown':
      return { ...untouched, kept: targets.map((gene) => ({ gene, share: dose })) };
    case 'overexpression':
      return { ...untouched, extra: targets.map((gene) => ({ gene, rate: dose * (unit[gene] ?? 0) })) };
    case 'control':
      return untouched;
    default:
      return kind satisfies never;
  }
}
