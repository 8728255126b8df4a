/** Chooses, reads and matches the known network of the next training, and learns with it. Loaded with the Knowledge panel. */
import { proxy } from 'comlink';
import type { KnowledgeApi } from '../../../../workers/protocol';
import { sendDataset } from '../../../../workers/sendDataset';
import type { Outcome } from '../../../dataset/errors';
import { type TrainingData, withoutKnowledge } from '../../../dynamics/settings';
import type { Knowledge, PriorStrength } from '../../../dataset/knowledge';
import { swapped } from '../../../evaluation/networks/truth';
import type { GivenEmbeddings, LaidNetwork, PriorSource } from '../../../evaluation/networks/truthFile';
import { type BundledPriorName, bundledPriorNames, bundledPriors } from '../../../network/priors/about';
import { bundledEdges } from '../../../network/priors/bundled';
import { newWorker, type WorkerHandle } from '../clients';
import { formerKnowledge, nextSettings } from './nextSettings';
import type { AppError, GivenNetwork, KnowledgeChoice } from '../state';
import { useKnowledge, useNextTraining, useRun } from '../stores';

/** What the next training uses: the choice, else what the data set was learned with before. */
export function knowledgeOf(
  choice: KnowledgeChoice | null,
  knowledge: Knowledge | undefined,
): KnowledgeChoice {
  if (choice) return choice;
  if (!knowledge) return { network: null, strength: 'auto' };
  const { name, edges, asked } = knowledge;
  return { network: { source: { name, edges }, bundled: bundledOf(name) }, strength: asked };
}

function bundledOf(title: string): BundledPriorName | null {
  return bundledPriorNames.find((name) => bundledPriors[name].title === title) ?? null;
}

/** A step that Undo takes back. */
export function chooseKnowledge(choice: KnowledgeChoice): void {
  useKnowledge.setState((state) => ({
    choice,
    past: [...state.past, state.choice],
    isReading: false,
    error: null,
  }));
}

export function undoKnowledge(): void {
  useKnowledge.setState(({ past }) => ({
    choice: past.at(-1) ?? null,
    past: past.slice(0, -1),
    isReading: false,
    error: null,
  }));
}

export async function chooseBundled(bundled: BundledPriorName, strength: PriorStrength): Promise<void> {
  useKnowledge.setState({ isReading: true, error: null });
  const source = { name: bundledPriors[bundled].title, edges: await bundledEdges(bundled) };
  chooseKnowledge({ network: { source, bundled }, strength });
}

/** Of chosen files the one to read, and for a NumPy array its names. */
function mainOf(files: readonly [File, ...File[]]): { readonly main: File; readonly names: File | null } {
  const main = files.find(({ name }) => files.length === 1 || /\.npy$/iu.test(name)) ?? files[0];
  return { main, names: files.find((file) => file !== main) ?? null };
}

function lost({ name }: File, end: { readonly tag: string; readonly detail?: string }): AppError {
  return { tag: 'opening-failed', file: name, detail: end.detail ?? '' };
}

/** Regulators and targets of a file that does not say which is which. */
export function turnNetwork({ source, bundled }: GivenNetwork, strength: PriorStrength): void {
  if (!('edges' in source)) return;
  const { directionAssumed: _, ...turned } = swapped(source);
  chooseKnowledge({ network: { source: turned, bundled }, strength });
}

/** `source`: the whole network, also where a run keeps only its edges between its own genes. */
export interface WholeLaid extends LaidNetwork {
  readonly source: PriorSource;
}

/** A run keeps the edges between its own genes; those that come with the program are known whole. */
async function wholeOf({ source, bundled }: GivenNetwork): Promise<PriorSource> {
  return bundled ? { name: source.name, edges: await bundledEdges(bundled) } : source;
}

/** null where it was ended on purpose. */
function failureOf(end: { readonly tag: string; readonly detail?: string } | null): AppError | null {
  return end?.tag === 'worker-ended' ? null : { tag: 'worker-lost', detail: end?.detail ?? '' };
}

function createKnowledge(startWorker: () => WorkerHandle<KnowledgeApi>) {
  let reader: WorkerHandle<KnowledgeApi> | null = null;

  /** Reads and matches; replaced after a crash. */
  function readingWorker(): WorkerHandle<KnowledgeApi> {
    if (reader) return reader;
    const made = startWorker();
    reader = made;
    void forgetCrashed(made);
    return made;
  }

  async function forgetCrashed(worker: WorkerHandle<KnowledgeApi>): Promise<void> {
    await worker.crashed;
    if (reader === worker) reader = null;
  }

  /** A file that cannot be read leaves the choice as it is. */
  async function chooseFiles(files: readonly File[], strength: PriorStrength): Promise<void> {
    const [first, ...others] = files;
    if (!first) return;
    const { main, names } = mainOf([first, ...others]);
    useKnowledge.setState({ isReading: true, error: null });
    const answer = await readingWorker().ask((remote) => remote.read(main, names));
    const read = answer.ok ? answer.value : { ok: false as const, error: lost(main, answer.error) };
    if (read.ok) chooseKnowledge({ network: { source: read.value, bundled: null }, strength });
    else useKnowledge.setState({ isReading: false, error: read.error });
  }

  async function embeddingsOf(
    files: readonly [File, ...File[]],
    genes: readonly string[],
  ): Promise<Outcome<GivenEmbeddings, AppError>> {
    const { main, names } = mainOf(files);
    const answer = await readingWorker().ask((remote) => remote.embed(main, names, genes));
    return answer.ok ? answer.value : { ok: false, error: lost(main, answer.error) };
  }

  /** null where the worker was lost. */
  async function laidOver(
    network: GivenNetwork,
    genes: readonly string[],
    regulators: readonly string[],
  ): Promise<WholeLaid | null> {
    const source = await wholeOf(network);
    const answer = await readingWorker().ask((remote) => remote.lay(source, genes, regulators));
    return answer.ok ? { ...answer.value, source } : null;
  }

  let learner: WorkerHandle<KnowledgeApi> | null = null;

  /** Ends the measurement; the training does not start. */
  function cancelKnowledge(): void {
    learner?.end();
  }

  /**
   * The data set with the known network of the next training, or without any. null where that was cancelled, or where the network has no edge
   * for it or its worker was lost, which the panel tells.
   */
  async function learnedWith(dataset: TrainingData): Promise<TrainingData | null> {
    const former = formerKnowledge(dataset, useRun.getState().dataset);
    const { network, strength } = knowledgeOf(useKnowledge.getState().choice, former);
    const plain = withoutKnowledge(dataset);
    if (!network) return plain;
    learner?.end();
    const own = startWorker();
    learner = own;
    useKnowledge.setState({ measured: 0, error: null });
    const regulators = Array.from(plain.candidates, (gene) => plain.genes[gene] ?? '');
    const source = await wholeOf(network);
    const laid = await own.ask((remote) => remote.lay(source, plain.genes, regulators));
    const settings = nextSettings(plain, useNextTraining.getState());
    const prior = laid.ok ? laid.value.prior : null;
    const learned = prior?.ok
      ? await own.ask((remote) =>
          remote.learn(
            sendDataset(plain),
            settings,
            prior.value,
            strength,
            proxy((share: number) => {
              if (learner === own) useKnowledge.setState({ measured: share });
            }),
          ),
        )
      : null;
    own.end();
    if (learner !== own) return null;
    learner = null;
    const error: AppError | null =
      prior?.ok === false ? prior.error : learned?.ok ? null : failureOf(learned?.error ?? null);
    useKnowledge.setState({ measured: null, error });
    return learned?.ok ? { ...plain, ...learned.value } : null;
  }

  return { chooseFiles, embeddingsOf, laidOver, cancelKnowledge, learnedWith };
}

export const { chooseFiles, embeddingsOf, laidOver, cancelKnowledge, learnedWith } = createKnowledge(() =>
  newWorker('knowledge'),
);
