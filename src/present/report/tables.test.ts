import { expect, it } from 'vitest';
import { z } from 'zod';
import type { FullBenchmark } from '../../inference/benchmark/benchmark';
import { knownNetwork } from '../../../tests/support/dataset/knownNetwork';
import { onOneLine } from '../../../tests/support/network/sampleDocument';
import { sampleBeside, sampleRun } from '../../../tests/support/present/sampleRun';
import { wholeText } from '../../share/typedJson';
import { truthSection } from './sections/evaluation';
import { dataSection } from './sections/settings';
import { runTables } from './tables';

function tableOf(name: string, run = sampleRun(), top: number | null = null): string {
  return filesOf(run, top)[name] ?? '';
}

/** The text of every table by its name. */
function filesOf(run = sampleRun(), top: number | null = null, beside: FullBenchmark | null = null) {
  return Object.fromEntries(
    runTables(run, { top, beside }).map(({ name, content }) => [
      name,
      typeof content === 'string' ? content : wholeText(content),
    ]),
  );
}

function rowsOf(text: string): Record<string, string>[] {
  const [header = [], ...lines] = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t'));
  return lines.map((cells) => {
    expect(cells).toHaveLength(header.length);
    return Object.fromEntries(header.map((name, i) => [name, cells[i] ?? '']));
  });
}

it('predictions.tsv has every gene of every comparison, with numbers that restore the 32-bit values', () => {
  const run = sampleRun();
  const rows = rowsOf(tableOf('predictions.tsv', run));
  const { comparisons } = run.result;
  expect(rows).toHaveLength(comparisons.length * 6);
  for (const [i, row] of rows.entries()) {
    const [one, gene] = [comparisons[Math.floor(i / 6)], i % 6];
    expect(row).toMatchObject({
      perturbation: one?.label,
      role: one?.role,
      time: '2',
      gene: `G${gene}`,
      target: one?.targets.includes(gene) ? 'yes' : 'no',
    });
    expect(Math.fround(Number(row['predicted']))).toBe(one?.predicted[gene]);
    expect(Math.fround(Number(row['measured']))).toBe(one?.measured[gene]);
    expect(Math.fround(Number(row['standard_error']))).toBe(one?.standardError[gene]);
  }
});

it('predictions.tsv has log ratios to base 2', () => {
  const run = sampleRun();
  const rows = rowsOf(
    tableOf('predictions.tsv', { ...run, dataset: { ...run.dataset, scale: 'log-ratio' } }),
  );
  const [first] = run.result.comparisons;
  for (const gene of [0, 5])
    for (const [column, values] of [
      ['predicted', first?.predicted],
      ['standard_error', first?.standardError],
    ] as const)
      expect(Number(rows[gene]?.[column])).toBeCloseTo((values?.[gene] ?? NaN) / Math.LN2, 5);
});

it('leaves cells without a finite number empty', () => {
  const run = sampleRun();
  const [first] = run.result.comparisons;
  if (!first) throw new Error('the sample has comparisons');
  const broken = { ...first, time: null, measured: first.measured.map(() => NaN) };
  const rows = rowsOf(
    tableOf('predictions.tsv', { ...run, result: { ...run.result, comparisons: [broken] } }),
  );
  expect(rows.map((row) => [row['time'], row['measured']])).toEqual(
    Array.from({ length: 6 }, () => ['', '']),
  );
});

it('edges.tsv contains all pairs, or the requested number of strongest edges', () => {
  const all = tableOf('edges.tsv').trimEnd().split('\n');
  expect(all).toHaveLength(1 + 4 * 5);
  expect(tableOf('edges.tsv', sampleRun(), 3).trimEnd().split('\n')).toEqual(all.slice(0, 4));
});

it('modules.tsv and modules.gmt contain the same modules', () => {
  const run = sampleRun();
  const rows = rowsOf(tableOf('modules.tsv', run));
  const of = (role: string) => rows.filter((row) => row['role'] === role).map((row) => row['gene']);
  const [set = [], ...others] = tableOf('modules.gmt', run)
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  expect(others).toEqual([]);
  expect(set.slice(2)).toEqual(of('member'));
  expect(of('regulator')).toEqual(['G0']);
  expect(set[1]).toContain('G0');
  expect(Number(rows[0]?.['stability'])).toBeCloseTo(0.71, 6);
});

it('metrics.json contains the unrounded measurements of the run', () => {
  const run = sampleRun();
  const metrics: unknown = JSON.parse(tableOf('metrics.json', run));
  expect(metrics).toMatchObject({
    finding: expect.stringContaining('less error than “no change”') as unknown,
    doubt: expect.stringMatching(/^The mean of the other perturbations predicts better/) as string,
    verdict: { predicts: 'uncertain', edges: 'uncertain' },
    evidence: {
      predicts: { sentence: expect.stringContaining('no change') as string },
      edges: { reasons: [{ tag: 'covariation-disagrees' }, { tag: 'signal' }] },
    },
    effects: null,
    noise: expect.any(Number) as number,
    errorReference: 'shared-controls',
    data: {
      name: 'screen.h5ad',
      cells: 170,
      controlCells: 50,
      genes: 6,
      candidateRegulators: 4,
      perturbations: 4,
    },
    perturbations: run.dataset.conditions.slice(1).map(({ label, cells, interventions }) => ({
      label,
      cells,
      isMeasured: true,
      takenFor: interventions.map(() => 'measured gene'),
      guides: null,
      contexts: [],
      targets: interventions.map(({ gene }) => run.dataset.genes[gene]),
    })),
    settings: { ...run.settings, stepsKept: 280 },
    network: { edges: 20, shown: 12, modules: 1, genesInModules: 2 },
    kappa: 0.5,
    crossValidation: { shrunkError: 0.625, perPerturbation: run.result.crossValidation?.perPerturbation },
    heldOut: { error: 1.5, shrunkError: 0.625, pearson: 0.25, perPerturbation: [{ label: 'P3' }] },
    diagnosis: { signal: 4.25, typicalCorrelation: 0.062, suspectLabels: [] },
    truth: { name: 'truth.tsv', pairs: 20, trueEdges: 2, density: 0.1 },
    reportCard: null,
  });
});

it('metrics.json contains the benchmark without curves', () => {
  const run = sampleRun();
  const beside = sampleBeside(run);
  const metrics: unknown = JSON.parse(filesOf(run, null, beside)['metrics.json'] ?? '');
  const { predictions, networks, leftOut } = beside.card;
  const rows = beside.truthCard?.rows.map((row) => ({ ...row, curve: undefined }));
  expect(metrics).toMatchObject({
    reportCard: {
      title: expect.stringMatching(/1 held-out /) as unknown,
      ...JSON.parse(JSON.stringify({ predictions, networks, leftOut })),
      truth: { ...beside.truthCard, rows: JSON.parse(JSON.stringify(rows)) as unknown },
    },
  });
  expect(beside.truthCard?.rows[0]?.curve.recall.length).toBeGreaterThan(1);
  expect(JSON.stringify(metrics)).not.toContain('"curve"');
});

it('names cannot break a line or a cell', () => {
  const names = ['a\tb', 'c\r\nd', 'e\u2028f'];
  const run = sampleRun({ names });
  for (const [name, content] of Object.entries(filesOf(run))) if (name.endsWith('.tsv')) rowsOf(content);
  const genes = new Set(rowsOf(tableOf('predictions.tsv', run)).map((row) => row['gene']));
  expect([...genes]).toEqual(run.dataset.genes.map(onOneLine));
});

it('the same run gives the same bytes, whenever it was saved and however long it took', () => {
  const run = sampleRun();
  const later = { ...run, savedAt: 5, result: { ...run.result, seconds: 1 } };
  expect(filesOf(later)).toEqual(filesOf(run));
});

it('metrics.json says what a known network gave; the report too', () => {
  const run = sampleRun();
  expect(JSON.parse(tableOf('metrics.json', run))).toMatchObject({ prior: null });
  const share = { all: 10, covered: 2 };
  const coverage = { regulators: share, genes: share, edges: share, signs: share };
  const gain = { mean: 0.04, low: 0.01, high: 0.07 };
  const knowledge = knownNetwork([{ source: 'G0', target: 'G1', sign: 1 }], 1, {
    coverage,
    gain,
    shuffledGain: -0.01,
    wrongGains: [{ share: 1, gain: -0.02 }],
  });
  const informed = { ...run, dataset: { ...run.dataset, knowledge } };
  const { prior } = z
    .object({ prior: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(tableOf('metrics.json', informed)));
  expect(prior).toMatchObject({ name: 'known.tsv', coverage, strength: 1, gain, shuffledGain: -0.01 });
  expect(Object.keys(prior)).not.toContain('edges');
  expect(JSON.stringify(dataSection(informed).body)).toContain('known.tsv. The known network helped.');
  expect(JSON.stringify(dataSection(run).body)).not.toContain('Known network');
});

it('metrics.json and the report say which edges of the reference training was given', () => {
  const run = sampleRun();
  expect(JSON.parse(tableOf('metrics.json', run))).toMatchObject({ truth: { trained: null } });
  expect(JSON.stringify(truthSection(run, null))).not.toContain('Caution');
  const knowledge = knownNetwork([{ source: 'G0', target: 'G1', sign: 1 }], 2);
  const informed = { ...run, dataset: { ...run.dataset, knowledge } };
  // The reference has G0 → G1 and G2 → G5.
  expect(JSON.parse(tableOf('metrics.json', informed))).toMatchObject({
    truth: { trained: { name: 'known.tsv', strength: 2, edges: 2, given: 1, uncovered: { trueEdges: 1 } } },
    reportCard: null,
  });
  expect(JSON.stringify(truthSection(informed, null))).toContain(
    'Caution. The run was trained with 1 of these 2 edges (50\u00a0%)',
  );
  expect(sampleBeside(informed).truthCard?.trained).toMatchObject({ edges: 2, given: 1 });
});
