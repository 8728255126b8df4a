/** Steps in a mock of the browser's history. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aDataset, anOpenedFile } from '../../../../tests/support/app/testData';
import { emptyImport, emptyRun } from '../state';
import { changeInPlace, followSteps, hasOwnLink, showOwnLink } from './stepHistory';
import { useImport, useRun, useScreen } from '../stores';

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
