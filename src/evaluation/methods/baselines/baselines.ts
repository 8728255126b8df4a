/** Baselines run as methods of the gallery; they have no settings and predict nothing. */
import type { Algorithm } from '../method';
import { scoresOf } from '../methods';
import type { BaselineName } from './about';

export function baseline(name: BaselineName): Algorithm {
  return function* run({ screen, seed }) {
    return { scores: yield* scoresOf(name, screen, seed), predict: null };
  };
}
