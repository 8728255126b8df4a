/** Sentences of the time-lapse of learning. */
import { count, plural } from '../../../present/text/format';
import type { TimeLapseFrame } from '../../../share/timeLapse';

export const timeLapseText = {
  play: 'Play',
  pause: 'Pause',
  place: 'Step of learning',
  title: 'Time-lapse of learning',
  modules: 'Modules at this step',
  noModules: 'None yet: modules are computed after each quarter of the training.',
  error: 'Cross-validated error',
  noError: 'not measured yet',
  inResult: 'Edges of the result',
  inResultHint: 'already among the strongest at this step',
  inPresent: 'Edges shown now',
  save: 'Save as GIF or video',
} as const;

/** 'Step 340 of 1,000'. */
export function frameText({ step }: Pick<TimeLapseFrame, 'step'>, steps: number): string {
  return `Step ${count(step)} of ${count(steps)}`;
}

/** The last place of the slider: the network as the page shows it. */
export function presentText(hasResult: boolean, step: number, steps: number): string {
  return hasResult ? 'Result' : `Now: ${frameText({ step }, steps)}`;
}

/** In a picture. */
export function errorText(error: number): string {
  return `Cross-validated error ${error.toFixed(2)} (no change = 1)`;
}

export const saveText = {
  title: 'Save the time-lapse',
  what: (pictures: number) =>
    `${plural(pictures, 'picture', 'pictures')} of the network in a fixed arrangement, with step and error. Made in this browser; nothing is uploaded.`,
  format: 'Format',
  gif: 'GIF',
  gifHint: 'for slides and web pages',
  webm: 'Video (WebM)',
  webmHint: 'smaller, with a control for the time',
  noWebm: 'This browser cannot make videos.',
  size: 'Width',
  pixels: 'pixels',
  length: 'Length',
  save: 'Save',
  cancel: 'Cancel',
  progress: (done: number, of: number) => `Picture ${done} of ${of}`,
  done: (name: string, bytes: string) => `Saved as ${name} (${bytes}).`,
  failed: (detail: string) => `The file could not be made: ${detail}`,
} as const;
