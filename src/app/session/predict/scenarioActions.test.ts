/** Scenarios on the page: kept and set with their time, undone, compared with the sliders, and sent with a link. */
import { beforeEach, expect, it } from 'vitest';
import { fakeHandle, fakeWorkers } from '../../../../tests/support/app/fakeWorkers';
import { createSession } from '../page/session';
import { aDataset, aResult } from '../../../../tests/support/app/testData';
import type { Snapshot } from '../../../share/snapshot';
import { emptyView } from '../../../share/view';
import { emptyRun } from '../state';
import { useRun, useView } from '../stores';
import { newHistory } from '../history';
import { keepScenario, removeScenario, setScenario, settingsToCompare } from './scenarioActions';
import { endGesture, setPredictTime, setSlider, showScreen, undoView } from '../view/view';

const mock = { sent: [] as Snapshot[] };

const { share } = createSession(
  fakeWorkers({
    share: () =>
      fakeHandle({
        encode: (snapshot: Snapshot) => {
          mock.sent.push(snapshot);
          return { ok: false, error: { tag: 'link-too-long' } };
        },
      }),
  }),
);

const scenarios = () => useView.getState().present.scenarios;

beforeEach(() => {
  mock.sent = [];
  useView.setState(newHistory(emptyView), true);
  useRun.setState({ ...emptyRun, dataset: aDataset, result: aResult, phase: 'finished' }, true);
  showScreen({ step: 'perturb' });
});

it('are kept with the time of the prediction and set again with it, each as one undo step', () => {
  setSlider(0, 0);
  setPredictTime(2);
  keepScenario();
  setSlider(0, 0.5);
  endGesture();
  setPredictTime(null);
  expect(scenarios()).toEqual([{ name: null, sliders: [{ gene: 0, value: 0 }], time: 2 }]);
  setScenario(0);
  expect(useView.getState().present.sliders).toEqual([{ gene: 0, value: 0 }]);
  expect(useView.getState().present.time).toBe(2);
  undoView();
  expect(useView.getState().present).toMatchObject({ sliders: [{ gene: 0, value: 0.5 }], time: null });
  removeScenario(0);
  expect(scenarios()).toEqual([]);
  undoView();
  expect(scenarios()).toHaveLength(1);
});

it('are compared with the sliders where these change something else', () => {
  setSlider(0, 0);
  keepScenario();
  const setting = { sliders: [{ gene: 0, value: 0 }], time: null };
  const kept = { place: 0, ...setting };
  expect(settingsToCompare(scenarios(), setting)).toEqual([kept]);
  expect(settingsToCompare(scenarios(), { sliders: [{ gene: 0, value: 1 }], time: null })).toEqual([kept]);
  const other = { sliders: [{ gene: 1, value: 2 }], time: null };
  expect(settingsToCompare(scenarios(), other)).toEqual([{ place: null, ...other }, kept]);
});

it('are sent with a link', async () => {
  setSlider(1, 2);
  keepScenario();
  await share.linksOf({ title: '', withSliders: false, bare: false });
  expect(mock.sent.map(({ view }) => view.scenarios)).toEqual(mock.sent.map(() => scenarios()));
  expect(mock.sent.length).toBeGreaterThan(0);
});
