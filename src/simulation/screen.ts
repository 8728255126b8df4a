/**
 * A perturbation screen with known truth: cells of a control and of knockouts and overexpressions, each simulated on its
 * own from a start state with the intervention held, and sampled at a random time.
 */
import { Random } from '../numerics/random';
import type { Kinetics } from './kinetics';
import { advance, untouched, type Hold } from './langevin';

export interface Arm {
  /** As it is written into the file: 'control' or the gene's name. */
  readonly label: string;
  readonly kind: 'control' | 'knockout' | 'overexpression';
  /** Indices into the kinetics' genes; empty for control. */
  readonly targets: readonly number[];
  readonly cells: number;
}

export interface ScreenDesign {
  readonly arms: readonly Arm[];
  /** [G] state every cell starts from, without intervention, for `burnIn`; then the intervention holds. */
  readonly start: Float64Array;
  readonly burnIn: number;
  /** Cells are taken at a time drawn uniformly between the two, counted from the intervention. */
  readonly earliest: number;
  readonly latest: number;
  /** [G] extra production of each gene when it is overexpressed, per time. */
  readonly boost: Float64Array;
  readonly dt: number;
  readonly noise: number;
  readonly seed: number;
}

export interface Screen {
  readonly genes: readonly string[];
  readonly arms: readonly Arm[];
  /** [cells] index into arms. */
  readonly armOfCell: Int32Array;
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
  const armOfCell = Int32Array.from(design.arms.flatMap(({ cells }, arm) => Array<number>(cells).fill(arm)));
  const molecules = new Float64Array(armOfCell.length * genes);
  const state = new Float64Array(genes);
  const run = { dt: design.dt, noise: design.noise, random };
  for (const [cell, arm] of armOfCell.entries()) {
    state.set(design.start);
    advance(kinetics, state, untouched, { ...run, duration: design.burnIn });
    const duration = design.earliest + (design.latest - design.earliest) * random.uniform();
    advance(kinetics, state, holdOf(design.arms[arm], design.boost), { ...run, duration });
    molecules.set(state, cell * genes);
    onCell(cell + 1, armOfCell.length);
  }
  return { genes: kinetics.genes, arms: design.arms, armOfCell, molecules };
}

function holdOf(arm: Arm | undefined, boost: Float64Array): Hold {
  if (arm === undefined) return untouched;
  switch (arm.kind) {
    case 'knockout':
      return { out: arm.targets, extra: [] };
    case 'overexpression':
      return { out: [], extra: arm.targets.map((gene) => ({ gene, rate: boost[gene] ?? 0 })) };
    case 'control':
      return untouched;
    default:
      return arm.kind satisfies never;
  }
}
