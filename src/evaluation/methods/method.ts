/**
 * What every method of the gallery tells and does. A method is a folder of its own: `about.ts` says what it is and what it costs, without
 * its code; the code is loaded when it runs. Methods are seeded, and independent of the order of genes and cells, since a screen is in
 * canonical order.
 */
import type { Intervention } from '../../dataset/dataset';
import type { FittedModel } from '../../dynamics/fitted';
import type { Prior } from '../../network/prior';
import type { Interval } from '../bootstrap';
import type { Screen } from './screen';

/** Methods that share assumptions, and so are likely to share errors: an edge that several families find is worth more. */
export const families = [
  'effects',
  'regression',
  'trees',
  'acyclic',
  'dynamics',
  'covariance',
  'autoencoder',
  'order',
  'spline',
  'links',
  'consensus',
] as const;

export type MethodFamily = (typeof families)[number];

/** `times`: at least two time points; `networks`: finished networks of other methods; `prior`: a known network. */
export type MethodNeed = 'perturbations' | 'controls' | 'times' | 'run' | 'networks' | 'prior';

export interface MethodSetting {
  readonly name: string;
  /** One plain sentence. */
  readonly meaning: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

/** Values of a method's settings by name. */
export type SettingValues = Readonly<Record<string, number>>;

export interface ProblemSize {
  readonly genes: number;
  readonly regulators: number;
  /** Training cells only. */
  readonly perturbedCells: number;
  readonly controls: number;
  readonly perturbations: number;
  readonly times: number;
}

/** On one core of a typical computer. */
export interface MethodCost {
  readonly seconds: number;
  readonly bytes: number;
}

interface Citation {
  /** Authors, title, journal, year. */
  readonly text: string;
  readonly url: string;
}

export interface AboutMethod {
  /** As in `--method NAME`. */
  readonly name: string;
  /** As the literature writes it. */
  readonly title: string;
  readonly family: MethodFamily;
  /** Two sentences at most: what it assumes, and what its score means. */
  readonly summary: string;
  readonly citation: Citation;
  readonly needs: readonly MethodNeed[];
  /** Whether scores carry the sign of the edge. */
  readonly signed: boolean;
  /** Whether it predicts perturbations that it has not seen. */
  readonly predicts: boolean;
  /** It can be read at a chosen group of cells. */
  readonly readsCells?: true;
  readonly settings: readonly MethodSetting[];
  readonly cost: (size: ProblemSize, settings: SettingValues) => MethodCost;
}

export interface FoundByMethod {
  /** [R × G] in canonical order, regulator in rows; 0 on the diagonal, larger magnitudes are surer. */
  readonly scores: Float32Array;
  /** [G] predicted shift (z, canonical order) of a perturbation at the last time point; null where the method does not predict. */
  readonly predict: ((interventions: readonly Intervention[]) => Float64Array) | null;
  /** Of methods that learn from a known network. */
  readonly links?: LinkVerdict;
}

/** What the bar of every predictor of links is: a method is worth what it exceeds both by. */
export const linkBars = ['degree', 'pair-logistic'] as const;

/** How well a method finds the known edges of regulators whose edges it has not learned from. */
export interface LinkVerdict {
  /** Name of the known network; absent in results of earlier versions. */
  readonly network?: string;
  /** With known edges. */
  readonly regulators: number;
  /** Average precision of a random order. */
  readonly density: number;
  /** Mean over folds, with a 95 % interval over regulators; null where no fold has an edge. */
  readonly averagePrecision: Interval | null;
  /** The same of what every method must exceed. */
  readonly bars: Readonly<Record<(typeof linkBars)[number], number | null>>;
  /** Average precision beyond each of them, with a 95 % interval over regulators. */
  readonly beyond: Readonly<Record<(typeof linkBars)[number], Interval | null>>;
  /** Whether both intervals are above 0. */
  readonly exceedsBoth: boolean;
}

export interface MethodInput {
  readonly screen: Screen;
  /** Every setting of the method, within its range. */
  readonly settings: SettingValues;
  readonly seed: number;
  /** For methods that need a run: the fitted model, genes in the order of its own data set (match them by name). */
  readonly run?: FittedModel;
  /** For methods that need networks: what other methods found on this screen. */
  readonly networks?: readonly MethodNetwork[];
  /** For methods that read chosen cells: [cells of the original dataset] 1 where a cell is chosen; absent: all. */
  readonly cells?: Uint8Array;
  /** For methods that need a known network: its edges among the genes of the screen, in any order. */
  readonly prior?: Prior;
}

/** Scores of another method, [R × G] in canonical order. */
export interface MethodNetwork extends Pick<FoundByMethod, 'scores'> {
  readonly name: string;
  readonly family: MethodFamily;
  readonly signed: boolean;
}

/** Yields the share done, at least ten times a second on small problems and after every second on large ones; stop iterating to cancel. */
export type Algorithm = (
  input: MethodInput,
) => Generator<number, FoundByMethod> | AsyncGenerator<number, FoundByMethod>;

export interface Method {
  readonly about: AboutMethod;
  readonly load: () => Promise<Algorithm>;
}

/** A method cannot run on a screen; `need`: what the screen lacks. */
export class MethodRefusal extends Error {
  readonly need: MethodNeed;

  constructor(need: MethodNeed, message: string) {
    super(message);
    this.name = 'MethodRefusal';
    this.need = need;
  }
}
