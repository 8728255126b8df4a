/**
 * What every method of the gallery tells and does. A method is a folder of its own: `about.ts` says what it is and what it costs, without
 * its code; the code is loaded when it runs. Methods are seeded, and independent of the order of genes and cells, since a screen is in
 * canonical order. Values of a method's settings, checked. What a data set offers to methods: the size of their problem, and what they
 * need and it lacks.
 */
import {
  type Dataset,
  ENOUGH_CONTROLS,
  type Intervention,
  controlCellCount,
  isControl,
  perturbationLabels,
} from '../../dataset/dataset';
import type { FittedModel } from '../../dynamics/fitted';
import type { GeneRows } from '../../network/embedding';
import type { Prior } from '../../network/prior';
import type { Interval } from '../bootstrap';
import type { Screen } from './screen';
import type { TrainingData } from '../../dynamics/settings';

/** Methods that share assumptions, and so are likely to share errors: an edge that several families find is worth more. */
export type MethodFamily =
  | 'effects'
  | 'regression'
  | 'trees'
  | 'acyclic'
  | 'dynamics'
  | 'covariance'
  | 'autoencoder'
  | 'order'
  | 'spline'
  | 'links'
  | 'consensus';

/** `times`: at least two time points; `networks`: finished networks of other methods; `prior`: a known network. */
export type MethodNeed = 'perturbations' | 'controls' | 'times' | 'run' | 'networks' | 'prior';

export interface MethodSetting {
  readonly name: string;
  /** One plain sentence. */
  readonly meaning: string;
  readonly value: number;
  /** Another default where another setting is not 0. */
  readonly otherwise?: { readonly where: string; readonly value: number };
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
  /** It reads a known network where there is one. */
  readonly readsPrior?: true;
  /** It reads embeddings of genes where they are given. */
  readonly readsEmbeddings?: true;
  /** It can be read at a chosen group of cells. */
  readonly readsCells?: true;
  readonly settings: readonly MethodSetting[];
  readonly cost: (size: ProblemSize, settings: SettingValues) => MethodCost;
}

/** [G] predicted shift (z, canonical order) of a perturbation at the last time point. */
export type Predict = (interventions: readonly Intervention[]) => Float64Array;

/** What a method that predicts along a network may do without, to show what each part gives; `network`: that with its targets exchanged. */
export const leftOutParts = ['adapter', 'edge-perturbation', 'network'] as const;

export type LeftOut = (typeof leftOutParts)[number];

/** Errors on held-out perturbations over no change; null where nothing changed. */
export type PartErrors = Readonly<Record<LeftOut, number | null>>;

export interface FoundByMethod {
  /** [R × G] in canonical order, regulator in rows; 0 on the diagonal, larger magnitudes are surer. */
  readonly scores: Float32Array;
  /** null where the method does not predict. */
  readonly predict: Predict | null;
  /** The same method without a part; absent where nothing is held out. */
  readonly without?: Readonly<Record<LeftOut, Predict>>;
  /** Of methods that learn from a known network. */
  readonly links?: LinkVerdict;
}

/** What predictors of links have not learned from when they are judged: all pairs of a regulator, or single pairs. */
export type HiddenLinks = 'regulators' | 'pairs';

export type LinkBar = 'degree' | 'degree-product' | 'pair-logistic';

/** What the bar of every predictor of links is: a method is worth what it exceeds both by. */
export function linkBars(hidden: HiddenLinks = 'regulators'): readonly [LinkBar, LinkBar] {
  return [hidden === 'pairs' ? 'degree-product' : 'degree', 'pair-logistic'];
}

/** Of the in-degree, and of what every method must exceed. */
type OfBars<Figure> = Readonly<Record<Exclude<LinkBar, 'degree-product'>, Figure>> & {
  readonly 'degree-product'?: Figure;
};

/** How well a method finds known edges that it has not learned from. */
export interface LinkVerdict {
  /** Absent in results of earlier versions, which hid regulators. */
  readonly hidden?: HiddenLinks;
  /** Name of the known network; absent in results of earlier versions. */
  readonly network?: string;
  /** With known edges. */
  readonly regulators: number;
  /** Average precision of a random order. */
  readonly density: number;
  /** Mean over folds, with a 95 % interval over regulators; null where no fold has an edge. */
  readonly averagePrecision: Interval | null;
  /** The same of what every method must exceed. */
  readonly bars: OfBars<number | null>;
  /** Average precision beyond each of them, with a 95 % interval over regulators. */
  readonly beyond: OfBars<Interval | null>;
  /** Whether the intervals beyond both bars are above 0. */
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
  /** For methods that read a known network: its edges among the genes of the screen, in any order. */
  readonly prior?: Prior;
  /** For methods that read embeddings: numbers of genes of the screen, from a pretrained model. */
  readonly embeddings?: GeneRows;
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

/** Whether it learns from a known network, needed or not. */
export function readsPrior({ needs, readsPrior: reads }: Pick<AboutMethod, 'needs' | 'readsPrior'>): boolean {
  return reads === true || needs.includes('prior');
}

/** As given, or by default. */
export function settingValue(
  settings: SettingValues,
  { name, value, otherwise }: Pick<MethodSetting, 'name' | 'value' | 'otherwise'>,
): number {
  return settings[name] ?? (otherwise && (settings[otherwise.where] ?? 0) !== 0 ? otherwise.value : value);
}

/** Defaults, with the given values in their place. Throws RangeError with a sentence that names setting and range. */
export function settingsOf(settings: readonly MethodSetting[], given: SettingValues): SettingValues {
  const known = new Set(settings.map(({ name }) => name));
  const foreign = Object.keys(given).find((name) => !known.has(name));
  if (foreign !== undefined)
    throw new RangeError(
      known.size === 0
        ? `There is no setting “${foreign}”: the method has none.`
        : `There is no setting “${foreign}”; there are ${[...known].join(', ')}.`,
    );
  return Object.fromEntries(
    settings.map((setting) => {
      const value = settingValue(given, setting);
      if (!isAllowed(setting, value))
        throw new RangeError(
          `${setting.name} is ${value}; allowed are ${setting.whole ? 'whole ' : ''}numbers from ${setting.least} to ${setting.most}.`,
        );
      return [setting.name, value];
    }),
  );
}

export function isAllowed({ least, most, whole }: MethodSetting, value: number): boolean {
  return value >= least && value <= most && (!whole || Number.isInteger(value));
}

/** Folds of a known network, for predictors of links: two to learn from, one to stop by, one to be judged by. */
export const FOLDS = 4;

type Design = Pick<TrainingData, 'conditions' | 'heldOut' | 'moments' | 'knowledge'>;

/** Beside the data set: a finished run, and the number of finished networks of other methods. */
export interface Beside {
  readonly run: boolean;
  readonly networks: number;
}

const ENOUGH_NETWORKS = 2;

/** Needs of the method that are not met, in its own order. */
export function unmetNeeds(
  { needs }: Pick<AboutMethod, 'needs'>,
  design: Design,
  beside: Beside,
): readonly MethodNeed[] {
  return needs.filter((need) => !isMet(need, design, beside));
}

function isMet(need: MethodNeed, design: Design, { run, networks }: Beside): boolean {
  switch (need) {
    case 'perturbations':
      return perturbationLabels({ conditions: trainingConditions(design) }).length > 0;
    case 'controls':
      return controlCellCount(design) >= ENOUGH_CONTROLS;
    case 'times':
      return trainingTimes(design).length >= 2;
    case 'run':
      return run;
    case 'networks':
      return networks >= ENOUGH_NETWORKS;
    case 'prior':
      return new Set(design.knowledge?.edges.map(({ source }) => source)).size >= FOLDS;
    default:
      return need satisfies never;
  }
}

function trainingConditions({ conditions, heldOut }: Design): Dataset['conditions'] {
  return conditions.filter(({ label, cells }) => cells > 0 && !heldOut.includes(label));
}

/** Ascending, controls included. */
function trainingTimes(design: Design): readonly number[] {
  const times = trainingConditions(design).flatMap(({ time }) => (time === null ? [] : [time]));
  return [...new Set(times)].toSorted((a, b) => a - b);
}

export function problemSize(design: Design & Pick<Dataset, 'genes' | 'candidates'>): ProblemSize {
  const training = trainingConditions(design);
  const cellsOf = (control: boolean) =>
    training.reduce((sum, one) => sum + (isControl(one) === control ? one.cells : 0), 0);
  return {
    genes: design.genes.length,
    regulators: design.candidates.length,
    perturbedCells: cellsOf(false),
    controls: cellsOf(true),
    perturbations: perturbationLabels({ conditions: training }).length,
    times: trainingTimes(design).length,
  };
}
