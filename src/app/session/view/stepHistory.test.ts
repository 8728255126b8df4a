/** Steps in a mock of the browser's history. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aDataset, anOpenedFile } from '../../../../tests/support/app/testData';
import { emptyImport, emptyRun, noEffects } from '../state';
import {
  changeInPlace,
  followSteps,
  hasOwnLink,
  linkIn,
  linkShows,
  partsOf,
  showAsked,
  showOwnLink,
  stepOf,
  steps,
} from './stepHistory';
import { useEffects, useImport, useRun, useScreen } from '../stores';
import { sampleEffects } from '../../../../tests/support/share/sampleEffects';

/** Entries with their addresses, as a browser keeps them. */
class MockHistory {
  entries: { readonly state: unknown; readonly url: string }[];
  at = 0;
  returned: () => void = () => undefined;

  constructor(url: string) {
    this.entries = [{ state: null, url }];
  }

  get state(): unknown {
    return this.entries[this.at]?.state;
  }

  get url(): string {
    return this.entries[this.at]?.url ?? '';
  }

  pushState(state: unknown, _: string, url = this.url): void {
    this.entries = [...this.entries.slice(0, this.at + 1), { state, url: this.#whole(url) }];
    this.at += 1;
  }

  replaceState(state: unknown, _: string, url = this.url): void {
    this.entries[this.at] = { state, url: this.#whole(url) };
  }

  #whole(url: string): string {
    return url.startsWith('#') ? this.url.replace(/#.*$/u, '') + url : url;
  }

  go(by: number): void {
    this.at += by;
    this.returned();
  }

  /** The person enters an address with another hash. */
  enter(url: string): void {
    this.pushState(null, '', url);
    this.returned();
  }
}

let history = new MockHistory('/app/');
let leave: () => void = () => undefined;

/** Opens the page at this address, as it is before anything has arrived. */
function openAt(url: string): void {
  leave();
  history = new MockHistory(url);
  vi.stubGlobal('history', history);
  vi.stubGlobal('location', {
    get search() {
      return new URL(history.url, 'https://modulode.org').search;
    },
    get hash() {
      return new URL(history.url, 'https://modulode.org').hash;
    },
    pathname: '/app/',
  });
  useScreen.setState({ step: 'train' });
  leave = followSteps();
}

beforeEach(() => {
  vi.stubGlobal('window', {
    addEventListener: (_: string, listener: () => void) => {
      history.returned = listener;
    },
    removeEventListener: () => undefined,
  });
  useImport.setState({ ...emptyImport, opened: anOpenedFile }, true);
  useRun.setState({ ...emptyRun, dataset: aDataset }, true);
  useEffects.setState(noEffects, true);
  openAt('/app/');
});

afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

const step = () => useScreen.getState().step;

it('returns to the former step, and forward again, each in its address', () => {
  useScreen.setState({ step: 'explore' });
  useScreen.setState({ step: 'explore', drawer: 'log' });
  useScreen.setState({ step: 'evaluate' });
  expect(history.entries.map(({ url }) => url)).toEqual([
    '/app/',
    '/app/#step=explore',
    '/app/#step=evaluate',
  ]);
  history.go(-1);
  expect(step()).toBe('explore');
  history.go(-1);
  expect(step()).toBe('train');
  history.go(2);
  expect(step()).toBe('evaluate');
  expect(history.entries).toHaveLength(3);
});

it('makes no entry for a step that changes in place', () => {
  useScreen.setState({ step: 'check' });
  changeInPlace({ step: 'train' });
  expect(history.entries).toHaveLength(2);
  useScreen.setState({ step: 'explore' });
  history.go(-1);
  expect(step()).toBe('train');
});

it('shows Data in place of a step that has nothing to show any more', () => {
  useScreen.setState({ step: 'check' });
  useScreen.setState({ step: 'train' });
  useImport.setState(emptyImport, true);
  history.go(-1);
  expect(step()).toBe('data');
});

it('tells a link that was made here from one that was opened', () => {
  useScreen.setState({ step: 'explore' });
  showOwnLink('#g1.own', () => true);
  expect(history.url).toBe('/app/#g1.own');
  useScreen.setState({ step: 'perturb' });
  expect(hasOwnLink()).toBe(true);
  history.go(-2);
  expect([step(), hasOwnLink()]).toEqual(['train', false]);
  history.go(1);
  expect([step(), hasOwnLink()]).toEqual(['explore', true]);
  history.enter('#g1.other');
  expect([step(), hasOwnLink()]).toEqual(['explore', false]);
  changeInPlace({ step: 'perturb' });
  history.go(-1);
  expect([step(), hasOwnLink()]).toEqual(['explore', true]);
  history.go(1);
  expect([step(), hasOwnLink()]).toEqual(['perturb', false]);
});

it('a link leaves the address with its data, also where a person returns to an entry that had it', () => {
  const shared = sampleEffects(2, { perturbations: 6, genes: 5, changed: 3 });
  const isStill = () => useEffects.getState().shared === shared;
  openAt('/app/#g2.link');
  useEffects.setState({ shared, selected: 1 });
  linkShows(isStill);
  showAsked({ step: 'effects' });
  useScreen.setState({ step: 'explore' });
  useScreen.setState({ step: 'effects' });
  const seen = 'step=effects&view=map&perturbation=P0';
  expect(history.url).toBe(`/app/#g2.link&${seen}`);
  history.go(-1);
  expect(history.url).toBe('/app/#g2.link&step=explore');
  // Another file is opened.
  useEffects.setState({ ...noEffects }, true);
  expect(history.url).toBe('/app/#step=explore');
  useScreen.setState({ step: 'check' });
  expect(history.url).toBe('/app/#step=check');
  history.go(-2);
  expect([linkIn(location.hash), step()]).toEqual(['', 'effects']);
  // Entered again it is opened again.
  history.enter('#g2.link');
  expect(history.url).toBe('/app/#g2.link');
  useEffects.setState({ shared, selected: 1 });
  linkShows(isStill);
  // Another link in its place; returning opens the former one again.
  history.enter('#g2.other');
  useEffects.setState({ shared: { ...shared }, selected: 1 });
  linkShows(() => true);
  history.go(-1);
  expect(linkIn(location.hash)).toBe('#g2.link');
});

it('a link that was made here leaves the address with the run, and does not return with Back', () => {
  useScreen.setState({ step: 'explore' });
  showOwnLink('#g1.own', () => useRun.getState().id === emptyRun.id);
  useScreen.setState({ step: 'perturb' });
  expect(history.url).toBe('/app/#g1.own&step=perturb');
  useRun.setState({ id: 7 });
  expect([history.url, hasOwnLink()]).toEqual(['/app/#step=perturb', false]);
  history.go(-1);
  expect([history.url, hasOwnLink()]).toEqual(['/app/#step=explore', false]);
});

it('Effects are seen again as they were left in each entry, by names', () => {
  const shared = sampleEffects(2, { perturbations: 6, genes: 5, changed: 3 });
  useEffects.setState({ shared, selected: 1 });
  useScreen.setState({ step: 'effects' });
  useEffects.setState({ view: 'table', selected: 3, gene: 2 });
  useScreen.setState({ step: 'explore' });
  useScreen.setState({ step: 'effects' });
  useEffects.setState({ view: 'plane', selected: 5, gene: null });
  expect(history.entries).toHaveLength(4);
  history.go(-2);
  expect(useEffects.getState()).toMatchObject({ view: 'table', selected: 3, gene: 2 });
  history.go(2);
  expect(useEffects.getState()).toMatchObject({ view: 'plane', selected: 5, gene: null });
  // In a link of other effects what is not there is not chosen.
  useEffects.setState({
    shared: { ...shared, perturbations: shared.perturbations.slice(0, 2) },
    selected: 1,
  });
  history.go(-2);
  expect(useEffects.getState()).toMatchObject({ view: 'table', selected: 1 });
});

it('a copied address shows the step, and Effects as they were seen once they are there', () => {
  const shared = sampleEffects(2, { perturbations: 6, genes: 5, changed: 3 });
  useEffects.setState({ shared, selected: 3, view: 'table', gene: 2 });
  useScreen.setState({ step: 'effects' });
  const copied = history.url.replace('#', '#g2.link&');
  expect(copied).toBe(`/app/#g2.link&step=effects&view=table&perturbation=P2&gene=${shared.genes[2]}`);
  useEffects.setState(noEffects, true);
  openAt(copied);
  expect([step(), history.url]).toEqual(['train', copied]);
  // As its sender saw it.
  useEffects.setState({ shared, selected: 1, view: 'map' });
  showAsked({ step: 'effects' });
  expect(step()).toBe('effects');
  expect(useEffects.getState()).toMatchObject({ view: 'table', selected: 3, gene: 2 });
  expect(history.entries).toHaveLength(1);
  // Another link is seen as its sender left it.
  useEffects.setState({ selected: 1, view: 'map', gene: null });
  history.enter('#g2.other');
  showAsked({ step: 'effects' });
  expect(useEffects.getState()).toMatchObject({ view: 'map', selected: 1 });
});

it('effects that are measured after the page was opened are seen as the address asks', () => {
  const shared = sampleEffects(2, { perturbations: 6, genes: 5, changed: 3 });
  openAt('/app/#step=effects&view=plane&perturbation=P4');
  showAsked();
  expect(step()).toBe('effects');
  expect(history.url).toBe('/app/#step=effects');
  useEffects.setState({ shared, found: null, selected: 1 });
  showAsked();
  expect(useEffects.getState()).toMatchObject({ view: 'plane', selected: 5, gene: null });
  expect(history.url).toBe('/app/#step=effects&view=plane&perturbation=P4');
});

it('every part of a step has an address of its own, and the page opens there', () => {
  for (const part of steps.flatMap((one) => partsOf[one])) {
    openAt(part === 'train' ? '/app/#step=explore' : '/app/');
    if (part === 'train') showAsked();
    useScreen.setState({ step: part });
    const { url } = history;
    expect(url).toBe(part === 'train' ? '/app/' : `/app/#step=${part}`);
    openAt(url);
    showAsked();
    expect([step(), history.url]).toEqual([part, url]);
  }
  expect((['check', 'train', 'methods', 'perturb'] as const).map(stepOf)).toEqual([
    'data',
    'model',
    'evaluate',
    'perturb',
  ]);
});

it('what an address asks for in vain is ignored, and it stays as it was given', () => {
  useRun.setState(emptyRun, true);
  for (const url of [
    '/app/#step=explore',
    '/app/#step=volcano&view=map',
    '/app/#view=table&perturbation=P2',
    '/app/#step=',
    '/app/#centre',
    '/app/?data=https://a.b/c.h5ad#g1.link&step=__proto__',
  ]) {
    openAt(url);
    showAsked();
    expect([step(), history.url]).toEqual(['train', url]);
  }
  useEffects.setState({ shared: sampleEffects(2, { perturbations: 2, genes: 5, changed: 3 }), selected: 1 });
  openAt('/app/#step=effects&view=volcano&perturbation=NONE&gene=NONE');
  showAsked();
  expect(useEffects.getState()).toMatchObject({ view: 'map', selected: 1, gene: null });
});

it('who has gone elsewhere is not brought back to what the address asked for', () => {
  openAt('/app/#step=evaluate');
  useScreen.setState({ step: 'check' });
  showAsked();
  expect(step()).toBe('check');
});

it('leaves what else is asked of the page, and a link, as they are; what is shown stands where no server sees it', () => {
  const given = '/app/?data=https://a.b/c%20d.h5ad&test#g1.link';
  openAt(given);
  // Where a link leads, its address needs no more.
  changeInPlace({ step: 'explore' });
  expect(history.url).toBe(given);
  useScreen.setState({ step: 'evaluate' });
  expect(history.url).toBe(`${given}&step=evaluate`);
  expect(linkIn(location.hash)).toBe('#g1.link');
  changeInPlace({ step: 'train' });
  expect(history.url).toBe(given);
});

it('an address that is typed into an open page shows its step', () => {
  history.enter('#step=evaluate');
  expect(step()).toBe('evaluate');
  history.enter('#centre');
  expect(step()).toBe('evaluate');
});

it('returns to entries of earlier versions, and of others stays where it is', () => {
  const effects = { view: 'table', perturbation: 'P2', gene: null };
  const shared = sampleEffects(2, { perturbations: 6, genes: 5, changed: 3 });
  useEffects.setState({ shared, selected: 1 });
  useScreen.setState({ step: 'explore' });
  for (const [state, shown] of [
    [{ step: 'methods', ownLink: false }, 'methods'],
    [{ step: 'check', ownLink: false, effects: null }, 'check'],
    [{ step: 'train', ownLink: true, effects: null }, 'train'],
    [{ step: 'effects', ownLink: false, effects }, 'effects'],
    [{ step: 'effects', ownLink: false, effects: { view: 'volcano' } }, 'effects'],
    [{ step: 'atlas', ownLink: false, effects: null }, 'explore'],
    [{ step: {}, ownLink: false }, 'explore'],
    ['explore', 'explore'],
  ] as const) {
    useScreen.setState({ step: 'explore' });
    history.pushState(state, '', '/app/');
    history.returned();
    expect(step()).toBe(shown);
  }
  expect(useEffects.getState()).toMatchObject({ view: 'table', selected: 3 });
});
