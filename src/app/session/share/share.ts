/** Sharing: links to what is on screen, and files with the whole run. */
import { standingOf } from '../../../inference/benchmark/standing';
import {
  chosenRegulators,
  shortFingerprint,
  snapshotOf,
  type SharedView,
  type Snapshot,
  type Tier,
  withEffects,
} from '../../../share/snapshot';
import type { Dataset } from '../../../dataset/dataset';
import type { Outcome } from '../../../dataset/errors';
import { type FinishedRun, runFileEnding } from '../../../share/finishedRun';
import type { EncodedLink } from '../../../share/link';
import { MAX_TEXT, type TooLong } from '../../../share/link/frame';
import type { EffectsSnapshot } from '../../../share/effectsSnapshot';
import type { EncodedEffects } from '../../../share/effectsLink';
import type { Imports } from '../data/import';
import { sendDataset } from '../../../../workers/sendDataset';
import type { ShareApi } from '../../../../workers/protocol';
import type { LastingWorker } from '../clients';
import { loadJudge, type Judge } from '../run/doubt';
import { showOwnLink } from '../view/stepHistory';
import {
  useEffects,
  useEvaluation,
  useImport,
  useMessages,
  useNextTraining,
  useRun,
  useScreen,
  useView,
} from '../stores';
import { saveWritten } from './exports';
import { placementNow } from '../view/viewBus';
import { trainingChoices } from '../run/training';
import { curvesNow } from '../run/snapshots';

export interface ShareOptions {
  readonly title: string;
  /** The link opens on Perturb with the present sliders. */
  readonly withSliders: boolean;
  /** The link opens without panels. */
  readonly bare: boolean;
}

export interface TierLink {
  readonly tier: Tier;
  readonly link: Outcome<EncodedLink, TooLong>;
}

export const tiers = ['settings', 'network', 'model'] as const;

/** A link of a run or of effects. */
type LinkText = Pick<EncodedLink, 'text'>;

/** The address of this page with the link. */
export function addressOf({ text }: LinkText): string {
  return `${location.href.replace(/#.*$/u, '')}${text}`;
}

/** Whether the run, or with the dialog for effects those, are still on screen that a link is made of now. */
function stillOnScreen(): () => boolean {
  const { id } = useRun.getState();
  const { shared } = useEffects.getState();
  const file = openFile();
  return useScreen.getState().dialog === 'share-effects'
    ? () => useEffects.getState().shared === shared && openFile() === file
    : () => useRun.getState().id === id;
}

/** Also while another is read, which may be refused. */
function openFile() {
  const { opened, aside } = useImport.getState();
  return (aside ?? { opened }).opened;
}

/** Puts the link into the address and the clipboard; false where the browser denies the clipboard. */
export async function copyLink(link: LinkText): Promise<boolean> {
  showOwnLink(link.text, stillOnScreen());
  return copyText(addressOf(link));
}

/** False without a result, and for the run of a link, which has no cells. */
export function canSaveRun(): boolean {
  const { result, shared, dataset } = useRun.getState();
  return result !== null && dataset !== null && shared === null;
}

/** Writes links and run files in the worker. */
export function createShare(
  worker: LastingWorker<ShareApi>,
  { effectsSnapshot }: Pick<Imports, 'effectsSnapshot'>,
) {
  /** Links of each tier that applies, shortest first; null without a network, or where the worker was lost. */
  async function linksOf(options: ShareOptions): Promise<readonly TierLink[] | null> {
    const run = snapshotNow(options, await loadJudge());
    if (!run) return null;
    // Those on screen; else those that came with the link.
    const snapshot = withEffects(run, (await effectsOf(run.fingerprint)) ?? run.effects);
    const possible = tiers.filter((tier) => tier !== 'model' || snapshot.sliderModel);
    const made = await Promise.all(
      possible.map(async (tier) => {
        const answer = await worker.ask((share) => share.encode(snapshot, tier));
        return answer.ok ? { tier, link: answer.value } : null;
      }),
    );
    const links = made.filter((one) => one !== null);
    return links.length === possible.length ? links : null;
  }

  /** A link of the effects on screen, without a model; null where they are gone, or where the worker was lost. */
  async function effectsLink(title: string): Promise<Outcome<EncodedEffects, TooLong> | null> {
    const snapshot = await effectsNow(title);
    const answer = snapshot && (await worker.ask((share) => share.encodeEffects(snapshot)));
    return answer?.ok ? answer.value : null;
  }

  async function effectsNow(title: string): Promise<EffectsSnapshot | null> {
    const { shared, view, selected, gene } = useEffects.getState();
    if (!shared) return effectsSnapshot(title);
    // The control has the first place on the page.
    const place = selected === null ? null : selected - 1;
    return { ...shared, title: title.trim(), view, selected: place, selectedGene: gene };
  }

  /** Those on screen, where they are of this data. */
  async function effectsOf(fingerprint: string, title = ''): Promise<EffectsSnapshot | null> {
    const { found, shared } = useEffects.getState();
    const isOf = (effects: EffectsSnapshot | null) =>
      effects?.fingerprint === shortFingerprint(fingerprint) ? effects : null;
    // Those of a link may stand before those of the open file.
    return isOf(shared) ? effectsNow(title) : isOf(found && (await effectsSnapshot(title)));
  }

  /** As run files have them. */
  async function effectsText({ name, fingerprint }: Dataset): Promise<string | null> {
    const snapshot = await effectsOf(fingerprint, name);
    // The day of the file counts, so that its other bytes do not depend on it.
    const undated = snapshot && { ...snapshot, day: 0 };
    const answer = undated && (await worker.ask((share) => share.encodeEffects(undated, MAX_TEXT)));
    return answer?.ok && answer.value.ok ? answer.value.value.text : null;
  }

  async function saveRunFile(): Promise<void> {
    const run = finishedRun();
    if (!run) return;
    const effects = await effectsText(run.dataset);
    const { dataset, ...rest } = { ...run, ...(effects !== null && { effects }) };
    const written = await worker.ask((share) => share.write(sendDataset(dataset), rest));
    saveWritten(written, runFileEnding.slice(1));
  }

  /** Keeps the effects of the data of the run on screen with it, once both are there. Returns the unsubscribe function. */
  function followEffects(): () => void {
    let last: readonly unknown[] = [];
    const look = async () => {
      const { keptAs } = useMessages.getState();
      const { dataset } = useRun.getState();
      const { found, shared } = useEffects.getState();
      const now = [keptAs, found, shared];
      if (now.every((one, at) => one === last[at])) return;
      last = now;
      const effects =
        keptAs !== null && dataset !== null && (found ?? shared) ? await effectsText(dataset) : null;
      if (keptAs === null || effects === null || useMessages.getState().keptAs !== keptAs) return;
      const { writeEffects } = await import('../run/persistence');
      await writeEffects(keptAs, effects);
    };
    const ends = [useMessages, useEffects].map((part) => part.subscribe(() => void look()));
    return () => ends.forEach((end) => end());
  }

  return { linksOf, effectsLink, effectsText, saveRunFile, followEffects };
}

function snapshotNow(options: ShareOptions, { judged }: Judge): Snapshot | null {
  const { id, dataset, result, shared, trainedWith, demo } = useRun.getState();
  const view = sharedView(options);
  if (!dataset) return null;
  const placement = placementNow(dataset.genes);
  // The numbers of a link are shared unchanged, not rounded a second time.
  if (shared) return { ...shared, title: options.title.trim(), view, placement };
  const evaluation = useEvaluation.getState();
  // The verdict that the page shows at this moment.
  const predictions = evaluation.run === id ? (evaluation.card?.predictions ?? null) : null;
  return snapshotOf({
    title: options.title,
    now: Date.now(),
    demo,
    dataset,
    settings: trainedWith ?? useNextTraining.getState().settings,
    choices: {
      heldOut: dataset.heldOut,
      regulators: trainingChoices().regulators ?? chosenRegulators(dataset),
    },
    view,
    placement,
    result,
    standing: predictions && standingOf(predictions),
    judged: result && judged({ result, dataset }),
  });
}

function sharedView({ withSliders, bare }: ShareOptions): SharedView {
  const view = useView.getState().present;
  const { edgeBudget, minimumStability, selection, sliders, time, scenarios } = view;
  const { moduleNames, namedAfter, hiddenGenes, hiddenEdges, colorBy, sizeBy, arrangement } = view;
  return {
    step: withSliders ? 'perturb' : 'explore',
    bare,
    edgeBudget,
    minimumStability,
    selectedGene: selection?.kind === 'gene' && !withSliders ? selection.gene : null,
    sliders: withSliders ? sliders.filter(({ value }) => value !== 1) : [],
    time: withSliders ? time : null,
    scenarios,
    moduleNames,
    namedAfter,
    hiddenGenes,
    hiddenEdges,
    colorBy,
    sizeBy,
    arrangement,
  };
}

/** False where the browser denies the clipboard. */
export async function copyText(text: string): Promise<boolean> {
  // Against the types: pages without https have none.
  const { clipboard } = navigator as Partial<Navigator>;
  if (!clipboard) return copySelected(text);
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** As a person copies: by a selection, which has to be made within the click. */
function copySelected(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('aria-hidden', 'true');
  // Out of sight, where focus does not scroll the page.
  field.className = 'visually-hidden';
  document.body.append(field);
  field.select();
  // Deprecated, and the only way without https.
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}

/** The finished run on screen, with everything that brings it back; null without a result, and for the run of a link, which has no cells. */
export function finishedRun(): FinishedRun | null {
  const { dataset, result, shared, trainedWith, truth, demo, summary, methods } = useRun.getState();
  if (!dataset || !result || shared) return null;
  return {
    dataset,
    settings: trainedWith ?? useNextTraining.getState().settings,
    truth,
    demo,
    result,
    summary,
    curves: curvesNow(),
    view: useView.getState().present,
    placement: placementNow(dataset.genes),
    ...(methods.length > 0 && { methods }),
    savedAt: Date.now(),
  };
}
