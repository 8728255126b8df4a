/**
 * The experiment on a network: which genes are perturbed, how strongly, when cells are sampled, how they are
 * sequenced, and an optional flaw.
 */
import type { PerturbationKind } from '../dataset/mapping';
import type { Random } from '../numerics/random';
import { captureScreen, type CapturedScreen, type CaptureSettings } from './capture';
import type { Kinetics } from './langevin';
import {
  controlArm,
  hiddenFactors,
  simulateScreen,
  type Arm,
  type HiddenSettings,
  type Screen,
  type ScreenDesign,
  type Window,
} from './screen';

/** Defaults: a clean screen of single perturbations. */
export interface ExperimentSettings {
  readonly kind: PerturbationKind;
  /** Number of perturbed genes, out of the perturbable ones. */
  readonly perturbations: number;
  /** Control cells, and cells of each perturbation and dose, at each time. */
  readonly controls: number;
  readonly cellsPerPerturbation: number;
  /** Cells of the smallest perturbation; the sizes of the others grow geometrically. Default: all sizes equal. */
  readonly fewestCells?: number;
  /** The same seed gives the same screen. */
  readonly seed: number;
  /** Number of perturbed pairs among the perturbed genes. */
  readonly combinations?: number;
  /**
   * Knockdown: share of the production that remains. Overexpression: added production, in the unit of the network.
   */
  readonly doses?: readonly number[];
  /** Sampling times, in mRNA decay times after the intervention. */
  readonly times?: readonly number[];
  /** Share of the perturbed cells without an effect. */
  readonly escaping?: number;
  readonly hidden?: HiddenSettings;
  /** Mean counts per cell. */
  readonly depth?: number;
  /** Other properties of the sequencing. */
  readonly capture?: Partial<Omit<CaptureSettings, 'efficiency'>>;
  readonly flaw?: Flaw;
}

/** The properties of a network that an experiment needs. */
export interface Subject extends Pick<ScreenDesign, 'start' | 'burnIn' | 'unit' | 'dt' | 'noise' | 'burst'> {
  readonly kinetics: Kinetics;
  /** Genes that can be perturbed. */
  readonly perturbable: readonly number[];
  /** Sampling window where no times are given. */
  readonly window: Window;
  /** Default dose. */
  readonly dose: Readonly<Record<PerturbationKind, number>>;
  readonly capture: CaptureSettings;
  readonly known: Pick<CapturedScreen, 'truth' | 'modules'>;
}

/** Number of pairs among `perturbations` genes. */
export function pairsOf(perturbations: number): number {
  return (perturbations * (perturbations - 1)) / 2;
}

/** Draws from `random`. `onCell` as in simulateScreen. Throws where there are fewer pairs than combinations. */
export function simulateExperiment(
  subject: Subject,
  settings: ExperimentSettings,
  random: Random,
  onCell?: (done: number, all: number) => void,
): CapturedScreen {
  const { kinetics, window } = subject;
  const arms = armsOf(subject, settings, random);
  const hidden = settings.hidden ? hiddenFactors(kinetics.genes.length, settings.hidden, random) : null;
  const windows = settings.times?.map((time) => ({ earliest: time, latest: time })) ?? [window];
  const escaping = settings.flaw === 'inert' ? 1 : (settings.escaping ?? 0);
  const seed = random.integer(2 ** 31 - 1);
  const screen = simulateScreen(kinetics, { ...subject, arms, windows, escaping, hidden, seed }, onCell);
  const capture = { ...subject.capture, ...settings.capture };
  const efficiency = settings.depth === undefined ? capture.efficiency : settings.depth / meanTotal(screen);
  const captured = captureScreen(screen, subject.known, { ...capture, efficiency }, random);
  return settings.flaw ? applyFlaw(captured, settings.flaw, random) : captured;
}

/** Controls, single perturbations, then pairs; each at every dose. */
function armsOf(
  { kinetics, perturbable, dose }: Subject,
  settings: ExperimentSettings,
  random: Random,
): Arm[] {
  const { kind, perturbations, controls, cellsPerPerturbation: largest } = settings;
  const drawn = random.permutation(perturbable.length).slice(0, perturbations);
  const single = Array.from(drawn, (at) => [perturbable[at] ?? 0]);
  const pairs = pairsAmong(single.flat(), settings.combinations ?? 0, random);
  const doses = settings.doses ?? [dose[kind]];
  const all = [...single, ...pairs];
  const step = ((settings.fewestCells ?? largest) / largest) ** (1 / Math.max(1, all.length - 1));
  const perturbed = all.flatMap((targets, at) =>
    doses.map((strength): Arm => {
      const cells = Math.round(largest * step ** at);
      const label = targets.map((gene) => kinetics.genes[gene] ?? '').join('+');
      return { label, kind, targets, dose: strength, cells };
    }),
  );
  return [controlArm(controls), ...perturbed];
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

/**
 * Screens without information, to test diagnostics. 'inert': perturbations have no effect, not even on their targets.
 * 'exchanged': each perturbation carries another's name. 'shuffled': every cell carries the label of some cell, drawn
 * without replacement.
 */
export type Flaw = (typeof flaws)[number];

export const flaws = ['inert', 'exchanged', 'shuffled'] as const;

/** Applies the flaw to the labels; 'inert' was applied during simulation. */
function applyFlaw(screen: CapturedScreen, flaw: Flaw, random: Random): CapturedScreen {
  switch (flaw) {
    case 'inert':
      return screen;
    case 'exchanged': {
      const names = [...new Set(screen.labels.filter((_, cell) => screen.kinds[cell] !== 'control'))];
      const ring = Array.from(random.permutation(names.length), (at) => names[at] ?? '');
      const next = new Map(ring.map((name, at) => [name, ring[(at + 1) % ring.length] ?? name]));
      return { ...screen, labels: screen.labels.map((label) => next.get(label) ?? label) };
    }
    case 'shuffled': {
      const from = random.permutation(screen.labels.length);
      const { doses } = screen;
      return {
        ...screen,
        labels: Array.from(from, (cell) => screen.labels[cell] ?? ''),
        kinds: Array.from(from, (cell) => screen.kinds[cell] ?? ''),
        doses: doses && Float64Array.from(from, (cell) => doses[cell] ?? Number.NaN),
      };
    }
    default:
      return flaw satisfies never;
  }
}
