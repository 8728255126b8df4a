/** Sentences about a link that was made: what it carries, what it leaves behind, how long it is. */
import type { EncodedLink } from '../../share/link';
import type { Tier } from '../../share/snapshot';
import { plural } from './format';
import type { ExportFormat } from '../../share/exports/networkExport';

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

/** What the formats of a run are called and good for: in the page's menus and in a terminal. */

interface ExportText {
  readonly name: string;
  /** Beside others of its kind. */
  readonly short: string;
  readonly hint: string;
}

export const exportTexts: Readonly<Record<ExportFormat, ExportText>> = {
  tsv: { name: 'Edges (TSV)', short: 'TSV', hint: 'signed, ranked, with stability' },
  cx2: { name: 'Network for Cytoscape (CX2)', short: 'CX2', hint: 'styled, with places; NDEx too' },
  graphml: { name: 'Network as GraphML', short: 'GraphML', hint: 'Gephi, igraph, networkx' },
  cyjs: { name: 'Network for Cytoscape.js (JSON)', short: 'Cytoscape.js', hint: 'web pages' },
  sif: { name: 'Network as SIF', short: 'SIF', hint: 'signs, no weights' },
  gmt: { name: 'Modules as gene sets (GMT)', short: 'Modules', hint: 'enrichment' },
  regulons: {
    name: 'Regulons as gene sets (GMT)',
    short: 'Regulons',
    hint: 'TF(+), TF(-), for AUCell',
  },
  decoupler: { name: 'Edges for decoupler (CSV)', short: 'decoupler', hint: 'source, target, weight' },
  pyscenic: { name: 'Edges for pySCENIC (CSV)', short: 'pySCENIC', hint: 'importance, no sign' },
  h5ad: {
    name: 'Predictions as AnnData (h5ad)',
    short: 'h5ad',
    hint: 'beside measured, for scanpy',
  },
};
