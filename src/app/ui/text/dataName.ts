/** What the data on screen is called: the file's name, the demo's, or the title a link came with. */
import type { RunState } from '../../session/state';
import type { DemoName } from '../../../dataset/demoNames';
import type { Snapshot } from '../../../share/snapshot';

interface DemoText {
  readonly name: string;
  readonly inSentence: string;
  /** What one can open it for. */
  readonly line: string;
  /** Where its cells come from, as the beginning of a line. */
  readonly origin: string;
}

export const demoTexts: Readonly<Record<DemoName, DemoText>> = {
  myeloid: {
    name: 'Myeloid demo',
    inSentence: 'the demo',
    line: 'A simulated screen of the myeloid differentiation network (Krumsiek et al. 2011): 11 genes, its true edges known.',
    origin: 'Simulated blood-cell differentiation',
  },
  hundred: {
    name: '100 genes, 40 knockouts (simulated)',
    inSentence: 'the demo of 100 genes',
    line: 'Invented genes in a network without loops, 40 of them regulators, each knocked out. Simulated here in some seconds.',
    origin: 'Invented genes, simulated here from a known network without loops',
  },
  loops: {
    name: 'Loops (simulated)',
    inSentence: 'the demo with loops',
    line: '24 invented genes that activate and repress each other in circles, 16 knocked out. Simulated here in a second or two.',
    origin: 'Invented genes, simulated here from a known network with feedback loops',
  },
};

/** null: nothing is on screen. */
export function dataName({
  shared,
  demo,
  dataset,
}: Pick<RunState, 'shared' | 'demo' | 'dataset'>): string | null {
  if (shared) return sharedName(shared);
  return demo ? demoTexts[demo].name : (dataset?.name ?? null);
}

/** The title a person gave, else what is known of it. */
export function sharedName({ title, demo }: Pick<Snapshot, 'title' | 'demo'>): string {
  if (title !== '') return title;
  return demo ? demoTexts[demo].name : 'A shared network';
}

/** '20 Nov 2026', from whole days since 1970 (UTC). */
export function dayText(day: number): string {
  return new Date(day * 86_400_000).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}
