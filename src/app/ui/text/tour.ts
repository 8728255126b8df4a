/** The story of the demo, one line a part: effects, the network as it is learned, a knockout, the truth, then a person's own screen. */
import type { PartName } from '../../session/state';

interface Caption {
  readonly text: string;
  /** Label of the button that leads on. */
  readonly next: string;
  /** The step that it leads to; null: the story ends. */
  readonly leadsTo: PartName | null;
}

export const tourText = {
  label: 'Tour of the demo',
  place: (caption: number) => `${caption + 1} of ${captions.length}`,
  skip: 'Skip',
  /** In place of what leads on, while that is not there. */
  waits: 'Still learning…',
} as const;

export const captions: readonly Caption[] = [
  {
    text: '34 experiments switched genes off or raised them: which control which?',
    next: 'See what changed',
    leadsTo: 'effects',
  },
  {
    text: 'Each row is an experiment: colours show which genes rose or fell.',
    next: 'Learn the network',
    leadsTo: 'train',
  },
  {
    text: 'Now the network is learned: orange switches genes on, blue off.',
    next: 'Knock out a gene',
    leadsTo: 'perturb',
  },
  {
    text: 'Predicted without this gene; ◇ marks what was measured.',
    next: 'Compare with the truth',
    leadsTo: 'evaluate',
  },
  {
    text: 'The demo is simulated: its true network tells how much was found.',
    next: 'Your turn',
    leadsTo: 'data',
  },
  {
    text: 'Drop your own screen anywhere here, or open a real one below.',
    next: 'Done',
    leadsTo: null,
  },
];
