/** What a person does to pass on what is on screen: a link, or a file with the whole run. */
import { standingOf } from '../../../inference/benchmark/standing';
import { snapshotOf } from '../../../share/fromRun';
import type { FinishedRun } from '../../../share/runFile';
import { runFileEnding } from '../../../share/runFileEnding';
import type { EncodedLink, TooLong } from '../../../share/link';
import type { Read, SharedView, Snapshot, Tier } from '../../../share/snapshot';
import { shareWorker } from '../clients';
import { heldOutCurve, lossCurve } from '../snapshots';
import { useEvaluation, useRun, useScreen, useView } from '../stores';
import { copyText } from './clipboard';
import { downloadName, saveFile } from './downloads';
import { placementNow } from './placement';
import { trainingChoices } from './training';

export interface ShareOptions {
  readonly title: string;
  /** Opens on Perturb with the sliders as they are. */
  readonly withSliders: boolean;
  /** Panels hidden. */
  readonly bare: boolean;
}

export interface TierLink {
  readonly tier: Tier;
  readonly link: Read<EncodedLink, TooLong>;
}

export const tiers = ['settings', 'network', 'instrument'] as const;

/** Links of what is on screen that have something to carry, shortest first; null where nothing was learned or the worker was lost. */
export async function linksOf(options: ShareOptions): Promise<readonly TierLink[] | null> {
  const snapshot = snapshotNow(options);
  if (!snapshot) return null;
  const possible = tiers.filter((tier) => tier !== 'instrument' || snapshot.instrument);
  const made = await Promise.all(
    possible.map(async (tier) => {
      const answer = await shareWorker().ask((share) => share.encode(snapshot, tier));
      return answer.ok ? { tier, link: answer.value } : null;
    }),
  );
  const links = made.filter((one) => one !== null);
  return links.length === possible.length ? links : null;
}

/** The address of this page with the link. */
export function addressOf({ text }: EncodedLink): string {
  return `${location.href.replace(/#.*$/u, '')}${text}`;
}

/** Puts the link into the address and the clipboard; false where the browser has no clipboard for this page. */
export async function copyLink(link: EncodedLink): Promise<boolean> {
  history.replaceState(null, '', link.text);
  return copyText(addressOf(link));
}

/** Whether there is a whole run to save: what a link brought has no cells. */
export function canSaveRun(): boolean {
  const { result, shared, dataset } = useRun.getState();
  return result !== null && dataset !== null && shared === null;
}

export async function saveRunFile(): Promise<void> {
  const run = finishedRun();
  if (!run) return;
  const answer = await shareWorker().ask((share) => share.write(run));
  if (answer.ok) saveFile(answer.value, downloadName(runFileEnding.slice(1)));
}

function finishedRun(): FinishedRun | null {
  const { dataset, result, shared, trainedWith, settings, truth, demo, summary } = useRun.getState();
  if (!dataset || !result || shared) return null;
  return {
    dataset,
    settings: trainedWith ?? settings,
    truth,
    demo,
    result,
    summary,
    curves: { loss: lossCurve(), heldOut: heldOutCurve() },
    view: useView.getState().present,
    placement: placementNow(dataset.genes),
    savedAt: Date.now(),
  };
}

function snapshotNow(options: ShareOptions): Snapshot | null {
  const { id, dataset, result, shared, trainedWith, settings, demo } = useRun.getState();
  const now = Date.now();
  const view = sharedView(options);
  // What came by a link goes on as it came: its numbers were rounded once.
  if (!dataset) return null;
  const placement = placementNow(dataset.genes);
  if (shared) return { ...shared, title: options.title.trim(), view, placement };
  const choices = { heldOut: dataset.heldOut, regulators: trainingChoices().regulators };
  const { title } = options;
  const evaluation = useEvaluation.getState();
  // As much as the person has been told by now.
  const predictions = evaluation.run === id ? (evaluation.card?.predictions ?? null) : null;
  return snapshotOf({
    title,
    now,
    demo,
    dataset,
    settings: trainedWith ?? settings,
    choices,
    view,
    placement,
    result,
    standing: predictions && standingOf(predictions),
  });
}

function sharedView({ withSliders, bare }: ShareOptions): SharedView {
  const { edgeBudget, minimumStability, moduleNames, selection, sliders } = useView.getState().present;
  return {
    step: withSliders ? 'perturb' : 'explore',
    bare,
    edgeBudget,
    minimumStability,
    selectedGene: selection?.kind === 'gene' && !withSliders ? selection.gene : null,
    sliders: withSliders ? sliders.filter(({ value }) => value !== 1) : [],
    time: withSliders ? useScreen.getState().predictTime : null,
    moduleNames,
  };
}
