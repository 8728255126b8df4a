/** What a snapshot says once and not again: told when it differs from what was last heard of the run. Pure. */
import type { TrainingSnapshot } from '../../inference/result';
import { logged } from './runState';
import type { RunState } from './state';

export type Heard = Pick<TrainingSnapshot, 'step' | 'rateFactor' | 'averaged'>;

export const nothingHeard: Heard = { step: 0, rateFactor: 1, averaged: 1 };

/** Logs, and where a person should know it now says, that the run learns more slowly or that a fit joined the network. */
export function heard(state: RunState, before: Heard, now: Heard, at: number): RunState {
  let next = state;
  if (now.rateFactor < before.rateFactor) {
    const slowed = { tag: 'slowed', step: now.step } as const;
    next = logged({ ...next, notice: slowed }, slowed, at);
  }
  return now.averaged > before.averaged ? logged(next, { tag: 'averaged', fits: now.averaged }, at) : next;
}
