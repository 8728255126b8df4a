/** Frozen runs as they lie beside the page, opened through the decoder of links: what the list says of them is what they show. */
import { readFileSync } from 'node:fs';
import { beforeEach, expect, it, vi } from 'vitest';
import { findingBesideLevel } from '../../../present/text/benchmark';
import { decodeLink } from '../../../share/link';
import { fakeHandle, fakeWorkers } from '../../../../tests/support/app/fakeWorkers';
import { workWith } from '../clients';
import { verdictOfRun } from '../run/doubt';
import { isLink } from '../share/arrivals';
import { emptyRun, noEffects } from '../state';
import { noArrival, useArrival, useEffects, useRun } from '../stores';
import { openLink } from './actions';
import { frozenScreens, openFrozen } from './frozenScreens';

workWith(
  fakeWorkers({
    share: () => fakeHandle({ decode: decodeLink }),
    trainer: () => fakeHandle({ discard: async () => undefined }),
    runs: () => fakeHandle({ list: async () => ({ ok: true, value: { runs: [], storage: null } }) }),
  }),
);

beforeEach(() => {
  useRun.setState(emptyRun, true);
  useEffects.setState(noEffects, true);
  useArrival.setState(noArrival, true);
  vi.stubGlobal('location', { hash: '#step=data' });
  vi.stubGlobal('document', { baseURI: 'https://example.org/page/' });
  vi.stubGlobal('fetch', async (address: URL) => {
    const path = `public/${address.pathname.replace('/page/', '')}`;
    return new Response(readFileSync(path, 'utf8'));
  });
});

const numbersIn = (text: string) => text.match(/\d+/g) ?? [];

it.each(frozenScreens)('$name opens as it was frozen, without cells', async (screen) => {
  await openFrozen(screen);
  expect(isLink(location.hash)).toBe(true);
  await openLink(location.hash);
  const run = useRun.getState();
  const { dataset, result, shared } = run;
  const effects = useEffects.getState().shared;
  if (!dataset || !result || !shared) throw new Error('nothing was opened');
  const verdict = verdictOfRun(run);
  expect(verdict?.predicts.level).toBe(screen.predicts);
  expect(verdict?.edges.level).toBe(screen.edges);
  const standing = shared.network?.verdict.caveats?.standing ?? null;
  expect(findingBesideLevel(result, standing, verdict)).toBe(screen.headline);
  expect(effects?.sentences.headline).toBe(screen.effects);
  expect(effects?.unit).toBe(screen.rows === 'cells' ? 'cell' : 'sample');
  expect(effects?.perturbationsLeftOut).toBe(0);

  const measured = result.model.latent?.length ?? 0;
  expect([dataset.cells, dataset.genes.length - measured]).toEqual([screen.cells, screen.genes]);
  expect(dataset.values).toHaveLength(0);
  expect(shared.title).toBe(`${screen.name}: frozen run, no cells`);
  expect(shared.sliderModel?.kind).toBe('model');

  // The sentence of the card has no number of its own.
  const said = numbersIn(`${screen.headline} ${screen.effects}`);
  for (const number of numbersIn(screen.finding)) expect(said).toContain(number);
});

it('one predicts, one cannot tell, and in one there is nothing to find', () => {
  expect(frozenScreens.map(({ predicts }) => predicts)).toEqual(['uncertain', 'supported', 'none']);
});

it('a frozen run whose file is gone changes nothing and says so', async () => {
  vi.stubGlobal('fetch', async () => new Response('', { status: 404, statusText: 'Not Found' }));
  const [screen] = frozenScreens;
  if (!screen) throw new Error('no frozen run');
  const before = useRun.getState();
  await openFrozen(screen);
  expect(useRun.getState()).toBe(before);
  expect(useArrival.getState().error).toEqual({
    tag: 'frozen-unavailable',
    name: screen.name,
    detail: '404 Not Found',
  });
});
