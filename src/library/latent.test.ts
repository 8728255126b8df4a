import { expect, it } from 'vitest';
import { select } from '../../tests/support/dataset/countScreen';
import { latentScreen } from '../../tests/support/dataset/latentScreen';
import { metricsDocument } from '../present/report/metrics';
import { infer } from './infer';

it('the strongest edge leaves the perturbed gene that is not measured, and none of any size enters it', async () => {
  const dataset = await select(latentScreen());
  const run = await infer({ dataset, settings: { steps: 40 } });
  const all = run.edges();
  expect(all[0]).toMatchObject({ source: 'SOX17', target: 'GFI1' });
  expect(all[0]?.weight).toBeGreaterThan(0);
  const incoming = all.filter(({ target }) => target === 'SOX17').map(({ weight }) => Math.abs(weight));
  expect(Math.max(0, ...incoming)).toBeLessThan(1e-4 * (all[0]?.weight ?? 0));
}, 60_000);

it('metrics tell what each perturbed gene was taken for, with the guides and contexts of its cells', async () => {
  const { rows, genes, obs } = latentScreen();
  const perturbation = (obs['perturbation'] ?? []).map((label, cell) =>
    label === 'SOX17' && cell % 2 === 1 ? 'enhancer 12' : String(label),
  );
  const guide = perturbation.map((label, cell) => (label === 'GATA1' ? `GATA1_g${cell % 4}` : `${label}_g1`));
  const cellType = rows.map((_, cell) => (cell % 3 === 2 && cell < 60 ? 'B' : cell % 2 === 0 ? 'T' : 'B'));
  const fixture = { rows, genes, obs: { perturbation, guide, cell_type: cellType } };
  const columns = { perturbationColumn: 'perturbation', guideColumn: 'guide', contextColumn: 'cell_type' };
  const dataset = await select(fixture, columns);
  const { run } = await infer({ dataset, settings: { steps: 2 } });
  const cellsOf = (label: string, type: string) =>
    perturbation.filter((one, cell) => one === label && cellType[cell] === type).length;
  const told = (label: string) => ({
    label,
    targets: [label],
    cells: perturbation.filter((one) => one === label).length,
    contexts: ['B', 'T']
      .map((name) => ({ name, cells: cellsOf(label, name) }))
      .filter(({ cells }) => cells > 0),
  });
  expect(metricsDocument(run, null).perturbations).toMatchObject([
    { ...told('GATA1'), takenFor: ['measured gene'], guides: 4 },
    { ...told('SOX17'), takenFor: ['gene not measured'], guides: 1 },
    { ...told('enhancer 12'), takenFor: ['other'], guides: 1 },
  ]);
}, 60_000);
