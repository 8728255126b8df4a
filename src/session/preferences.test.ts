import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readPreferences } from './preferences';

it('reads what was stored and ignores everything else', () => {
  expect(readPreferences('{"colorScheme":"dark","singleKeyShortcuts":false,"step":"check"}')).toEqual({
    colorScheme: 'dark',
    singleKeyShortcuts: false,
  });
  expect(readPreferences('{"colorScheme":"pink","singleKeyShortcuts":"no"}')).toEqual({});
  expect(readPreferences(null)).toEqual({});
});

it('never throws, whatever lies in the storage', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(Object.keys(readPreferences(text)).length).toBeLessThanOrEqual(2);
    }),
  );
});
