import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kernelTypes } from './assemblyscript';
import { kernelModules } from './kernelTypes';

/** Apart from what the formatter changes. */
function bare(text: string): string {
  return text.replace(/[\s,;]/g, '');
}

test.each(kernelModules)('the signatures of %s are those of its compiler', async (source, target) => {
  expect(bare(readFileSync(target, 'utf8'))).toBe(bare(await kernelTypes(source)));
});
