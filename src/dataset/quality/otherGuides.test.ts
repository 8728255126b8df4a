/** What a model is trained on where cells have many guides: beside known effects, and the same for any order of the cells. */
import { describe, expect, it } from 'vitest';
import { poisson } from '../../../tests/support/numerics/poisson';
import { Random } from '../../numerics/random';
import { cellCount, type Dataset, keptCells, measuredCells } from '../dataset';
import { DatasetFailure } from '../errors';
import type { Mapping } from '../mapping';
import { createImport } from '../import';
import { nameOfSets } from '../recognise/guideSets';
import { assertFewGuides } from './guidesOfCells';
import { alone } from '../readers/fileGroup';

const GENES = ['GATA1', 'SPI1', 'KLF1', 'CEBPA', 'TAL1', 'FLI1', 'MYB', 'RUNX1'];
const TARGETS = GENES.slice(0, 6);
const CELLS = 1000;
const GUIDES = [...TARGETS.flatMap((gene) => [`${gene}_g1`, `${gene}_g2`]), 'NTC_1', 'NTC_2', 'NTC_3'];

/** ln change of each gene by each target. */
const change = TARGETS.map((_, target) =>
  GENES.map((__, gene) => (gene === target ? -1 : (target * 3 + gene * 5) % 7 === 0 ? 0.6 : 0)),
);

/** Lines of cells with four guides each, of log-normalised values or counts. */
function lines(written: 'logs' | 'counts', hasControls = true): string[] {
  const random = Random.mixed(6);
  const guides = hasControls ? GUIDES : GUIDES.slice(0, 12);
  return Array.from({ length: CELLS }, (_, cell) => {
    const own = Array.from(random.permutation(guides.length).slice(0, 4), (at) => guides[at] ?? '');
    const targets = new Set(own.map((guide) => TARGETS.indexOf(guide.split('_')[0] ?? '')));
    const row = GENES.map((__, gene) => {
      const log =
        3 +
        0.1 * random.normal() +
        [...targets].reduce((sum, target) => sum + (change[target]?.[gene] ?? 0), 0);
      return written === 'logs' ? log.toFixed(4) : poisson(Math.exp(log), random);
    });
    return [`cell${cell}`, own.join(';'), ...row].join(',');
  });
}

async function read(rows: readonly string[], changes: Partial<Mapping> = {}): Promise<Dataset> {
  const text = [['', 'guide', ...GENES].join(','), ...rows].join('\n');
  const one = createImport();
  const opened = await one.open(alone(new File([text], 'many.csv')), () => undefined);
  if (!opened.ok) throw new Error(opened.error.tag);
  const settled = await one.recognise({
    kind: 'knockdown',
    perturbationColumn: nameOfSets('guide'),
    ...changes,
  });
  if (!settled.ok) throw new Error(settled.error.tag);
  const loaded = await one.load(settled.value.mapping, () => undefined);
  one.close();
  if (!loaded.ok) throw new Error(loaded.error.tag);
  return loaded.value;
}

/** [conditions][genes] means of the moments. */
function means({ moments, conditions, genes }: Dataset): number[][] {
  return conditions.map((_, condition) => {
    const group = moments?.condition.indexOf(condition) ?? -1;
    return [...(moments?.mean.subarray(group * genes.length, (group + 1) * genes.length) ?? [])];
  });
}

/** A table of cells with four guides each, all of them different, and a control guide. */
const differentGuides = (guides: number) =>
  [
    ['', 'guide', ...GENES].join(','),
    ...Array.from({ length: guides / 4 }, (_, cell) => {
      const own = [0, 1, 2, 3].map((at) => `${TARGETS[(cell + at) % 6]}_g${4 * cell + at}`);
      return [
        `cell${cell}`,
        `${own.join(';')};NTC_1`,
        ...GENES.map((__, gene) => 1 + ((cell + gene) % 5)),
      ].join(',');
    }),
  ].join('\n');

/** What Effects says of it, and whether a model can be trained. */
const told = async (guides: number) => {
  const one = createImport();
  await one.open(alone(new File([differentGuides(guides)], 'many.csv')), () => undefined);
  const settled = await one.recognise({ kind: 'knockdown', perturbationColumn: nameOfSets('guide') });
  if (!settled.ok) throw new Error(settled.error.tag);
  const effects = await one.everyGene(settled.value.mapping, () => undefined);
  const model = await one.load(settled.value.mapping, () => undefined);
  one.close();
  return [effects.ok ? 'told' : effects.error, model.ok];
};

describe('more guides than a regression holds', () => {
  it('are refused on Effects, which tells them apart, and not by a model, which tells targets apart', async () => {
    expect(await told(4000)).toEqual(['told', true]);
    expect(await told(8400)).toEqual([
      { tag: 'too-many-guides', file: 'many.csv', count: 8401, most: 8000, of: 'guides' },
      true,
    ]);
  });

  it('are refused by a model where targets are as many', () => {
    expect(() => assertFewGuides('many.csv', 8001, 'targets')).toThrow(DatasetFailure);
    expect(() => assertFewGuides('many.csv', 8000, 'targets')).not.toThrow();
  });
});

describe('cells with four guides each', () => {
  it('stand for one of them without what the others do', async () => {
    const dataset = await read(lines('logs'), { values: 'log-normalised' });
    const { genes, conditions, moments, values, conditionOfCell } = dataset;
    expect(conditions.map(({ interventions }) => interventions.length)).toEqual([0, 1, 1, 1, 1, 1, 1]);
    const found = means(dataset);
    const kept = conditions.map((_, condition) => {
      const rows = [...conditionOfCell.keys()].filter((row) => conditionOfCell[row] === condition);
      return genes.map(
        (__, gene) =>
          rows.reduce((sum, row) => sum + (values[row * genes.length + gene] ?? 0), 0) / rows.length,
      );
    });
    conditions.forEach(({ label, interventions }, condition) => {
      genes.forEach((name, gene) => {
        const target = TARGETS.indexOf(genes[interventions[0]?.gene ?? -1] ?? '');
        const truth = 3 + (change[target]?.[GENES.indexOf(name)] ?? 0);
        expect(Math.abs((found[condition]?.[gene] ?? NaN) - truth), `${label} ${name}`).toBeLessThan(0.05);
        expect(Math.abs((kept[condition]?.[gene] ?? NaN) - truth), `${label} ${name}`).toBeLessThan(0.05);
        // The noise of cells alone, .1, is left.
        expect(moments?.variance[condition * genes.length + gene]).toBeLessThan(0.013);
      });
    });
  });

  it('count in every condition of theirs, and once in all', async () => {
    const rows = lines('logs');
    const dataset = await read(rows, { values: 'log-normalised' });
    expect([cellCount(dataset), keptCells(dataset)]).toEqual([CELLS, CELLS]);
    const having = (name: string) => rows.filter((row) => row.includes(`${name}_`)).length;
    const cells = measuredCells(dataset);
    dataset.conditions.forEach(({ interventions }, at) => {
      expect(cells[at]).toBe(having(dataset.genes[interventions[0]?.gene ?? -1] ?? 'NTC'));
      expect(dataset.conditions[at]?.cells).toBe(cells[at]);
    });
  });

  it('are the same in any order of the file', async () => {
    const rows = lines('counts');
    const order = Random.mixed(2).permutation(CELLS);
    const [one, other] = [await read(rows), await read(Array.from(order, (at) => rows[at] ?? ''))];
    // Labels of controls and notes are in the order of the file.
    expect({ ...other, notes: [], fingerprint: '', control: null }).toEqual({
      ...one,
      notes: [],
      fingerprint: '',
      control: null,
    });
  });

  it('tell what counting adds where they are counts, and nothing where they are not', async () => {
    const dataset = await read(lines('counts'));
    const within = dataset.moments?.variance.subarray(0, GENES.length);
    dataset.counting?.forEach((one, gene) => {
      expect(one).toBeGreaterThan(0);
      // Made with the variance of counts and a tenth in logarithms.
      expect(one).toBeLessThan(within?.[gene] ?? NaN);
    });
    expect(dataset.counting?.length).toBe(GENES.length);
    expect((await read(lines('logs'), { values: 'log-normalised' })).counting).toBeUndefined();
  });

  it('are beside the mean of all where there is no control', async () => {
    const dataset = await read(lines('logs', false), { values: 'log-normalised' });
    expect(dataset.control.mode).toBe('others');
    const found = means(dataset);
    const first = TARGETS.indexOf(dataset.genes[dataset.conditions[0]?.interventions[0]?.gene ?? -1] ?? '');
    dataset.conditions.forEach(({ interventions }, condition) => {
      const target = TARGETS.indexOf(dataset.genes[interventions[0]?.gene ?? -1] ?? '');
      dataset.genes.forEach((name, gene) => {
        const place = GENES.indexOf(name);
        const beside = (found[condition]?.[gene] ?? NaN) - (found[0]?.[gene] ?? NaN);
        expect(beside).toBeCloseTo((change[target]?.[place] ?? NaN) - (change[first]?.[place] ?? NaN), 1);
      });
    });
  });
});

it('cells that are named by their label and a number have no guides', async () => {
  const labels = ['NTC', ...TARGETS].flatMap((label) =>
    Array.from({ length: 12 }, (_, at) => (at === 0 ? label : `${label}.${at}`)),
  );
  const text = [
    ['', ...labels].join(','),
    ...GENES.map((gene, row) => [gene, ...labels.map((_, at) => (at * 7 + row * 3) % 5)].join(',')),
  ].join('\n');
  const one = createImport();
  await one.open(alone(new File([text], 'cells.csv')), () => undefined);
  const settled = await one.recognise({ kind: 'knockout' });
  if (!settled.ok) throw new Error(settled.error.tag);
  const found = await one.everyGene(settled.value.mapping, () => undefined);
  one.close();
  if (!found.ok) throw new Error(found.error.tag);
  expect(found.value.guides.map(({ name }) => name)).toEqual(['control', ...TARGETS]);
});
