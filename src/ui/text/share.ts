/** Sentences about links and run files: what they carry, what they leave behind, how long they are. */
import type { EncodedLink } from '../../snapshot/link';
import type { Snapshot, Tier } from '../../snapshot/snapshot';
import { count, level } from '../../sentences/numbers';
import { dayText, demoTexts } from './dataName';
import { listOf, plural } from '../../sentences/format';

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
  tables: 'Every regulator → gene pair, signed and ranked.',
  notTrained: 'Train first: what is learned can be shared.',
} as const;

export const tierTexts: Record<Tier, { readonly name: string; readonly hint: string }> = {
  settings: { name: 'Settings only', hint: 'Seed, settings, what was held out. The reader needs the data.' },
  network: { name: 'Network only', hint: 'Genes, edges, modules and the scores. Nothing to move.' },
  instrument: {
    name: 'Network and sliders',
    hint: 'Adds the small model, so that the reader can knock genes out.',
  },
};

/** What a link that was made adds. */
export function hintOf({ tier, instrument }: EncodedLink): string {
  return instrument?.kind === 'responses'
    ? 'Adds the answers to single knockouts and doublings; the model itself is too large.'
    : tierTexts[tier].hint;
}

/** People's channels, not browsers, are what limits a link: chats take 2,000 characters. */
const chatMessage = 2000;

/** '1,480 characters, fits in a chat message' */
export function lengthText(characters: number): string {
  const length = plural(characters, 'character');
  return characters <= chatMessage
    ? `${length}, fits in a chat message`
    : `${length}, too long for a chat message`;
}

/** 'GATA1 out and SPI1 × 2' */
export function changesText(
  genes: readonly string[],
  sliders: readonly { readonly gene: number; readonly value: number }[],
): string {
  const moved = sliders.filter(({ value }) => value !== 1);
  return listOf(
    moved.map(({ gene, value }) => `${genes[gene] ?? ''} ${value === 0 ? 'out' : level(value)}`),
    3,
  );
}

/** What it holds, and what it never does. */
export function carriesText({ tier, genes, edges }: EncodedLink): {
  readonly holds: string;
  readonly never: string;
  readonly privacy: string;
} {
  const privacy = 'The part after # stays in the browser; no server sees it.';
  const never = 'No cell and no file name.';
  if (tier === 'settings') {
    return { holds: 'The link holds the settings and a fingerprint of the data.', never, privacy };
  }
  const holds = `The link holds ${plural(genes, 'gene name')}, ${plural(edges, 'edge')} and the settings.`;
  return { holds, never, privacy };
}

/** What stays behind, and how exact what travels is; null for a link of settings. */
export function leftBehindText({ tier, instrument }: EncodedLink): string | null {
  if (tier === 'settings') return null;
  const behind = 'Left behind: measured changes, curves and the intervals of predictions.';
  return instrument ? `${behind} ${precisionText(instrument)}` : behind;
}

function precisionText(instrument: NonNullable<EncodedLink['instrument']>): string {
  switch (instrument.kind) {
    case 'responses':
      return `The model is too large for a link: the reader gets the answers of ${plural(instrument.answered, 'gene')} to single knockouts and doublings instead.`;
    case 'model':
      return instrument.differing === 0
        ? 'Every single change prints the same fold changes as here.'
        : `The model is rounded: ${plural(instrument.differing, 'answer')} to single changes ${instrument.differing === 1 ? 'prints' : 'print'} otherwise than here, by ${instrument.largestDifference.toPrecision(1)} at most.`;
    default:
      return instrument satisfies never;
  }
}

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
