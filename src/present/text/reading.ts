/** What is done with a file while it is read. */
import type { ReadProgress } from '../../dataset/import';

export const readingPhases: Readonly<Record<ReadProgress['phase'], string>> = {
  opening: 'Opening',
  scanning: 'Looking at',
  reading: 'Reading',
};
