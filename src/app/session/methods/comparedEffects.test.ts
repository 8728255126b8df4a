/** Which effects of two compared runs are taken: cells of both, else lists, of which the text is read or asked for; with a fake worker. */
import { expect, it } from 'vitest';
import { fakeHandle, fakeWorkers } from '../../../../tests/support/app/fakeWorkers';
import { chain } from '../../../../tests/support/inference/chain';
import { sampleEffects } from '../../../../tests/support/share/sampleEffects';
import type { EffectsOfRuns } from '../../../inference/run/effectsOfRuns';
import { workWith } from '../clients';
import { compareEffects, type ComparedEffects, type SideEffects } from './comparedEffects';

const effects = sampleEffects(2, { perturbations: 4, genes: 6, changed: 3 });
const told: EffectsOfRuns = {
  sameCells: 0,
  genes: { both: 5, first: 5, second: 5 },
  perturbations: { both: 0, first: 4, second: 4 },
  labels: [],
  found: null,
};
let ended = 0;

/** One measures `told` from cells, the other reads `effects` from the text '#g2.x'. */
const start = fakeWorkers({
  evaluation: () =>
    fakeHandle({ effects: () => Promise.resolve(told) }, () => {
      ended += 1;
    }),
  share: () =>
    fakeHandle({
      decode: (text: string) =>
        Promise.resolve(
          text === '#g2.x' ? { ok: true, value: { kind: 'effects', effects } } : { ok: false, error: null },
        ),
    }),
});

const compared = (first: SideEffects, second: SideEffects, text: string | null = null) =>
  new Promise<ComparedEffects>((take) => {
    workWith(start);
    compareEffects(first, second, { textOf: () => Promise.resolve(text), take, onProgress: () => undefined });
  });

const cells: SideEffects = { dataset: chain(), listed: null };
const link: SideEffects = { dataset: null, listed: effects };
const bare: SideEffects = { dataset: null, listed: null };

it('runs with cells are measured, by a worker that ends', async () => {
  expect(await compared(cells, { ...cells, dataset: chain() })).toEqual({ kind: 'measured', told });
  expect(ended).toBe(1);
});

it('a link is compared by its list with the list that a run file holds, or that is on screen', async () => {
  const all = { kind: 'listed', told: { labels: effects.perturbations.map(({ label }) => label) } };
  expect(await compared({ ...cells, listed: '#g2.x' }, link)).toMatchObject(all);
  expect(await compared(link, cells, '#g2.x')).toMatchObject(all);
});

it('says which side has none: no list, one that cannot be read, or one without tests', async () => {
  expect(await compared(cells, link)).toEqual({ kind: 'missing', first: true, second: false });
  expect(await compared(link, { ...cells, listed: '#broken' })).toEqual({
    kind: 'missing',
    first: false,
    second: true,
  });
  const untested = { dataset: null, listed: { ...effects, isTested: false } };
  expect(await compared(untested, bare)).toEqual({ kind: 'missing', first: true, second: true });
});

it('does not answer once it is cancelled', async () => {
  workWith(start);
  let answers = 0;
  const cancel = compareEffects(link, link, {
    textOf: () => Promise.resolve(null),
    take: () => {
      answers += 1;
    },
    onProgress: () => undefined,
  });
  cancel();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(answers).toBe(0);
});
