/** Screens that cannot be learned from, to see whether that is noticed. */
import type { Random } from '../numerics/random';
import type { CapturedScreen } from './capture';

/**
 * 'inert': perturbations change nothing, not even their targets. 'exchanged': each perturbation carries another's name.
 * 'shuffled': every cell carries the label of some cell, drawn without replacement.
 */
export type Flaw = (typeof flaws)[number];

export const flaws = ['inert', 'exchanged', 'shuffled'] as const;

/** The screen with labels as the flaw has them. What is inert is so while cells are simulated. */
export function withFlaw(screen: CapturedScreen, flaw: Flaw, random: Random): CapturedScreen {
  switch (flaw) {
    case 'inert':
      return screen;
    case 'exchanged': {
      const names = [...new Set(screen.labels.filter((_, cell) => screen.kinds[cell] !== 'control'))];
      const ring = Array.from(random.permutation(names.length), (at) => names[at] ?? '');
      const next = new Map(ring.map((name, at) => [name, ring[(at + 1) % ring.length] ?? name]));
      return { ...screen, labels: screen.labels.map((label) => next.get(label) ?? label) };
    }
    case 'shuffled': {
      const from = random.permutation(screen.labels.length);
      const { doses } = screen;
      return {
        ...screen,
        labels: Array.from(from, (cell) => screen.labels[cell] ?? ''),
        kinds: Array.from(from, (cell) => screen.kinds[cell] ?? ''),
        doses: doses && Float64Array.from(from, (cell) => doses[cell] ?? Number.NaN),
      };
    }
    default:
      return flaw satisfies never;
  }
}
