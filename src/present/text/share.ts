/** Links and exports in sentences: contents, omissions, length, formats. */
import type { EncodedLink } from '../../share/link';
import type { Tier } from '../../share/snapshot';
import { listOf, plural } from './format';
import type { ExportFormat } from '../../share/exports/networkExport';

export const tierTexts: Record<Tier, { readonly name: string; readonly hint: string }> = {
  settings: {
    name: 'Settings only',
    hint: 'Seed, settings, held-out perturbations. The reader needs the data.',
  },
  network: { name: 'Network only', hint: 'Genes, edges, modules and scores. No sliders.' },
  model: {
    name: 'Network and sliders',
    hint: 'Adds the model, so that the reader can perturb genes.',
  },
};

/** What a link adds to the smaller tier. */
export function hintOf({ tier, sliderModel }: EncodedLink): string {
  return sliderModel?.kind === 'responses'
    ? 'Includes precomputed knockouts and 2 × overexpression.'
    : tierTexts[tier].hint;
}

/** Characters of a chat message; browsers allow longer links. */
const CHAT_MESSAGE = 2000;

/** '1,480 characters, fits in a chat message' */
export function lengthText(characters: number): string {
  const length = plural(characters, 'character');
  return characters <= CHAT_MESSAGE
    ? `${length}, fits in a chat message`
    : `${length}, too long for a chat message`;
}

/** What a link contains, and what it never contains. */
export function carriesText({ tier, genes, edges }: EncodedLink): {
  readonly holds: string;
  readonly never: string;
  readonly privacy: string;
} {
  const privacy = 'The part after # stays in the browser; no server sees it.';
  const never = 'No cells and no file name.';
  if (tier === 'settings') {
    return { holds: 'The link contains the settings and a fingerprint of the data.', never, privacy };
  }
  const holds = `The link contains ${plural(genes, 'gene name')}, ${plural(edges, 'edge')} and the settings.`;
  return { holds, never, privacy };
}

/** Omissions and precision; null where a link of settings omits nothing that the run was given. */
export function leftBehindText({ tier, sliderModel, hasKnowledge }: EncodedLink): string | null {
  const edges = hasKnowledge ? ['edges of the known network'] : [];
  if (tier === 'settings') return hasKnowledge ? `Not included: ${listOf(edges)}.` : null;
  const behind = `Not included: ${listOf(['measured changes', 'curves', 'prediction intervals', ...edges])}.`;
  return sliderModel ? `${behind} ${precisionText(sliderModel)}` : behind;
}

function precisionText(sliderModel: NonNullable<EncodedLink['sliderModel']>): string {
  switch (sliderModel.kind) {
    case 'responses':
      return `The model is too large for a link, which includes precomputed knockouts and 2 × overexpression of ${plural(sliderModel.answered, 'gene')} instead.`;
    case 'model':
      return sliderModel.differing === 0
        ? 'Predictions for single genes are identical to those here.'
        : `The model is rounded: ${plural(sliderModel.differing, 'printed prediction')} for single genes ${sliderModel.differing === 1 ? 'differs' : 'differ'}, by at most ${sliderModel.largestDifference.toPrecision(1)}.`;
    default:
      return sliderModel satisfies never;
  }
}

interface ExportText {
  readonly name: string;
  /** In a list of formats. */
  readonly short: string;
  readonly hint: string;
}

export const exportTexts: Readonly<Record<ExportFormat, ExportText>> = {
  tsv: { name: 'Edges (TSV)', short: 'TSV', hint: 'signed, ranked, with stability' },
  cx2: { name: 'Network for Cytoscape (CX2)', short: 'CX2', hint: 'with style and layout; also for NDEx' },
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
    hint: 'with measured values, for scanpy',
  },
  ipynb: {
    name: 'Notebook of the figures (ipynb)',
    short: 'Notebook',
    hint: 'draws the h5ad with matplotlib',
  },
};
