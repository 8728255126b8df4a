/** The four captions of the tour of the demo. */
interface Caption {
  readonly title: string;
  readonly text: string;
  /** Label of the button that leads on. */
  readonly next: string;
}

export const tourText = {
  label: 'Tour of the demo',
  place: (caption: number) => `${caption + 1} of ${captions.length}`,
  skip: 'Skip the tour',
  waits: 'Goes on when training has finished.',
} as const;

export const captions: readonly Caption[] = [
  {
    title: 'Learn',
    text: 'The network is learned from cells in which one gene at a time was knocked out or overexpressed. Orange arrows activate, blue bars repress.',
    next: 'Next',
  },
  {
    title: 'Knock out',
    text: 'The learned network predicts what happens when a gene is missing. Try the gene with the clearest effect.',
    next: 'Knock it out',
  },
  {
    title: 'See what falls',
    text: 'Colours show which genes fall and which rise. The panel at the right ranks them; ◇ marks what the screen measured.',
    next: 'Compare with the truth',
  },
  {
    title: 'Compare with the truth',
    text: 'This demo is simulated, so its true edges are known: Evaluate counts how many were found, beside other methods. Then drop a screen of your own.',
    next: 'Done',
  },
];
