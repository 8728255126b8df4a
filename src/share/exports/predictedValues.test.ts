import { beforeAll, describe, expect, it } from 'vitest';
import { trainedRun } from '../../../tests/support/cli/commands';
import { predictChange } from '../../dynamics/predict';
import type { FinishedRun } from '../finishedRun';
import { type PredictedScenario, predictedAnnData, predictedTable } from './predictedValues';

let run: FinishedRun;
let scenarios: readonly PredictedScenario[];

function scenario(name: string, changes: PredictedScenario['changes']): PredictedScenario {
  const prediction = predictChange(run.result.model, changes, null);
  return { name, changes, time: null, prediction, limits: [{ tag: 'level', genes: [1] }] };
}

beforeAll(async () => {
  run = await trainedRun();
  const both = [
    { gene: 0, value: 0 },
    { gene: 1, value: 2 },
  ];
  scenarios = [
    scenario('both', both),
    scenario('both', [
      { gene: 2, value: 0.5 },
      { gene: 3, value: 1 },
    ]),
  ];
});

function rowsOf(table: string): Readonly<Record<string, string>>[] {
  const [head = '', ...lines] = table.trimEnd().split('\n');
  const names = head.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, at) => [names[at], cell])));
}

describe('the table of predicted values', () => {
  it('has a line for each scenario and gene, and restores means, changes and intervals to the last bit', () => {
    const rows = rowsOf(predictedTable(run, scenarios));
    expect(rows).toHaveLength(2 * run.dataset.genes.length);
    for (const [at, row] of rows.entries()) {
      const one = scenarios[Math.floor(at / 5)];
      const gene = at % 5;
      const number = (column: string) => Math.fround(Number(row[column]));
      const control = Math.fround(run.result.model.mean[gene] ?? NaN);
      expect(row['gene']).toBe(run.dataset.genes[gene]);
      expect(number('control')).toBe(control);
      expect(number('delta')).toBe(one?.prediction.delta[gene]);
      // No expression is below 0.
      const levelAt = (delta = NaN) => Math.max(0, Math.fround(control + delta));
      expect(number('predicted')).toBe(levelAt(one?.prediction.delta[gene]));
      expect(number('low')).toBe(levelAt(one?.prediction.lowestDelta[gene]));
      expect(number('high')).toBe(levelAt(one?.prediction.highestDelta[gene]));
      expect(number('log2_fold_change')).toBe(one?.prediction.log2FoldChange[gene]);
      expect(number('log2_low')).toBe(one?.prediction.low[gene]);
      expect(number('log2_high')).toBe(one?.prediction.high[gene]);
    }
  });

  it('tells scenarios of one name apart, and says what is changed as the terminal reads it', () => {
    const rows = rowsOf(predictedTable(run, scenarios));
    const of = (column: string) => [...new Set(rows.map((row) => row[column]))];
    expect(of('scenario')).toEqual(['both', 'both (2)']);
    expect(of('perturbation')).toEqual(['G0=0,G1=2', 'G2=0.5']);
    expect(of('outside_data')).toEqual(['level:G1']);
    expect(of('time')).toEqual(['']);
  });
});

describe('predicted values as AnnData', () => {
  it('have scenarios as rows, genes as columns, and the numbers of the table as layers', async () => {
    const bytes = await predictedAnnData(run, scenarios);
    const { default: library } = await import('h5wasm');
    const { FS } = await library.ready;
    FS.writeFile('/predicted.h5ad', bytes);
    const file = new library.File('/predicted.h5ad', 'r');
    const read = (path: string) => {
      const found = file.get(path);
      if (!(found instanceof library.Dataset)) throw new Error(`${path} is no dataset`);
      return { shape: found.shape, value: found.value };
    };
    const rows = rowsOf(predictedTable(run, scenarios));
    const column = (name: string) => Float32Array.from(rows, (row) => Number(row[name]));
    expect(read('obs/_index').value).toEqual(['both', 'both (2)']);
    expect(read('obs/perturbation').value).toEqual(['G0=0,G1=2', 'G2=0.5']);
    expect(read('var/_index').value).toEqual(run.dataset.genes);
    expect(read('X')).toEqual({ shape: [2, 5], value: column('predicted') });
    for (const [layer, name] of [
      ['low', 'low'],
      ['high', 'high'],
      ['change', 'delta'],
      ['log2_fold_change', 'log2_fold_change'],
      ['log2_low', 'log2_low'],
      ['log2_high', 'log2_high'],
    ] as const)
      expect(read(`layers/${layer}`).value).toEqual(column(name));
    expect(read('var/control_mean').value).toEqual(Float64Array.from(run.result.model.mean));
    expect(read('uns/modulode/version').value).toBe('before 0.3.0');
    file.close();
    FS.unlink('/predicted.h5ad');
  });
});
