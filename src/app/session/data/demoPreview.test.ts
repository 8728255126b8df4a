import { expect, it } from 'vitest';
import { presets } from '../../../dynamics/settings';
import { aDataset } from '../../../../tests/support/app/testData';
import kept from './demoPreview.json';
import { isPreviewed, previewedPlacement, showPreview } from './demoPreview';
import { emptyImport, emptyRun } from '../state';
import { started } from '../run/runState';
import { useImport, usePreview, useRun, useView } from '../stores';

const settings = presets.default;
const start = { demo: 'myeloid', settings, truth: null, step: 0, secondsElapsed: 0 } as const;
const dataset = { ...aDataset, genes: [...kept.genes] };

it('is shown while the demo is read and prepared, and gives way to its first edges', async () => {
  await showPreview(Promise.resolve());
  const { shown } = usePreview.getState();
  expect(shown?.network.genes).toEqual(kept.genes);
  expect(shown?.network.weights.length).toBe(kept.genes.length * kept.regulators.length);
  // The number of edges drawn for so few genes.
  expect(useView.getState().present.edgeBudget).toBe(2 * kept.genes.length);

  useImport.setState({ ...emptyImport, phase: 'reading', demo: 'myeloid' });
  expect(usePreview.getState().shown).toBe(shown);

  const placement = previewedPlacement({ dataset, demo: 'myeloid' }, settings);
  expect([...(placement?.positions ?? [])]).toEqual(kept.positions.map(Math.fround));
  useRun.setState({ ...started(emptyRun, { ...start, dataset }), placement });
  expect(usePreview.getState().shown).toBe(shown);

  useRun.setState({ phase: 'running', preparing: null });
  expect(usePreview.getState().shown).toBeNull();
  useRun.setState({ phase: 'preparing', preparing: 'scaling' });
  expect(usePreview.getState().shown).toBeNull();
});

it('stands for no other data, no other settings and no failed demo', async () => {
  const preview = await shownAlone();
  const noRun = emptyRun;
  expect(isPreviewed(preview, noRun, emptyImport)).toBe(true);
  expect(isPreviewed(preview, noRun, { ...emptyImport, phase: 'reading', demo: null })).toBe(false);
  expect(
    isPreviewed(preview, noRun, { ...emptyImport, error: { tag: 'demo-unavailable', detail: '' } }),
  ).toBe(false);
  const other = started(emptyRun, { ...start, dataset });
  expect(isPreviewed(preview, other, emptyImport)).toBe(false);

  expect(previewedPlacement({ dataset, demo: 'myeloid' }, { ...settings, seed: 8 })).toBeNull();
  expect(previewedPlacement({ dataset, demo: null }, settings)).toBeNull();
  const fewer = { ...dataset, genes: dataset.genes.slice(1) };
  expect(previewedPlacement({ dataset: fewer, demo: 'myeloid' }, settings)).toBeNull();
});

async function shownAlone() {
  useRun.setState(emptyRun, true);
  useImport.setState(emptyImport, true);
  await showPreview(Promise.resolve());
  const { shown } = usePreview.getState();
  if (!shown) throw new Error('nothing is shown');
  return shown;
}
