import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { demoFiles, demoFolder } from './make-demo';

it('reproduces the bundled demo byte for byte', async () => {
  for (const [name, bytes] of await demoFiles()) {
    const kept = await readFile(`${demoFolder}/${name}`);
    expect({ name, same: kept.equals(bytes) }).toEqual({ name, same: true });
  }
});
