import { expect, it } from 'vitest';
import { sampleSnapshot } from '../../../tests/support/share/sampleSnapshot';
import { encodeLink } from '../../share/link';
import { type Snapshot, type Tier, withEffects } from '../../share/snapshot';
import { sampleEffects } from '../../../tests/support/share/sampleEffects';
import { effectsCarried, effectsNotCarried } from './effects';
import { listOf } from './format';
import { carriesText, hintOf, leftBehindText } from './link';

async function omissions(snapshot: Snapshot, tier: Tier): Promise<string | null> {
  const link = await encodeLink(snapshot, tier);
  if (!link.ok) throw new Error(link.error.tag);
  return leftBehindText(link.value);
}

it('a link tells that the edges of a known network are not in it, whatever else it has', async () => {
  const plain = { ...sampleSnapshot(4, { genes: 6, regulators: 4, modules: 5 }), knowledge: null };
  const found = { asked: 'auto', strength: 1, gain: null, shuffledGain: null } as const;
  const informed = { ...plain, knowledge: { name: null, ...found } };
  expect(await omissions(plain, 'settings')).toBeNull();
  expect(await omissions(informed, 'settings')).toBe('Not included: edges of the known network.');
  expect(await omissions(plain, 'network')).toBe(
    'Not included: measured changes, curves and prediction intervals.',
  );
  for (const tier of ['network', 'model'] as const)
    expect(await omissions(informed, tier)).toContain(
      'measured changes, curves, prediction intervals and edges of the known network.',
    );
});

it('what rounding of the model changes is told as a plain number', async () => {
  const link = await encodeLink(sampleSnapshot(4, { genes: 6, regulators: 4, modules: 5 }), 'model');
  if (!link.ok) throw new Error(link.error.tag);
  const sliderModel = { kind: 'model', bits: 8, differing: 194, largestDifference: 31.2 } as const;
  expect(leftBehindText({ ...link.value, sliderModel })).toContain(
    '194 printed predictions for single genes differ, by at most 30.',
  );
});

it('a link of effects tells what it has, what no link has, and what had no room', () => {
  const effects = sampleEffects(1, { perturbations: 6, genes: 9, changed: 4 });
  expect(listOf(effectsCarried(effects))).toBe(
    '6 perturbations, 12 changes of genes, the heat map, the map and 2 pairs',
  );
  // The third perturbation of the sample has seven genes that were left out before.
  const plain = { contexts: false, doses: false };
  expect(effectsNotCarried({ ...effects, perturbationsLeftOut: 1, pairsLeftOut: 1200 }, plain)).toBe(
    'Not included: distributions of cells, single guides, responding cells, the network of responses, unchanged genes, similarities other than the nearest, gene sets and the number of cells needed for a given change. Also not included, for lack of space: 7 changes of genes (the least certain), 1 perturbation without effect and 1,200 pairs.',
  );
  expect(effectsNotCarried(effects, { contexts: true, doses: true })).toContain(
    'the network of responses, contexts, curves of doses, unchanged genes,',
  );
  // Who opens it is not told what the sender had.
  expect(effectsNotCarried(effects)).toContain(
    'for a given change; nor, if there were any, contexts and curves of doses.',
  );
  const untested = sampleEffects(1, { perturbations: 2, genes: 9, changed: 4, isTested: false });
  expect(effectsNotCarried(untested)).toBe('Not included: distributions of cells.');
  expect(effectsNotCarried({ ...untested, perturbationsLeftOut: 88 })).toContain(
    'for lack of space: 88 perturbations.',
  );
});

it('a link of effects lacks no picture where nothing acts', () => {
  const effects = sampleEffects(1, { perturbations: 6, genes: 9, changed: 4 });
  const map = { ...effects.map, genes: [], rows: [] };
  expect(effectsNotCarried({ ...effects, map })).toContain('the heat map');
  const perturbations = effects.perturbations.map((line) => ({
    ...line,
    acts: false,
    kind: 'inert' as const,
    changedLeftOut: 0,
  }));
  const told = effectsNotCarried({ ...effects, map, perturbations });
  expect(told).not.toMatch(/for lack of space|network of responses/u);
});

it('a link of a run tells what it has of effects, and what of them had no room', async () => {
  const own = { knowledge: null, demo: null };
  const run = { ...sampleSnapshot(4, { genes: 6, regulators: 4, modules: 5 }), ...own };
  const effects = sampleEffects(1, { perturbations: 6, genes: 9, changed: 4 });
  const link = await encodeLink(withEffects(run, effects), 'model');
  if (!link.ok) throw new Error(link.error.tag);
  expect(hintOf(link.value)).toContain('With the effects of each perturbation.');
  expect(carriesText(link.value).holds).toContain(
    'and the settings. Effects: 6 perturbations, 12 changes of genes, the heat map, the map and 2 pairs.',
  );
  expect(leftBehindText(link.value)).toContain(
    'Not included: unchanged genes, curves and prediction intervals. Also not included, for lack of space: 7 changes of genes (the least certain).',
  );
  const map = { ...effects.map, rows: [], genes: [] };
  expect(leftBehindText({ ...link.value, effects: { ...effects, map } })).toContain(
    'for lack of space: 7 changes of genes (the least certain), the heat map and the map.',
  );
});
