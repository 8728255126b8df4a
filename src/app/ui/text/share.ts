/** Links, run files and the page for readers (narrow windows, slides) in sentences. */
import type { Snapshot } from '../../../share/snapshot';
import { count, plural } from '../../../present/text/format';
import { effectsNotCarried } from '../../../present/text/share';
import type { EffectsSnapshot } from '../../../share/effectsSnapshot';
import { dayText, demoTexts } from './data';

export const methodsTexts = {
  title: 'Methods and citations',
  what: 'Written from the settings and results of this run. Check it against your experiment before it goes into a paper.',
  none: 'They are written from a finished run with its cells; a link has none.',
  copied: 'Copied.',
  notCopied: 'Copying is blocked by this browser: select the text, or download it.',
  row: 'A paragraph for your paper, with its sources.',
  open: 'Methods and citations…',
} as const;

export const shareText = {
  title: 'Share this network',
  effectsTitle: 'Share these effects',
  effectsNameHint: 'Shown above the effects; your file name is not shared.',
  effectsTooLong: 'Too long for a link: too many perturbations change genes. Download the effects instead.',
  noModel: 'No cells, no model and no file name.',
  sharedEffects: 'Shared effects',
  ownEffects: 'Effects of the open file',
  sharedStrip: 'Shared by link',
  linkCarries: 'Contents of the link',
  readerSees: 'First view of the reader',
  noPreview: 'The network, with its legend.',
  bare: 'Hide panels, for slides and teaching',
  nameLabel: 'Title',
  nameHint: 'Shown above the network; your file name is not shared.',
  measuring: 'calculating size',
  measuredStayed: 'Measurements are not part of the link.',
  perturbed: 'perturbed in the screen',
  tooLong: 'Too long for a link. Save the run instead.',
  copied: 'Copied. The address of this page is now the link.',
  notCopied: 'Copying is blocked by this browser. The address of this page is now the link: copy it there.',
  failed: 'The links could not be made: their worker stopped. Close this dialog and try again.',
  orDownload: 'Or download',
  everything: 'The complete run, with the cells. Opens here again, for exploring and further training.',
  noCells: 'A link contains no cells to save.',
  figure: 'With legend, scale and caption; several as panels of one.',
  network: 'The strongest edges, for other programs.',
  tables: 'Every regulator → gene pair, ranked.',
  geneSets: 'For enrichment analysis and cell scores.',
  predictions: 'With measured values, for scanpy; the notebook draws them.',
  notTrained: 'Train first.',
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
export function arrivalText({ sliderModel, network }: Snapshot): string {
  const partly =
    network && network.edges < network.allEdges
      ? ` It contains the ${count(network.edges)} strongest of ${plural(network.allEdges, 'edge')}.`
      : '';
  const still = `Trained by the sender; nothing is uploaded.${partly}`;
  if (!sliderModel) return `${still} The link contains the network only, without sliders.`;
  if (sliderModel.kind === 'responses')
    return `${still} The sliders predict single genes: knockout or 2 × overexpression.`;
  return `${still} The sliders work; measured changes and intervals are not part of the link.`;
}

/** Where effects without their file come from, and what is not with them. */
export function effectsArrivalText(effects: EffectsSnapshot): string {
  return `from a link or run file of ${dayText(effects.day)}. Nothing is uploaded. ${effectsNotCarried(effects)}`;
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

export const readerText = {
  nothing: 'No network yet',
  sheet: 'Perturb a gene',
  chooseGene: 'Gene to perturb',
  noGene: 'Perturb a gene…',
  responders: 'Top responders',
  trainElsewhere: 'Train on a computer; the sliders work here.',
  noInstrument: 'This link contains the network only. Ask for a link with sliders.',
  steps: 'All steps and tables',
  reading: 'Back to the simple page',
} as const;
