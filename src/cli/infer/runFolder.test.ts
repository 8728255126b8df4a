import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { expectFree } from './runFolder';
import { temporaryFolder } from '../../../tests/support/cli/inferRuns';

const { at, remove } = temporaryFolder();
afterAll(remove);

/** A folder of several seeds with `inner` in a folder inside it. */
function seeds(name: string, inner: string, file: string): string {
  mkdirSync(at(`${name}/${inner}`), { recursive: true });
  writeFileSync(at(`${name}/checkpoint.modulode.json`), '{}');
  writeFileSync(at(`${name}/${inner}/${file}`), '');
  return at(name);
}

it.each(['.seed-3.part-77', '.seed-3.former-77', 'seed-3'])(
  'a run of several seeds can go on where a job was killed that was writing %s',
  async (inner) => {
    const folder = seeds(`killed ${inner}`, inner, 'edges.tsv');
    await expectFree(folder, true);
    await expect(expectFree(folder, false)).rejects.toThrow('holds a run that was broken off');
    expect(readdirSync(folder)).toContain(inner);
  },
);

it.each([
  ['.seed-3.part-77', 'thesis.tex'],
  ['.seed-3', 'edges.tsv'],
  ['seed-x', 'edges.tsv'],
])('a folder that holds %s/%s is somebody’s', async (inner, file) => {
  const folder = seeds(`theirs ${inner}`, inner, file);
  await expect(expectFree(folder, true)).rejects.toThrow('is not a run folder');
});
