/**
 * Methods of the gallery on the data set on screen: one queue over the cores, before what runs are compared with (otherNetworks.ts). Results
 * stay as long as the data set, and are kept with the run. Loaded with the part of Evaluate that shows them.
 */
import { proxy } from 'comlink';
import { create } from 'zustand';
import type { Dataset } from '../../../dataset/dataset';
import type { Outcome } from '../../../dataset/errors';
import type { Knowledge } from '../../../dataset/knowledge';
import { presets } from '../../../dynamics/settings';
import { aboutNamed, abouts } from '../../../evaluation/methods/abouts';
import type { ComparedMethod, MethodComparison } from '../../../evaluation/methods/consensus/comparison';
import {
  type AboutMethod,
  type MethodCost,
  type MethodNeed,
  type SettingValues,
  isAllowed,
  problemSize,
  readsPrior,
  settingValue,
  settingsOf,
  unmetNeeds,
} from '../../../evaluation/methods/method';
import type { GivenEmbeddings } from '../../../evaluation/networks/truthFile';
import { unmeasuredKnowledge } from '../../../network/prior';
import type { MethodsApi } from '../../../../workers/protocol';
import { sendDataset } from '../../../../workers/sendDataset';
import { type WorkerHandle, newWorker } from '../clients';
import { latestWins } from '../latestWins';
import {
  type MethodState,
  type MethodStates,
  finishedNetworks,
  isActive,
  keptOf,
  nextMethods,
  queued,
  statesOf,
  withoutWorth,
} from './methodQueue';
import { pool, workersOn } from '../pool';
import type { AppError, GivenNetwork, RunState } from '../state';
import { useKnowledge, useRun, useView } from '../stores';

/** A group of cells, or those picked under Cells. */
export interface ChosenCells {
  /** As shown; tells it from other choices. */
  readonly name: string;
  /** [cells] */
  readonly isMember: Uint8Array;
}

interface MethodRuns {
  readonly states: MethodStates;
  /** What a person changed, by name of the method. */
  readonly settings: Readonly<Record<string, SettingValues>>;
  /** Cells at which a method is read, by its name; absent: all training cells. */
  readonly cells: Readonly<Record<string, ChosenCells>>;
  /** Of the genes of the data set on screen, for methods that read them, or why their file cannot be read. */
  readonly embeddings: Outcome<GivenEmbeddings, AppError> | null;
  /** Left out of the consensus. */
  readonly excluded: ReadonlySet<string>;
  /** Of the finished methods and the model; null before the first is finished. */
  readonly comparison: MethodComparison | null;
  /** The network chosen under Knowledge, over the data set on screen; null: none, or none that has edges for it. */
  readonly chosen: Knowledge | null;
  /** Seconds; a method with a longer forecast is not among those that "Run all" starts. */
  readonly longest: number;
}

const none: MethodRuns = {
  states: {},
  settings: {},
  cells: {},
  embeddings: null,
  excluded: new Set(),
  comparison: null,
  chosen: null,
  longest: 60,
};

export const useMethodRuns = create<MethodRuns>(() => none);

/** Name of the run's own network among those compared. */
export const ownName = 'modulode';

/** Idle workers that have the data set; those that run a method, by its name. */
const idle: WorkerHandle<MethodsApi>[] = [];
const busy = new Map<string, WorkerHandle<MethodsApi>>();
let comparing: WorkerHandle<MethodsApi> | null = null;

useMethodRuns.subscribe(({ states }) => pool.take('methods', Object.values(states).filter(isActive).length));
useRun.subscribe((run, before) => {
  if (run.dataset !== before.dataset) {
    forgetAll();
    restore();
    layChosen();
    return;
  }
  if (run.result?.model !== before.result?.model) forgetReadouts();
  if (run.result !== before.result || run.truth !== before.truth) compareNow();
});
useKnowledge.subscribe(({ choice }, before) => {
  if (choice?.network !== before.choice?.network) layChosen();
});
useView.subscribe((view, before) => {
  if (view.present.edgeBudget !== before.present.edgeBudget) compareNow();
});

/** What the method lacks here; empty: it can run. */
export function lackOf(
  name: string,
  { dataset, result, shared }: RunState,
  { states, excluded, chosen }: Pick<MethodRuns, 'states' | 'excluded' | 'chosen'>,
): readonly (MethodNeed | 'cells')[] {
  const about = aboutNamed(name);
  if (!about || !dataset || shared || dataset.values.length === 0) return ['cells'];
  const networks = finishedNetworks(states, abouts, excluded).length;
  return unmetNeeds(about, chosen ? { ...dataset, knowledge: chosen } : dataset, {
    run: result !== null,
    networks,
  });
}

/** Forecast on one core; null while a typed setting is not allowed, with which the method cannot run. */
export function costOf(about: AboutMethod, dataset: Dataset, typed: SettingValues = {}): MethodCost | null {
  const { settings } = about;
  const allowed = settings.every((setting) => isAllowed(setting, settingValue(typed, setting)));
  return allowed ? about.cost(problemSize(dataset), settingsOf(settings, typed)) : null;
}

/** Methods that can run here within `longest` and have no result yet; the consensus once two others have or get one. */
export function methodsToRun(run: RunState, runs: MethodRuns): readonly string[] {
  const { dataset } = run;
  if (!dataset) return [];
  const isNew = (name: string) => runs.states[name]?.phase !== 'done' && !isActive(runs.states[name]);
  const possible = abouts
    .filter((about) => {
      const cost = costOf(about, dataset, runs.settings[about.name]);
      const lacks = lackOf(about.name, run, runs).filter((lack) => lack !== 'networks');
      return lacks.length === 0 && cost !== null && cost.seconds <= runs.longest;
    })
    .map(({ name }) => name);
  const single = possible.filter((name) => aboutNamed(name)?.family !== 'consensus');
  const known = finishedNetworks(runs.states, abouts, runs.excluded).length;
  const fresh = single.filter(isNew);
  const consensus = possible.filter((name) => !single.includes(name));
  return [...fresh, ...(fresh.length > 0 && fresh.length + known >= 2 ? consensus : consensus.filter(isNew))];
}

export function runAllMethods(): void {
  runMethods(methodsToRun(useRun.getState(), useMethodRuns.getState()));
}

/** Forecast on one core, in seconds. */
const FAST = 1;

/** Runs those that take about a second and were neither run nor cancelled here. */
export function runFastMethods(): void {
  const runs = useMethodRuns.getState();
  const fast = methodsToRun(useRun.getState(), { ...runs, longest: FAST });
  runMethods(fast.filter((name) => runs.states[name] === undefined));
}

export function runMethods(names: readonly string[]): void {
  useMethodRuns.setState(({ states }) => ({ states: queued(states, names) }));
  startNext();
}

export function cancelMethod(name: string): void {
  if (!isActive(useMethodRuns.getState().states[name])) return;
  endWorkerOf(name);
  setState(name, { phase: 'cancelled' });
  startNext();
}

export function cancelAllMethods(): void {
  const { states } = useMethodRuns.getState();
  const active = Object.keys(states).filter((name) => isActive(states[name]));
  active.forEach(endWorkerOf);
  useMethodRuns.setState((now) => ({
    states: {
      ...now.states,
      ...Object.fromEntries(active.map((name) => [name, { phase: 'cancelled' } as const])),
    },
  }));
  endIdle();
}

/** NaN and values outside the range are kept as typed; the method cannot be run with them. */
export function setMethodSetting(method: string, name: string, value: number): void {
  useMethodRuns.setState(({ settings }) => ({
    settings: { ...settings, [method]: { ...settings[method], [name]: value } },
  }));
}

/** null: all training cells. */
export function setMethodCells(method: string, chosen: ChosenCells | null): void {
  useMethodRuns.setState(({ cells }) => {
    const others = Object.entries(cells).filter(([name]) => name !== method);
    return { cells: Object.fromEntries(chosen ? [...others, [method, chosen]] : others) };
  });
}

/** Numbers of genes, and for a NumPy array their names. A file that cannot be read says why. */
export async function chooseEmbeddings(files: readonly [File, ...File[]]): Promise<void> {
  const { dataset } = useRun.getState();
  if (!dataset) return;
  const { embeddingsOf } = await import('../data/knowledge');
  const embeddings = await embeddingsOf(files, dataset.genes);
  if (useRun.getState().dataset === dataset) useMethodRuns.setState({ embeddings });
}

export function removeEmbeddings(): void {
  useMethodRuns.setState({ embeddings: null });
}

export function countInConsensus(name: string, counts: boolean): void {
  useMethodRuns.setState(({ excluded }) => {
    const next = new Set(excluded);
    if (counts) next.delete(name);
    else next.add(name);
    return { excluded: next };
  });
  compareNow();
}

export function setLongest(longest: number): void {
  useMethodRuns.setState({ longest });
}

function startNext(): void {
  const { states } = useMethodRuns.getState();
  for (const name of nextMethods(
    states,
    abouts,
    Math.min(workersOn(navigator.hardwareConcurrency), pool.roomFor('methods')),
  ))
    void start(name);
  if (busy.size === 0) endIdle();
}

async function start(name: string): Promise<void> {
  const { dataset, result, trainedWith } = useRun.getState();
  const { settings, states, excluded, cells, embeddings, chosen: knowledge } = useMethodRuns.getState();
  if (!dataset) return;
  const worker = idle.pop() ?? workerWith(dataset);
  busy.set(name, worker);
  setState(name, { phase: 'running', share: 0 });
  const about = aboutNamed(name);
  const reads = about?.needs ?? [];
  const at = cells[name];
  const numbers = about?.readsEmbeddings && embeddings?.ok ? embeddings.value : null;
  const chosen = { settings: settings[name] ?? {}, seed: trainedWith?.seed ?? presets.default.seed };
  const job = {
    name,
    ...chosen,
    cells: at?.isMember ?? null,
    knowledge: about && readsPrior(about) ? knowledge : null,
    embeddings: numbers?.rows ?? null,
    run: reads.includes('run') ? (result?.model ?? null) : null,
    networks: reads.includes('networks') ? finishedNetworks(states, abouts, excluded) : [],
  };
  const isMine = () => busy.get(name) === worker;
  const onProgress = (share: number) => {
    // Crosses on a channel of its own, and so may arrive after the answer.
    if (isMine()) setState(name, { phase: 'running', share });
  };
  const answer = await worker.ask((remote) => remote.run(job, proxy(onProgress)));
  if (!isMine()) return;
  busy.delete(name);
  if (answer.ok) {
    idle.push(worker);
    const genes = { all: dataset.genes.length, covered: numbers?.rows.size ?? 0 };
    const state = {
      phase: 'done',
      answer: answer.value,
      ...chosen,
      cells: at?.name ?? null,
      ...(numbers && { embeddings: { name: numbers.name, genes } }),
    } as const;
    setState(name, state);
    leaveOut(withoutWorth({ [name]: state }));
    keep();
    compareNow();
  } else {
    worker.end();
    setState(name, {
      phase: 'failed',
      why: answer.error.tag === 'worker-lost' ? answer.error.detail : '',
    });
  }
  startNext();
}

function workerWith(dataset: Dataset): WorkerHandle<MethodsApi> {
  const worker = newWorker('methods');
  void worker.ask((remote) => remote.use(sendDataset(dataset)));
  return worker;
}

function setState(name: string, state: MethodState): void {
  useMethodRuns.setState(({ states }) => ({ states: { ...states, [name]: state } }));
}

/** Not counted in the consensus, until a person wants it. */
function leaveOut(names: readonly string[]): void {
  if (names.length === 0) return;
  useMethodRuns.setState(({ excluded }) => ({ excluded: new Set([...excluded, ...names]) }));
}

function endWorkerOf(name: string): void {
  const worker = busy.get(name);
  busy.delete(name);
  worker?.end();
}

function endIdle(): void {
  for (const worker of idle.splice(0)) worker.end();
}

function forgetAll(): void {
  for (const name of busy.keys()) endWorkerOf(name);
  endIdle();
  comparing?.end();
  comparing = null;
  const { longest } = useMethodRuns.getState();
  useMethodRuns.setState({ ...none, longest });
}

const laying = latestWins<{ readonly network: GivenNetwork; readonly dataset: Dataset }, Knowledge>(
  async ({ network, dataset }) => {
    const { laidOver } = await import('../data/knowledge');
    const regulators = Array.from(dataset.candidates, (gene) => dataset.genes[gene] ?? '');
    const laid = await laidOver(network, dataset.genes, regulators);
    return laid?.prior.ok ? unmeasuredKnowledge(laid.prior.value) : null;
  },
  (_, chosen) => useMethodRuns.setState({ chosen }),
);

/** Methods learn from a chosen network at once, without a training. */
function layChosen(): void {
  const { dataset } = useRun.getState();
  const network = useKnowledge.getState().choice?.network;
  laying.forget();
  useMethodRuns.setState({ chosen: null });
  if (dataset && network) laying.ask({ network, dataset });
}

/** Shows what is kept with the run on screen. */
function restore(): void {
  const { dataset, methods } = useRun.getState();
  if (!dataset || methods.length === 0) return;
  const states = statesOf(methods, dataset, abouts);
  const settings = Object.fromEntries(methods.map((kept) => [kept.name, kept.settings]));
  useMethodRuns.setState({ states, settings });
  leaveOut(withoutWorth(states));
  compareNow();
}

function keep(): void {
  useRun.setState({ methods: keptOf(useMethodRuns.getState().states, abouts) });
}

/** What was read from a model that is no longer on screen. */
function forgetReadouts(): void {
  const names = abouts.filter(({ needs }) => needs.includes('run')).map(({ name }) => name);
  names.forEach(endWorkerOf);
  useMethodRuns.setState(({ states }) => ({
    states: Object.fromEntries(Object.entries(states).filter(([name]) => !names.includes(name))),
  }));
  if (useRun.getState().methods.some(({ ofModel }) => ofModel)) keep();
}

interface Question {
  readonly networks: readonly ComparedMethod[];
  readonly truth: RunState['truth'];
  readonly edges: number;
}

const comparisons = latestWins<Question, MethodComparison>(
  async ({ networks, truth, edges }) => {
    comparing ??= newWorker('methods');
    const answer = await comparing.ask((remote) => remote.compare(networks, truth, edges));
    return answer.ok ? answer.value : null;
  },
  (_, comparison) => useMethodRuns.setState({ comparison }),
);

function compareNow(): void {
  const networks = comparedNetworks(useRun.getState(), useMethodRuns.getState());
  if (!networks.some(({ name }) => name !== ownName)) {
    comparisons.forget();
    useMethodRuns.setState({ comparison: null });
    return;
  }
  const { truth } = useRun.getState();
  comparisons.ask({ networks, truth, edges: useView.getState().present.edgeBudget });
}

/** The model's network first, then those of finished methods. */
function comparedNetworks(
  { result }: Pick<RunState, 'result'>,
  { states, excluded }: MethodRuns,
): readonly ComparedMethod[] {
  const own: readonly ComparedMethod[] = result
    ? [
        {
          name: ownName,
          family: 'dynamics',
          signed: true,
          network: result.network,
          counts: !excluded.has(ownName),
        },
      ]
    : [];
  const others = abouts.flatMap(({ name, family, signed }): readonly ComparedMethod[] => {
    const state = states[name];
    if (state?.phase !== 'done') return [];
    const counts = family !== 'consensus' && !excluded.has(name);
    return [{ name, family, signed, network: state.answer.network, counts }];
  });
  return [...own, ...others];
}

// Last, when all above is there: a run may be on screen already.
restore();
layChosen();
