/** Sentences about links and run files: what they carry, what they leave behind, how long they are. */
import type { Snapshot } from '../../../share/snapshot';
import { count, plural } from '../../../present/text/format';
import { dayText, demoTexts } from './data';

export const shareText = {
  title: 'Share this network',
  sharedStrip: 'Shared by link',
  linkCarries: 'A link that carries',
  readerSees: 'What the reader sees first',
  noPreview: 'The network, with its legend.',
  bare: 'Hide panels, for slides and teaching',
  nameLabel: 'Title',
  nameHint: 'Stands above the network; no file name travels.',
  measuring: 'being measured',
  measuredStayed: 'What was measured stayed with the sender: the link carries no measurements.',
  perturbed: 'perturbed in the screen',
  tooLong: 'Too long for a link. Save the run instead.',
  copied: 'Copied. The address of this page is now the link.',
  notCopied:
    'This browser does not let the page copy. The address of this page is now the link: copy it there.',
  failed:
    'The links could not be made: the part of the page that packs them ended. Close this and try again.',
  orDownload: 'Or download',
  everything: 'The whole run, with the cells. Opens here again, to look at and to train further.',
  noCells: 'What came by a link has no cells to save.',
  figure: 'Legend, scale and caption are part of it.',
  network: 'The strongest edges, for other programs.',
  tables: 'Every regulator → gene pair, ranked.',
  geneSets: 'For enrichment, and for scores of cells.',
  predictions: 'Beside what was measured, for scanpy.',
  notTrained: 'Train first: what is learned can be shared.',
} as const;

/** The line under the title of what a link brought. */
export function arrivalLine(snapshot: Snapshot): string {
  const { network, day } = snapshot;
  const size = network
    ? `${plural(network.network.genes.length, 'gene')}, ${plural(network.edges, 'edge')}, `
    : '';
  return `${size}shared ${dayText(day)}`;
}

/** What can be done with it here. */
export function arrivalText({ instrument, network }: Snapshot): string {
  const partly =
    network && network.edges < network.allEdges
      ? ` It holds the ${count(network.edges)} strongest of ${plural(network.allEdges, 'edge')}.`
      : '';
  const still = `Nothing is trained here, and nothing was sent anywhere.${partly}`;
  if (!instrument) return `${still} The link holds the network only: its sliders stayed with the sender.`;
  if (instrument.kind === 'responses')
    return `${still} The sliders answer one change at a time: a gene out, or doubled.`;
  return `${still} The sliders answer; measured changes and intervals stayed with the sender.`;
}

/** Of a link of settings: what it is about and whether the open file is the one it was made with. */
export function wantedText(
  { fingerprint, demo, day }: Snapshot,
  match: 'none' | 'same' | 'other',
): { readonly title: string; readonly why: string; readonly next: string } {
  const title = `Settings shared ${dayText(day)} are in place`;
  const data = demo ? demoTexts[demo].inSentence : `the data with the fingerprint ${fingerprint}`;
  switch (match) {
    case 'same':
      return {
        title,
        why: 'The file that is open is the one they were made with.',
        next: 'Train gives the network of the sender.',
      };
    case 'other':
      return {
        title,
        why: `The file that is open is another one: they were made with ${data}.`,
        next: 'Train uses them all the same; the network will not be that of the sender.',
      };
    case 'none':
      return {
        title,
        why: `The link holds no network, only how to train one. It was made with ${data}.`,
        next: 'Open that file and press Train.',
      };
    default:
      return match satisfies never;
  }
}

export const waitingText = {
  link: 'A link was opened',
  file: 'A run file was opened',
  why: 'What is on screen is not finished or not saved, and would be lost.',
  show: 'Show it instead',
  keep: 'Keep what is here',
} as const;

/** Sentences of the page for readers (narrow windows, slides). */
export const readerText = {
  nothing: 'No network yet',
  sheet: 'Change a gene',
  chooseGene: 'Gene to change',
  noGene: 'Change a gene…',
  responders: 'Top responders',
  trainElsewhere: 'Train on a computer; the sliders work here.',
  noInstrument: 'This link holds the network only: there is nothing to move. Ask for one with sliders.',
  steps: 'All steps and tables',
  reading: 'Back to the simple page',
} as const;
