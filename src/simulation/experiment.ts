/**
 * The screen that is made of a network, whatever network it is: what is done to which genes, how strongly, when cells are
 * taken, how they are sequenced, and what is wrong with it where something shall be.
 */
import type { PerturbationKind } from '../dataset/mapping';
import type { Random } from '../numerics/random';
import { captureScreen, type CapturedScreen, type CaptureSettings } from './capture';
import { withFlaw, type Flaw } from './flaws';
import { hiddenFactors, type HiddenSettings } from './hiddenFactors';
import type { Kinetics } from './kinetics';
import { simulateScreen, type Arm, type Screen, type Window } from './screen';

/** What is not given is as in a clean screen of single perturbations. */
export interface ExperimentSettings {
  readonly kind: PerturbationKind;
  /** How many genes are perturbed, of those that can be. */
  readonly perturbations: number;
  /** Control cells, and cells of each perturbation and dose, at each time. */
  readonly controls: number;
  readonly cellsPerPerturbation: number;
  /** The perturbation with the fewest cells has so many, the others geometrically more; all alike where not given. */
  readonly fewestCells?: number;
  /** The same seed gives the same screen. */
  readonly seed: number;
  /** Pairs of the perturbed genes that are perturbed together. */
  readonly combinations?: number;
  /** Knockdown: share of the production that is left. Overexpression: what is added, in a unit that the network has. */
  readonly doses?: readonly number[];
  /** When cells are taken, in decay times after the intervention. */
  readonly times?: readonly number[];
  /** Share of the perturbed cells in which the intervention does nothing. */
  readonly escaping?: number;
  readonly hidden?: HiddenSettings;
  /** Counts of a cell in the mean. */
  readonly depth?: number;
  /** The rest of the sequencing. */
  readonly capture?: Partial<Omit<CaptureSettings, 'efficiency'>>;
  readonly flaw?: Flaw;
}

/** A network as an experiment needs it. */
export interface Subject {
  readonly kinetics: Kinetics;
  /** Genes that can be perturbed. */
  readonly perturbable: readonly number[];
  /** [G] state before anything is done. */
  readonly start: Float64Array;
  /** How long cells are left alone first. */
  readonly burnIn: number;
  /** When cells are taken where no times are given. */
  readonly window: Window;
  /** [G] what one unit of overexpression adds to the production. */
  readonly unit: Float64Array;
  /** The dose where none is given. */
  readonly dose: Readonly<Record<PerturbationKind, number>>;
  readonly dt: number;
  readonly noise: number;
  readonly capture: CaptureSettings;
  readonly known: Pick<CapturedScreen, 'truth' | 'modules'>;
}

/** How many pairs there are among so many. */
export function pairsOf(perturbations: number): number {
  return (perturbations * (perturbations - 1)) / 2;
}

/** `random` is drawn from. `onCell` as in simulateScreen. Throws where there are fewer pairs than combinations. */
export function simulateExperiment(
  subject: Subject,
  settings: ExperimentSettings,
  random: Random,
  onCell?: (done: number, all: number) => void,
): CapturedScreen {
  const { kinetics, start, burnIn, window, unit, dt, noise } = subject;
  const arms = armsOf(subject, settings, random);
  const hidden = settings.hidden ? hiddenFactors(kinetics.genes.length, settings.hidden, random) : null;
  const windows = settings.times?.map((time) => ({ earliest: time, latest: time })) ?? [window];
  const escaping = settings.flaw === 'inert' ? 1 : (settings.escaping ?? 0);
  const seed = random.integer(2 ** 31 - 1);
  const design = { arms, start, burnIn, windows, unit, escaping, hidden, dt, noise, seed };
  const screen = simulateScreen(kinetics, design, onCell);
  const capture = { ...subject.capture, ...settings.capture };
  const efficiency = settings.depth === undefined ? capture.efficiency : settings.depth / meanTotal(screen);
  const captured = captureScreen(screen, subject.known, { ...capture, efficiency }, random);
  return settings.flaw ? withFlaw(captured, settings.flaw, random) : captured;
}

/** Controls, single perturbations, then pairs; each at every dose. */
function armsOf(
  { kinetics, perturbable, dose }: Subject,
  settings: ExperimentSettings,
  random: Random,
): Arm[] {
  const { kind, perturbations, controls, cellsPerPerturbation: most } = settings;
  const drawn = random.permutation(perturbable.length).slice(0, perturbations);
  const single = Array.from(drawn, (at) => [perturbable[at] ?? 0]);
  const pairs = pairsAmong(single.flat(), settings.combinations ?? 0, random);
  const doses = settings.doses ?? [dose[kind]];
  const all = [...single, ...pairs];
  const step = ((settings.fewestCells ?? most) / most) ** (1 / Math.max(1, all.length - 1));
  const perturbed = all.flatMap((targets, at) =>
    doses.map((strength): Arm => {
      const cells = Math.round(most * step ** at);
      const label = targets.map((gene) => kinetics.genes[gene] ?? '').join('+');
      return { label, kind, targets, dose: strength, cells };
    }),
  );
  return [
    { label: 'control', kind: 'control', targets: [], dose: Number.NaN, cells: controls },
    ...perturbed,
  ];
}

function pairsAmong(genes: readonly number[], wanted: number, random: Random): number[][] {
  if (wanted > pairsOf(genes.length)) throw new Error('there are fewer pairs than combinations');
  const pairs = new Map<string, number[]>();
  while (pairs.size < wanted) {
    const [first, second] = [random.integer(genes.length), random.integer(genes.length)];
    const [low, high] = [Math.min(first, second), Math.max(first, second)];
    if (low < high) pairs.set(`${low} ${high}`, [genes[low] ?? 0, genes[high] ?? 0]);
  }
  return [...pairs.values()];
}

function meanTotal({ molecules, armOfCell }: Screen): number {
  return molecules.reduce((sum, level) => sum + level, 0) / armOfCell.length;
}
