/**
 * A perturbation screen with known truth: control cells, knockouts, knockdowns and overexpressions, each cell
 * simulated from a start state with the intervention held and sampled at one of the requested times.
 */
import type { PerturbationKind } from '../dataset/mapping';
import { Random } from '../numerics/random';
import { advance, noIntervention, type Hold, type Kinetics } from './langevin';

/**
 * Unmeasured variation between cells (state, size, cycle, batch): factors that scale the production of many genes at
 * once, so genes correlate without regulating each other.
 */
export interface HiddenSettings {
  readonly factors: number;
  /** Standard deviation of a gene's log production between cells, over all factors, averaged over genes. */
  readonly strength: number;
  /** Probability that a gene responds to a factor, at unchanged mean strength; default 1. */
  readonly share?: number;
}

/** Draws the production factors [G] of one cell, with mean 1 over cells. */
type HiddenFactors = (random: Random) => Float64Array;

/**
 * exp(Σ_f L_gf c_f − Σ_f L_gf²/2) with c_f standard normal per cell and loadings L normal with variance
 * strength²/(factors · share) with probability `share`, else 0: log-normal with mean 1.
 */
export function hiddenFactors(
  genes: number,
  { factors, strength, share = 1 }: HiddenSettings,
  random: Random,
): HiddenFactors {
  const size = strength / Math.sqrt(factors * share);
  const loadings = Float64Array.from({ length: genes * factors }, () =>
    share === 1 || random.uniform() < share ? size * random.normal() : 0,
  );
  return (ofCell) => {
    const values = Float64Array.from({ length: factors }, () => ofCell.normal());
    return Float64Array.from({ length: genes }, (_, g) => {
      let log = 0;
      for (const [f, value] of values.entries()) {
        const loading = loadings[g * factors + f] ?? 0;
        log += loading * value - loading ** 2 / 2;
      }
      return Math.exp(log);
    });
  };
}

export interface Arm {
  /** Label in the file: 'control', or the names of the genes joined by '+'. */
  readonly label: string;
  readonly kind: 'control' | PerturbationKind;
  /** Indices into the kinetics' genes; empty for control. */
  readonly targets: readonly number[];
  /**
   * Knockdown: share of the production that remains. Overexpression: added production in `unit`s. Otherwise unused.
   */
  readonly dose: number;
  /** Per sampling window. */
  readonly cells: number;
}

export function controlArm(cells: number): Arm {
  return { label: 'control', kind: 'control', targets: [], dose: Number.NaN, cells };
}

/** Sampling time: uniform between the two, counted from the intervention. */
export interface Window {
  readonly earliest: number;
  readonly latest: number;
}

export interface ScreenDesign {
  readonly arms: readonly Arm[];
  /** [G] start state of every cell, without intervention for `burnIn`; then the intervention holds. */
  readonly start: Float64Array;
  readonly burnIn: number;
  readonly windows: readonly Window[];
  /** [G] production that one unit of overexpression adds, per time. */
  readonly unit: Float64Array;
  /** Share of the perturbed cells without an effect. */
  readonly escaping: number;
  /** Unmeasured variation between cells; null: none. */
  readonly hidden: HiddenFactors | null;
  readonly dt: number;
  readonly noise: number;
  /** As of LangevinRun. */
  readonly burst?: number | undefined;
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

/** `onCell`: called after each cell with the number done and the total. */
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
    const factor = design.hidden?.(random) ?? null;
    const run = { dt: design.dt, noise: design.noise, burst: design.burst, random, factor };
    state.set(design.start);
    advance(kinetics, state, noIntervention, { ...run, duration: design.burnIn });
    const duration = earliest + (latest - earliest) * random.uniform();
    const escapes = design.escaping > 0 && random.uniform() < design.escaping;
    const hold = escapes ? noIntervention : holdOf(design.arms[arm], design.unit);
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
  if (arm === undefined) return noIntervention;
  const { kind, targets, dose } = arm;
  switch (kind) {
    case 'knockout':
      return { ...noIntervention, out: targets };
    case 'inhibitor':
      return { ...noIntervention, blocked: targets };
    case 'knockdown':
      return { ...noIntervention, kept: targets.map((gene) => ({ gene, share: dose })) };
    case 'overexpression':
      return { ...noIntervention, extra: targets.map((gene) => ({ gene, rate: dose * (unit[gene] ?? 0) })) };
    case 'control':
      return noIntervention;
    default:
      return kind satisfies never;
  }
}
