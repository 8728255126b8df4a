/** Tests of a file on the backend of tfjs in plain JavaScript, whose operations are the easiest to trust. */
import '@tensorflow/tfjs-backend-cpu';
import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll } from 'vitest';

/** Tests in other files of the same thread get back the backend that they opened, which is tens of times faster. */
export function usePlainBackend(): void {
  let before = '';
  beforeAll(async () => {
    before = getBackend();
    await setBackend('cpu');
  });
  afterAll(async () => {
    if (before) await setBackend(before);
  });
}
