import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kernelTypes } from './assemblyscript';
import { kernelModules } from './kernelTypes';

test.each(kernelModules)('the signatures of %s are those of its compiler', async (source, target) => {
  expect(readFileSync(target, 'utf8')).toBe(await kernelTypes(source));
});
