import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { previewPath, trainedPreview } from './make-preview';

it('keeps the network that training the demo ends with, and its arrangement, to the last bit', async () => {
  const kept: unknown = JSON.parse(await readFile(previewPath, 'utf8'));
  expect(kept).toEqual(JSON.parse(JSON.stringify(await trainedPreview())));
});
