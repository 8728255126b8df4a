/**
 * Time of training until held-out perturbations are predicted as well as by PyTorch at the end of its schedule: our own fit on wasm in one
 * thread; PyTorch on the same problem, and on the objective that training once had; with `before`, the fit of an earlier version of this
 * repository. One step each in turns, on the same screens, evaluated by the same predictions.
 */
import { join, resolve } from 'node:path';
import { createWasmDevice } from '../../src/dynamics/device/wasm/wasmDevice';
import type { Problem } from '../../src/dynamics/problem';
import { presets, type TrainingSettings } from '../../src/dynamics/settings';
import { drawBatch, learningRate, trainStep } from '../../src/dynamics/train';
import type { Dataset } from '../../src/dataset/dataset';
import { errorOverNoChange } from '../../src/evaluation/predictions/predictionError';
import { createFit, predictEndpoints, type Fit } from '../../src/inference/run/fit';
import { acyclic, simulated, technical, uncounted } from '../accuracy/screens';
import { textTable } from '../accuracy/textTable';
import { timed, type Cost } from './interleaved';
import { digits } from './stepsTable';
import { openTorch, type TorchPeer } from './torchPeer';

/** Error relative to that at the end of the reference's schedule. */
const WITHIN = 1.02;
/** Steps between two evaluations, whose time is not counted. */
const EVALUATE_EVERY = 5;
const SEEDS = [11, 12, 13];
const HELD_OUT = 0.2;
/** Cells a step of the objective that preset H once had; its trajectories took all solver steps, its start was the ridge. */
const EARLIER_CELLS = 256;

const kinds = [
  { name: 'molecules', change: uncounted },
  { name: 'counts', change: technical(2000) },
] as const;

const PRESETS = ['H', 'SH'] as const;

function rowName(preset: string, kind: string): string {
  return `${preset}, ${kind}`;
}

const OWN = 'wasm, 1 worker';
const TORCH = 'PyTorch, the same problem';
const EARLIER = `PyTorch, all solver steps, ${EARLIER_CELLS} cells, from the ridge`;
const BEFORE = 'version before';

interface Point {
  readonly step: number;
  /** On the held-out perturbations, relative to no change. */
  readonly error: number;
  /** Of all steps up to here. */
  readonly cost: Cost;
}

/** One contender on one screen. */
export interface Course {
  readonly kind: string;
  readonly seed: number;
  readonly preset: string;
  readonly name: string;
  readonly start: string;
  /** From the data set to the problem and its initial parameters; PyTorch is given ours. */
  readonly preparation: Cost;
  /** From step 0 to the end of the schedule. */
  readonly points: readonly Point[];
}

/** What of a version trains and predicts. */
interface Engine {
  readonly createFit: typeof createFit;
  readonly predictEndpoints: typeof predictEndpoints;
  readonly trainStep: typeof trainStep;
  readonly presets: typeof presets;
  readonly createWasmDevice: typeof createWasmDevice;
}

interface Contender {
  readonly name: string;
  readonly start: string;
  readonly steps: number;
  readonly preparation: Cost;
  readonly step: (step: number) => Promise<Cost>;
  readonly error: () => Promise<number>;
  readonly close: () => void;
}

const own: Engine = { createFit, predictEndpoints, trainStep, presets, createWasmDevice };

/** `python`: one that imports torch. `before`: folder of an earlier version. `wanted`: text in the names of rows. */
export async function measureTimeToTarget(
  python: string | null,
  before: string | null,
  wanted: string,
): Promise<readonly Course[]> {
  const earlier = before === null ? null : await engineIn(before);
  const found: Course[] = [];
  for (const { name: kind, change } of kinds)
    for (const seed of SEEDS) {
      const { dataset } = await simulated(kind, { ...acyclic, ...change, kind: 'knockout', seed }, HELD_OUT);
      for (const preset of PRESETS.filter((one) => rowName(one, kind).includes(wanted))) {
        const contenders = await contendersOn(dataset, preset, python, earlier);
        const courses = await inTurns(contenders);
        for (const { close } of contenders) close();
        found.push(...courses.map((course) => ({ ...course, kind, seed, preset })));
        console.error(timeToTargetTable(found.filter((one) => one.seed === seed && one.kind === kind)));
      }
    }
  return found;
}

async function engineIn(folder: string): Promise<Engine> {
  const load = (file: string) => import(/* @vite-ignore */ join(resolve(folder), 'src', file));
  const parts = ['inference/run/fit.ts', 'dynamics/train.ts', 'dynamics/settings.ts'];
  const found: Partial<Engine> = {};
  for (const part of [...parts, 'dynamics/device/wasm/wasmDevice.ts'])
    Object.assign(
      found,
      await load(part).catch((error: unknown) => {
        throw new Error(`--before ${folder}: ${part} could not be loaded: ${String(error)}`);
      }),
    );
  return { ...own, ...found };
}

async function contendersOn(
  dataset: Dataset,
  preset: (typeof PRESETS)[number],
  python: string | null,
  before: Engine | null,
): Promise<readonly Contender[]> {
  const mine = await preparedFit(own, dataset, own.presets[preset]);
  const contenders = [await ownContender(OWN, own, mine)];
  if (python !== null) {
    contenders.push(await torchContender(TORCH, mine, await openTorch(python)));
    const former = await formerObjective(dataset, mine);
    if (former !== null) contenders.push(await torchContender(EARLIER, former, await openTorch(python)));
  }
  if (before !== null)
    contenders.push(
      await ownContender(BEFORE, before, await preparedFit(before, dataset, before.presets[preset])),
    );
  return contenders;
}

interface PreparedFit {
  readonly fit: Fit;
  readonly settings: TrainingSettings;
  readonly preparation: Cost;
}

async function preparedFit(
  engine: Engine,
  dataset: Dataset,
  settings: TrainingSettings,
): Promise<PreparedFit> {
  const fits: Fit[] = [];
  const preparation = await timed(async () => {
    fits.push(await engine.createFit(dataset, settings, engine.createWasmDevice));
  });
  const [fit] = fits;
  if (!fit) throw new Error('a fit was created');
  return { fit, settings, preparation };
}

/** null where it is today's. The start is that of a leave-out fit, which starts as its main fit is said to. */
async function formerObjective(
  dataset: Dataset,
  { fit: { prepared }, settings, preparation }: PreparedFit,
): Promise<PreparedFit | null> {
  const former = { ...settings, cellBatch: EARLIER_CELLS };
  const isSame =
    prepared.start === 'ridge' &&
    prepared.problem.solverSteps === settings.solverSteps &&
    prepared.problem.stages === 4 &&
    settings.cellBatch === EARLIER_CELLS;
  if (isSame) return null;
  const fit = await createFit(dataset, former, createWasmDevice, [], {
    main: { ...prepared, start: 'ridge' },
    halves: null,
  });
  const problem = withSolverSteps(fit.prepared.problem, settings.solverSteps);
  return { fit: { ...fit, prepared: { ...fit.prepared, problem } }, settings: former, preparation };
}

/** By the classical method; endpoints at the end of other steps stay at the end. */
function withSolverSteps(problem: Problem, solverSteps: number): Problem {
  const endpoints = problem.endpoints.map((endpoint) => ({
    ...endpoint,
    step: (endpoint.step * solverSteps) / problem.solverSteps,
  }));
  return { ...problem, solverSteps, stages: 4, endpoints };
}

async function ownContender(
  name: string,
  engine: Engine,
  { fit, settings, preparation }: PreparedFit,
): Promise<Contender> {
  const { prepared, device } = fit;
  return {
    name,
    start: prepared.start,
    // Versions in which training could not end early have no steps of their own.
    steps: Number.isFinite(prepared.steps) ? prepared.steps : settings.steps,
    preparation,
    step: (step) =>
      timed(async () => {
        await engine.trainStep(device, settings, step, prepared.rate);
        await device.losses();
      }),
    error: async () => errorOf(engine, fit, await device.readParameters()),
    close: () => device.dispose(),
  };
}

async function torchContender(
  name: string,
  { fit: { prepared, leftOut }, settings, preparation }: PreparedFit,
  torch: TorchPeer,
): Promise<Contender> {
  const { problem, initial, rate, steps, start } = prepared;
  const { betas, clipNorm, rowNorm } = settings;
  const hyper = { learningRate: settings.learningRate, betas, clipNorm, rowNorm };
  await torch.load({ problem, parameters: initial, batch: drawBatch(problem, settings, 0) }, hyper, 'cpu');
  const device = await createWasmDevice(problem);
  return {
    name,
    start,
    steps,
    preparation,
    step: async (step) => {
      await torch.draw(drawBatch(problem, settings, step), rate * learningRate(settings, step));
      return torch.step();
    },
    error: async () => {
      const parameters = await torch.readParameters();
      device.setParameters(parameters);
      return errorOf(own, { prepared, leftOut, device }, parameters);
    },
    close: () => {
      torch.close();
      device.dispose();
    },
  };
}

async function errorOf(engine: Engine, fit: Fit, parameters: Float32Array): Promise<number> {
  const unseen = fit.prepared.perturbations.filter(({ training }) => !training);
  return errorOverNoChange(await engine.predictEndpoints(fit, unseen, parameters)) ?? 1;
}

/** One step each in turns, to the end of each schedule. */
async function inTurns(
  contenders: readonly Contender[],
): Promise<readonly Omit<Course, 'kind' | 'seed' | 'preset'>[]> {
  const courses = [];
  for (const { name, start, preparation, error } of contenders) {
    const first: Point = { step: 0, error: await error(), cost: { wallMs: 0, cpuMs: 0 } };
    courses.push({ name, start, preparation, points: [first], cost: first.cost });
  }
  const longest = Math.max(...contenders.map(({ steps }) => steps));
  for (let step = 1; step <= longest; step++)
    for (const [at, contender] of contenders.entries()) {
      const course = courses[at];
      if (!course || step > contender.steps) continue;
      const { wallMs, cpuMs } = await contender.step(step - 1);
      course.cost = { wallMs: course.cost.wallMs + wallMs, cpuMs: course.cost.cpuMs + cpuMs };
      if (step % EVALUATE_EVERY === 0 || step === contender.steps)
        course.points.push({ step, error: await contender.error(), cost: course.cost });
    }
  return courses;
}

/** Where a course first has the error, or its end. */
interface Reached extends Point {
  readonly isReached: boolean;
  readonly course: Course;
}

/** All contenders of one screen and preset. */
function reached(courses: readonly Course[]): readonly Reached[] {
  const reference = [EARLIER, TORCH, BEFORE, OWN]
    .map((wanted) => courses.find(({ name }) => name === wanted))
    .find((course) => course !== undefined);
  const target = WITHIN * (reference?.points.at(-1)?.error ?? Number.NaN);
  return courses.flatMap((course) => {
    const point = course.points.find(({ error }) => error <= target) ?? course.points.at(-1);
    return point ? [{ ...point, isReached: point.error <= target, course }] : [];
  });
}

/** Sums over the screens of a kind. Where the error is not reached, the whole schedule counts. */
export function timeToTargetTable(found: readonly Course[]): string {
  const rows = kinds.flatMap(({ name: kind }) =>
    PRESETS.flatMap((preset) => {
      const ofKind = found.filter((one) => one.kind === kind && one.preset === preset);
      const seeds = [...new Set(ofKind.map(({ seed }) => seed))];
      const all = seeds.flatMap((seed) => reached(ofKind.filter((one) => one.seed === seed)));
      const sums = [...new Set(all.map(({ course }) => course.name))].map((name) =>
        summed(
          name,
          all.filter(({ course }) => course.name === name),
        ),
      );
      return sums.map((one, i) => [
        i === 0 ? rowName(preset, kind) : '',
        one.name,
        one.starts,
        `${one.reached} of ${one.screens}`,
        one.steps.join(', '),
        digits(one.training / 1000),
        digits(one.whole / 1000),
        i === 0 ? '' : timesAsFast(one.training, sums[0]?.training),
        i === 0 ? '' : timesAsFast(one.whole, sums[0]?.whole),
      ]);
    }),
  );
  return [
    `100 genes, 32 knockouts, until the error on 8 held-out ones is within ${Math.round(100 * (WITHIN - 1))} % of that at the end of`,
    'PyTorch’s schedule (with the earlier objective, where it differs). CPU seconds of one thread, sums over the screens.',
    textTable(
      [
        'preset, values',
        'on',
        'start',
        'reached',
        'steps',
        'training',
        'with preparation',
        '× by training',
        '× in all',
      ],
      rows,
    ),
  ].join('\n');
}

function summed(name: string, screens: readonly Reached[]) {
  const sum = (of: (one: Reached) => number) => screens.reduce((total, one) => total + of(one), 0);
  return {
    name,
    starts: [...new Set(screens.map(({ course }) => course.start))].join(', '),
    reached: sum(({ isReached }) => Number(isReached)),
    screens: screens.length,
    steps: screens.map(({ step }) => step),
    training: sum(({ cost }) => cost.cpuMs),
    whole: sum(({ cost, course }) => cost.cpuMs + course.preparation.cpuMs),
  };
}

/** Empty where our own training made no step. */
function timesAsFast(theirs: number, ours = 0): string {
  return ours > 0 ? digits(theirs / ours) : '';
}
