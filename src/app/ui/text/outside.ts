/** Words of the measured genes outside the network. */
import { decimal } from '../../../present/text/format';
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
