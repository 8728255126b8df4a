/** Closed forms on a simulated screen that is not part of this repository, against scikit-learn and SciPy on the same cells. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import reference from './baselines.reference.json';
import { fileOfSet, loadKnownSet } from './knownSet';
import { compareWithTruth } from '../src/evaluation/networks/truthComparison';
import { closedForms } from '../src/evaluation/methods/methodNames';
import { networkBy } from '../src/evaluation/methods/methods';
import { screenOf } from '../src/evaluation/methods/screen';
import { drain } from '../src/numerics/lazy';

const folder = '../shared/data';
test.skipIf(!existsSync(folder)).each(['dyn-BF', 'dyn-CY', 'dyn-FN4', 'hsc'] as const)(
  'closed forms rank the edges of %s like the reference implementations',
  async (name) => {
    const set = await loadKnownSet(fileOfSet(folder, name) ?? '');
    const screen = screenOf(set.dataset);
    for (const method of closedForms.filter((form) => form !== 'density')) {
      const network = drain(networkBy(method, screen, 1));
      const auprc = compareWithTruth(network, set.truth, 0)?.auprc ?? NaN;
      expect(Math.abs(auprc - (reference[name][method][0] ?? NaN))).toBeLessThan(0.005);
    }
  },
);
