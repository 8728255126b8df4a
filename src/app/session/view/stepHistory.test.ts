/** Steps in a mock of the browser's history. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aDataset, anOpenedFile } from '../../../../tests/support/app/testData';
import { emptyImport, emptyRun, noEffects } from '../state';
import { changeInPlace, effectsBefore, followSteps, hasOwnLink, showOwnLink } from './stepHistory';
import { useEffects, useImport, useRun, useScreen } from '../stores';
import { sampleEffects } from '../../../../tests/support/share/sampleEffects';

/** Entries with their addresses, as a browser keeps them. */
class MockHistory {
  entries: { readonly state: unknown; readonly url: string }[] = [{ state: null, url: '/' }];
  at = 0;
  returned: () => void = () => undefined;

  get state(): unknown {
    return this.entries[this.at]?.state;
  }

  get url(): string {
    return this.entries[this.at]?.url ?? '';
  }

  pushState(state: unknown, _: string, url = this.url): void {
    this.entries = [...this.entries.slice(0, this.at + 1), { state, url }];
    this.at += 1;
  }

  replaceState(state: unknown, _: string, url = this.url): void {
    this.entries[this.at] = { state, url };
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

let history = new MockHistory();
let leave: () => void = () => undefined;

beforeEach(() => {
  history = new MockHistory();
  vi.stubGlobal('history', history);
  vi.stubGlobal('window', {
    addEventListener: (_: string, listener: () => void) => {
      history.returned = listener;
    },
    removeEventListener: () => undefined,
  });
  useImport.setState({ ...emptyImport, opened: anOpenedFile }, true);
  useRun.setState({ ...emptyRun, dataset: aDataset }, true);
  useEffects.setState(noEffects, true);
  useScreen.setState({ step: 'train' });
  leave = followSteps();
});

afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

const step = () => useScreen.getState().step;

it('returns to the former step, and forward again, in the same address', () => {
  useScreen.setState({ step: 'explore' });
  useScreen.setState({ step: 'explore', drawer: 'log' });
  useScreen.setState({ step: 'evaluate' });
  expect(history.entries.map(({ url }) => url)).toEqual(['/', '/', '/']);
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
  showOwnLink('#g1.own');
  expect(history.url).toBe('#g1.own');
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

it('after a reload the entry still has what was looked at, unless it is of another version', () => {
  const shared = sampleEffects(2, { perturbations: 6, genes: 5, changed: 3 });
  useEffects.setState({ shared, selected: 3, view: 'table' });
  useScreen.setState({ step: 'effects' });
  leave();
  useEffects.setState(noEffects, true);
  useScreen.setState({ step: 'train' });
  leave = followSteps();
  expect(effectsBefore()).toEqual({ view: 'table', perturbation: 'P2', gene: null });
  useEffects.setState({ shared, selected: 3, view: 'table' });
  changeInPlace({ step: 'effects' });
  // Another link is seen as its sender left it.
  history.enter('#g2.other');
  expect(effectsBefore()).toBeNull();
  for (const effects of [
    undefined,
    'table',
    { view: 'volcano', perturbation: null, gene: null },
    { view: 'map' },
  ]) {
    history.replaceState({ step: 'effects', ownLink: false, effects }, '');
    expect(effectsBefore()).toBeNull();
  }
});
