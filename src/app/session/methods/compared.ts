/** What the page compares: the run on screen or a kept one, with another run, a link or known edges. Loaded when first needed. */
import { create } from 'zustand';
import { perturbedGenes } from '../../../dataset/dataset';
import type { Outcome } from '../../../dataset/errors';
import type { Network } from '../../../network/network';
import { rankEdges } from '../../../network/ranking';
import { layoutGraph } from '../../../present/figure/layout/graph';
import type { ComparedNetwork } from '../../../present/figure/pair';
import { shortFingerprint } from '../../../share/snapshot';
import { runFileEnding, type FinishedRun } from '../../../share/finishedRun';
import type { EffectsSnapshot } from '../../../share/effectsSnapshot';
import type { Placement } from '../../../share/view';
import { layoutWorker, shareWorker } from '../clients';
import { doubtOf, loadJudge } from '../run/doubt';
import { readKnown } from '../data/dropped';
import { readRun } from '../run/persistence';
import { shownSnapshot } from '../share/sharedRun';
import type { AppError, RunState } from '../state';
import { useRun, useView } from '../stores';
import { placementNow } from '../view/viewBus';
import type { SideEffects } from './comparedEffects';

export interface ComparedSide extends ComparedNetwork {
  readonly title: string;
  /** What reproduces it. */
  readonly origin: string;
  /** Number of edges that it draws, and of those with a weight. */
  readonly edgeBudget: number;
  readonly edges: number;
  readonly placement: Placement | null;
  readonly effects: SideEffects;
}

export type SideChoice =
  | { readonly kind: 'screen' }
  | { readonly kind: 'kept'; readonly id: string; readonly name: string }
  /** Opened from a run file or a link. */
  | { readonly kind: 'opened'; readonly side: ComparedSide }
  /** Known edges beside the run on screen; of the second only. */
  | { readonly kind: 'known' }
  /** The known network that the run on screen was given for training; of the second only. */
  | { readonly kind: 'given' };

interface Compared {
  readonly first: SideChoice;
  /** null: not chosen yet; then knownToCompare. */
  readonly second: SideChoice | null;
  /** What is shown of known edges: beside the network, beside the measured responses, or as these would revise them. */
  readonly known: KnownView;
}

export const knownViews = ['network', 'responses', 'revisions'] as const;
export type KnownView = (typeof knownViews)[number];

export const useCompared = create<Compared>()(() => ({
  first: { kind: 'screen' },
  second: null,
  known: 'network',
}));

const opened: SideChoice = { kind: 'known' };
const given: SideChoice = { kind: 'given' };

/** What the run on screen is compared with where nothing was chosen: opened edges before those that it was trained with. */
export function knownToCompare({ truth, dataset }: Pick<RunState, 'truth' | 'dataset'>): SideChoice | null {
  return truth ? opened : dataset?.knowledge ? given : null;
}

/** Of a run that is not on screen. null for known edges, which are no run. */
export async function sideOf(
  choice: Exclude<SideChoice, { readonly kind: 'screen' }>,
): Promise<Outcome<ComparedSide | null, AppError>> {
  switch (choice.kind) {
    case 'opened':
      return { ok: true, value: choice.side };
    case 'known':
    case 'given':
      return { ok: true, value: null };
    case 'kept': {
      const read = await readRun(choice.id);
      if (!read.ok) return read;
      const { start, state, view, effects } = read.value;
      if (!state.result) return { ok: true, value: null };
      const shown = view ?? { view: useView.getInitialState().present, placement: null };
      return {
        ok: true,
        value: sideOfRun(
          { dataset: start.dataset, settings: start.settings, result: state.result, ...shown },
          choice.name,
          await doubtAboutRun({ dataset: start.dataset, result: state.result, shared: null }),
          effects,
        ),
      };
    }
    default:
      return choice satisfies never;
  }
}

/** null without a result. */
export function sideOnScreen(): ComparedSide | null {
  const { dataset, result, trainedWith: settings, shared } = useRun.getState();
  if (!dataset || !result || !settings) return null;
  const view = useView.getState().present;
  const placement = placementNow(dataset.genes);
  const doubt = doubtOf(useRun.getState());
  const listed = shared?.effects ?? null;
  return sideOfRun({ dataset, settings, result, view, placement }, dataset.name, doubt, listed);
}

/** Compares with the run or the known edges in the file; gives the reason where it holds neither. */
export async function compareWithFile(file: File): Promise<AppError | null> {
  if (file.name.toLowerCase().endsWith(runFileEnding)) {
    const answer = await shareWorker.ask((share) => share.read(file));
    if (!answer.ok) return notOpened(file.name, answer.error);
    if (!answer.value.ok) return answer.value.error;
    const run = answer.value.value;
    const doubt = await doubtAboutRun({ ...run, shared: null });
    const side = sideOfRun(run, `${run.dataset.name} (${file.name})`, doubt, run.effects ?? null);
    useCompared.setState({ second: { kind: 'opened', side } });
    return null;
  }
  const read = await readKnown(file, useRun.getState().dataset?.genes ?? []);
  if (!read.ok) return read.error;
  useRun.setState({ truth: read.value });
  useCompared.setState({ second: { kind: 'known' } });
  return null;
}

/** Compares with the run of a link; gives the reason where it holds none. */
export async function compareWithLink(address: string): Promise<AppError | null> {
  const hash = address.slice(Math.max(0, address.indexOf('#'))).trim();
  const answer = await shareWorker.ask((share) => share.decode(hash));
  if (!answer.ok) return notOpened(null, answer.error);
  if (!answer.value.ok) return answer.value.error;
  const content = answer.value.value;
  if (content.kind === 'effects') {
    useCompared.setState({ second: { kind: 'opened', side: sideOfEffects(content.effects) } });
    return null;
  }
  if (!content.snapshot.network) return { tag: 'link-empty' };
  const { snapshot } = content;
  const { network } = content.snapshot;
  const shown = shownSnapshot(snapshot, network);
  const { settings, placement, title } = snapshot;
  const doubt = await doubtAboutRun({ ...shown, shared: snapshot });
  const listed = snapshot.effects ?? null;
  const side = sideOfRun({ ...shown, settings, placement }, title, doubt, listed);
  useCompared.setState({ second: { kind: 'opened', side } });
  return null;
}

/** Of a link that holds effects alone: its network has no genes. */
function sideOfEffects(listed: EffectsSnapshot): ComparedSide {
  const { title, fingerprint } = listed;
  return {
    title,
    origin: `${title}, fingerprint ${fingerprint}`,
    network: { genes: [], regulators: new Int32Array(), weights: new Float32Array(), stability: null },
    modules: [],
    moduleNames: {},
    perturbed: [],
    doubt: null,
    edgeBudget: 0,
    edges: 0,
    placement: null,
    effects: { dataset: null, listed },
  };
}

/** Compares the run on screen with the network of another method on the same data. */
export function compareWithNetwork(network: Network, title: string): void {
  const { dataset } = useRun.getState();
  if (!dataset) return;
  const side: ComparedSide = {
    title,
    origin: `${title}, fingerprint ${shortFingerprint(dataset.fingerprint)}`,
    network,
    modules: [],
    moduleNames: {},
    perturbed: perturbedGenes(dataset),
    doubt: null,
    edgeBudget: useView.getState().present.edgeBudget,
    edges: network.weights.filter((weight) => weight !== 0).length,
    placement: null,
    effects: { dataset, listed: null },
  };
  useCompared.setState({ first: { kind: 'screen' }, second: { kind: 'opened', side } });
}

/** Where the genes of a network lie: as on screen or in its file, else its arrangement. */
export async function placementOf({ network, modules, placement }: ComparedSide): Promise<Placement | null> {
  if (placement) return placement;
  const answer = await layoutWorker.ask((layout) => layout.arrange(layoutGraph(network, modules), 'modules'));
  return answer.ok ? { positions: answer.value, room: { width: 1, height: 1 } } : null;
}

function sideOfRun(
  {
    dataset,
    settings,
    result,
    view,
    placement,
  }: Pick<FinishedRun, 'dataset' | 'settings' | 'result' | 'view' | 'placement'>,
  title: string,
  doubt: string | null,
  listed: SideEffects['listed'],
): ComparedSide {
  const { network, modules } = result;
  return {
    title,
    origin: `${title}, seed ${settings.seed}, fingerprint ${shortFingerprint(dataset.fingerprint)}`,
    network,
    modules,
    moduleNames: view.moduleNames,
    perturbed: perturbedGenes(dataset),
    doubt,
    edgeBudget: view.edgeBudget,
    edges: rankEdges(network).filter(({ weight }) => weight !== 0).length,
    placement,
    // A link has no cells.
    effects: { dataset: dataset.values.length > 0 ? dataset : null, listed },
  };
}

async function doubtAboutRun(run: Pick<RunState, 'dataset' | 'result' | 'shared'>): Promise<string | null> {
  await loadJudge();
  return doubtOf(run);
}

function notOpened(file: string | null, error: { readonly tag: string; readonly detail?: string }): AppError {
  return { tag: 'opening-failed', file, detail: error.detail ?? '' };
}
