/** Links that people have: what they said once they say for ever. Made by scripts/make-link-fixtures.ts. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { nativeDeflater, scriptedDeflater } from './link/frame';
import { decodeLink } from './link';
import { fromTypedJson } from './typedJson';

const folder = new URL('../../tests/fixtures/links/', import.meta.url);
const links = readdirSync(folder).filter((name) => name.endsWith('.txt'));

it.each(links)('%s still holds what it held when it was made', async (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  const recorded = fromTypedJson(readFileSync(new URL(name.replace('.txt', '.json'), folder), 'utf8'));
  for (const deflater of [nativeDeflater, scriptedDeflater])
    expect(await decodeLink(text, deflater)).toEqual({ ok: true, value: recorded });
});

it('has a fixture for every kind of link of version 1', () => {
  expect(links).toEqual(
    expect.arrayContaining([
      'g1-model.txt',
      'g1-network.txt',
      'g1-caveats.txt',
      'g1-responses.txt',
      'g1-settings.txt',
    ]),
  );
});
