/** Words of the measured genes outside the network. */
export const outsideWords = {
  title: 'Outside the network',
  search: 'Find a gene outside the network',
  placeholder: 'Find a measured gene …',
  largest: 'Largest responses, with held-out error (1 = no change)',
  found: 'Found, with held-out error (1 = no change)',
  error: 'Held-out error relative to no change',
  unpredicted: 'not predicted by modules',
  none: 'No measured gene of this name.',
  inNetwork: (gene: string) => `${gene} is in the network: see the responders above, or its card.`,
};
