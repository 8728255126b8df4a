/** Effects in a link, and what came by a link or as a run file, in sentences. */
import { effectsNotCarried } from '../../../present/text/effects';
import { count, joined, plural } from '../../../present/text/format';
import type { EffectsSnapshot } from '../../../share/effectsSnapshot';
import type { Snapshot } from '../../../share/snapshot';
import { dayText, demoTexts } from './data';

/** Effects in a link: what the sender is asked, and the strip above them. */
export const effectsLinkText = {
  title: 'Share these effects',
  nameHint: 'Shown above the effects; your file name is not shared.',
  tooLong: 'Too long for a link: too many perturbations change genes. Download the effects instead.',
  noModel: 'No cells, no model and no file name.',
  strip: 'Shared effects',
  ownFile: 'Effects of the open file',
} as const;

/** The line under the title of a shared network. */
export function arrivalLine(snapshot: Snapshot): string {
  const { network, day } = snapshot;
  const size = network
    ? `${plural(network.network.genes.length, 'gene')}, ${plural(network.edges, 'ranked edge')}, `
    : '';
  return `${size}shared ${dayText(day)}`;
}

/** What the reader can do with a shared network. */
export function arrivalText({ sliderModel, network, effects }: Snapshot): string {
  const partly =
    network && network.edges < network.allEdges
      ? ` It contains the ${count(network.edges)} strongest of ${plural(network.allEdges, 'edge')}.`
      : '';
  const still = `Trained by the sender; nothing is uploaded.${partly}`;
  if (!sliderModel) return `${still} The link contains the network only, without sliders.`;
  if (sliderModel.kind === 'responses')
    return joined(
      `${still} The sliders predict single genes: knockout or 2 × overexpression.`,
      effects !== null && 'The changes of each perturbation are on Effects.',
    );
  const working = effects
    ? 'The sliders work; the changes of each perturbation are on Effects. Intervals of predictions'
    : 'The sliders work; measured changes and intervals';
  return `${still} ${working} are not part of the link.`;
}

/** Where effects without their file come from, and what is not with them. */
export function effectsArrivalText(effects: EffectsSnapshot): string {
  return `shared or kept on ${dayText(effects.day)}, without their file. Nothing is uploaded. ${effectsNotCarried(effects)}`;
}

/** A link of settings, and whether it was made with the open file. */
export function wantedText(
  { fingerprint, demo, day, knowledge }: Snapshot,
  match: 'none' | 'same' | 'other',
) {
  const data = demo ? demoTexts[demo].inSentence : `the data with the fingerprint ${fingerprint}`;
  const text = {
    same: {
      why: 'They were made with the open file.',
      next: knowledge
        ? 'The sender also gave a known network: choose it under Knowledge, then press Train.'
        : 'Press Train to reproduce the network of the sender.',
    },
    other: {
      why: `They were made with another file: ${data}.`,
      next: 'Training uses them, but the network will differ from that of the sender.',
    },
    none: {
      why: `The link contains no network, only training settings. It was made with ${data}.`,
      next: 'Open that file and press Train.',
    },
  }[match];
  return { title: `Settings shared ${dayText(day)} are applied`, ...text };
}

export const waitingText = {
  link: 'A link was opened',
  file: 'A run file was opened',
  kept: 'A run of the list was opened',
  training: 'Training replaces the run on screen, which this browser cannot keep',
  why: 'The run on screen is unfinished or unsaved and would be lost.',
  show: 'Open it',
  train: 'Train anyway',
  keep: 'Keep the current run',
  save: 'Save run',
} as const;
