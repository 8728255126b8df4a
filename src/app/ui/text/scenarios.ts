/** Words of kept scenarios: their list, their comparison and the download of predicted values. */
import type { KeepHindrance } from '../../session/predict/scenarios';
import { MAX_SCENARIOS } from '../../../share/view';
import { decimal } from '../../../present/text/format';

export const doseWords = {
  doseOf: (input: string, unit: string) => `Dose of ${input}${unit === '' ? '' : `, ${unit}`}`,
  beyond: 'beyond the doses',
  measured: 'Measured at',
};

export const scenarioText = {
  title: 'Scenarios',
  keep: 'Keep as scenario',
  compare: 'Compare',
  compareThem: 'Compare scenarios',
  compareTitle: 'Scenarios side by side',
  outside: 'outside what the data support',
  onSliders: 'on the sliders',
  notKept: 'Sliders now',
  keepThis: 'Keep',
  notPredicted: 'Not in this link: it has single knockouts and doublings only.',
  waiting: 'Predicting …',
  empty: 'No scenario is kept yet. Set genes on Perturb and press “Keep as scenario”.',
  scale: 'Predicted change of expression against control; one scale for all, from ÷ 4 to × 4.',
  ratioScale: 'Predicted log2 ratio to control; one scale for all, from −2 to +2.',
  intervals: ' Whiskers: 95 % interval.',
  ranges: ' Whiskers: range of refits.',
  measured: ' ◇ measured.',
  genes: 'Gene',
  support: 'Support',
  supported: 'Within what the data support.',
  more: (genes: number) => `Show ${genes} more genes`,
  download: 'Download',
  downloadTitle: 'Download predicted values',
  table: 'Table (TSV)',
  tableHint: 'every gene: control, predicted, change, intervals',
  annData: 'AnnData (h5ad)',
  annDataHint: 'the same, for scanpy',
  noMeans: 'This link has changes only, no means to download.',
  nameOf: (name: string) => `Name of scenario ${name}`,
  rename: (name: string) => `Rename ${name}`,
  remove: (name: string) => `Remove ${name}`,
  set: (name: string) => `Set the sliders to ${name}`,
  miniature: (name: string) => `Network coloured by the predicted change: ${name}`,
} as const;

/** '' where the setting can be kept, or there is none. */
export function hindranceText(hindrance: KeepHindrance | null): string {
  return hindrance === 'full' ? `${MAX_SCENARIOS} scenarios are kept. Remove one first.` : '';
}

/** Of the measured genes outside the network. */
export const outsideWords = {
  title: 'Outside the network',
  group: 'Measured genes that are not in the network',
  response: 'Not in the network; predicted response on Perturb',
  search: 'Find a gene outside the network',
  placeholder: 'Find a measured gene …',
  largest: 'Largest responses, with held-out error (1 = no change)',
  found: 'Found, with held-out error (1 = no change)',
  error: 'Held-out error relative to no change',
  unpredicted: 'not predicted by modules',
  none: 'No measured gene of this name.',
  /** `error`: null where modules do not predict the gene. */
  sought: (gene: string, error: number | null) =>
    error === null
      ? `${gene} is measured but not in the network, and modules do not predict it.`
      : `${gene} is measured but not in the network. Modules predict its response with a held-out error of ${decimal(error)} (1 = no change).`,
  inNetwork: (gene: string) => `${gene} is in the network: see the responders above, or its card.`,
};
