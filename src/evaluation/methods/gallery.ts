/** Every method of network inference that a person can run on a screen. A line each: what it is, and how its code is loaded. */
import { aboutBaselines } from './baselines/about';
import { about as aboutConsensus } from './consensus/about';
import { about as aboutDiffIntersort } from './diffintersort/about';
import { about as aboutIntersort } from './intersort/about';
import { about as aboutLyapunov } from './lyapunov/about';
import type { Method } from './method';

/** Cheap and well known first. */
export const gallery: readonly Method[] = [
  ...aboutBaselines.map((about) => ({
    about,
    load: async () => (await import('./baselines/baselines')).baseline(about.name),
  })),
  { about: aboutIntersort, load: async () => (await import('./intersort/intersort')).intersort },
  {
    about: aboutDiffIntersort,
    load: async () => (await import('./diffintersort/diffintersort')).diffintersort,
  },
  { about: aboutLyapunov, load: async () => (await import('./lyapunov/lyapunov')).lyapunov },
  { about: aboutConsensus, load: async () => (await import('./consensus/consensus')).consensus },
];

/** null where the gallery has no method of that name. */
export function methodNamed(name: string): Method | null {
  return gallery.find(({ about }) => about.name === name) ?? null;
}
