/** Words of the table of gene sets. */
import { count, listOf, plural } from '../../../present/text/format';
import type { EnrichedPart, EnrichedRow } from '../../../share/exports/enrichment';

/** Rows whose q is at most this are called enriched. */
export const SIGNIFICANT = 0.05;

export const partNames: Readonly<Record<EnrichedPart, string>> = {
  modules: 'Modules',
  targets: 'Targets of regulators',
  responders: 'Responders',
};

/** Above the choice of one group. */
export const groupLabel: Readonly<Record<EnrichedPart, string>> = {
  modules: 'Module',
  targets: 'Regulator',
  responders: 'Perturbation',
};

export const enrichmentText = {
  title: 'Gene sets',
  close: 'Close the gene sets',
  button: 'Enrich',
  respondersOf: 'Enrich the responders',
  targetsOf: (gene: string) => `Enrich the targets of ${gene}`,
  of: 'Look in',
  sets: 'Collection',
  choose: 'Choose gene sets …',
  file: 'Open a file (.gmt)',
  all: 'All',
  minSize: 'Minimum number of tested genes',
  filter: 'Filter sets or genes',
  table: 'Table of gene sets',
  shownAs: 'How the sets are shown',
  asTable: 'Table',
  asBars: 'Bars',
  direction: 'Trend',
  notInNetwork: (gene: string) => `${gene} (not in the network)`,
  download: 'Download table (TSV)',
  name: 'Name modules',
  waiting: 'Testing the sets …',
  notTrained: 'Train first; gene sets are then found in what was learned.',
  invite:
    'Which known gene sets occur in the network? Everything is computed in this browser; nothing is sent anywhere.',
  unknown: 'These gene names are in no table of human, mouse or yeast genes: open a file of your own sets.',
  noneFits: 'No row fits the filter.',
  noRows: 'No set shares a gene with these groups.',
  needsPerturbation: 'This link has a table of responses only: set a gene on Perturb to test its responders.',
  rises: 'rises',
  falls: 'falls',
  how: {
    modules: 'Hypergeometric test against the modelled genes.',
    targets: 'Hypergeometric test of the targets of the shown edges against the modelled genes.',
    responders:
      'Rank-sum test of predicted changes against the other genes. Genes outside the network are included where modules predict them. “Shared” counts responding genes.',
  } satisfies Record<EnrichedPart, string>,
  qHint:
    'q: false discovery rate over the tested sets of a group. Shared: genes of the set in the group, of those tested; universe: all that could have been found.',
  showGenes: 'Select the modelled genes of this set in the network',
  nothingToName:
    'No set fits a module well enough to name it (q ≤ 0.05, three genes and a fifth of its genes)',
  noNames: 'All modules that fit a set are already named.',
} as const;

/** 'q ≤ 0.05 for 3 sets, in M2 and M7'. */
export function enrichmentFinding(rows: readonly EnrichedRow[]): string {
  const found = rows.filter(({ q }) => q <= SIGNIFICANT);
  if (found.length === 0) return `No set has q ≤ ${SIGNIFICANT}`;
  const groups = [...new Set(found.map(({ group }) => group))];
  return `q ≤ ${SIGNIFICANT} for ${plural(found.length, 'set')}, in ${listOf(groups, 4)}`;
}

/** `names` by module. */
export function namedText(names: readonly (readonly [module: string, name: string])[]): string {
  const list = names.map(([module, name]) => `${module} “${name}”`);
  return `Named ${listOf(list, 6)}. Undo takes the names back.`;
}

export function shownText(shown: number, all: number): string {
  return shown === all ? plural(all, 'row') : `${count(shown)} of ${plural(all, 'row')}`;
}

/** Below the name of a module that is named after a set. */
export function nameSourceText(
  {
    set,
    from,
    overlap,
    genes,
  }: { readonly set: string; readonly from: string; readonly overlap: number; readonly genes: number },
  q: string,
): string {
  return `Named after its best gene set: ${set} (${from}), ${overlap} of ${genes} genes, q = ${q}.`;
}
