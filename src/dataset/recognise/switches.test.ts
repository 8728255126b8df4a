import { describe, expect, it } from 'vitest';
import { openedFixture } from '../../../tests/support/dataset/screens';
import { withLabelContexts } from './labelContexts';
import { withTimes } from './labelTimes';
import { recognise } from './recognise';
import { withSwitches } from './switches';

const genes = ['GATA1', 'SPI1', 'STAT1'];

/** Of some cells of each row: a label, and a value of a second column. */
function read(rows: readonly (readonly [string, string?])[], name = 'treatment', each = 20) {
  const cells = rows.flatMap((row) => Array.from({ length: each }, () => row));
  const beside = rows.some(([, value]) => value !== undefined);
  const { mapping, labels } = recognise(
    withLabelContexts(
      withSwitches(
        withTimes(
          openedFixture({
            rows: cells.map((_, cell) => genes.map((__, gene) => (cell + gene) % 7)),
            genes,
            obs: {
              line: cells.map(([label]) => label),
              ...(beside ? { [name]: cells.map(([, value = null]) => value) } : {}),
            },
          }),
        ),
      ),
    ),
  );
  return {
    column: mapping.perturbationColumn,
    batch: mapping.batchColumn,
    time: mapping.timeColumn,
    context: mapping.contextColumn,
    labels: Object.fromEntries(labels.map(({ label, role, targets }) => [label, targets.join() || role])),
  };
}

const ofLines = { column: 'line (where induced)', batch: 'line (in line)' };

describe('cells that are not induced', () => {
  it.each([
    ['iSTAT1 +Dox', 'iSTAT1 -Dox', 'iSTAT1'],
    ['iSTAT1+Dox', 'iSTAT1-Dox', 'iSTAT1'],
    ['STAT1_dox', 'STAT1_nodox', 'STAT1'],
    ['STAT1-AID_IAA', 'STAT1-AID', 'STAT1-AID'],
    ['STAT1-AID IAA', 'STAT1-AID EtOH', 'STAT1-AID'],
    ['STAT1-dTAG_dTAG-13', 'STAT1-dTAG_DMSO', 'STAT1-dTAG'],
    ['STAT1_dTAGV-1', 'STAT1_untreated', 'STAT1'],
  ])('are controls of their line: %s, %s', (on, off, line) => {
    const other = line.replace('STAT1', 'SPI1');
    const labels = [on, off].flatMap((label) => [label, label.replace('STAT1', 'SPI1')]);
    expect(read(labels.map((label) => [label]))).toMatchObject({
      ...ofLines,
      labels: { [line]: 'STAT1', [other]: 'SPI1', control: 'control' },
    });
    const samples = labels.flatMap((label) => [`${label}_1`, `${label}_2`, `${label}_3`]);
    expect(
      read(
        samples.map((label) => [label]),
        '',
        1,
      ),
    ).toMatchObject(ofLines);
  });

  it.each([
    ['treatment', 'dTAG13', 'DMSO'],
    ['dTAG', '+', '-'],
    ['dox', 'yes', 'no'],
    ['IAA', '500 uM', '0'],
    ['induction', 'induced', 'uninduced'],
  ])('are controls where a column says so: %s', (name, on, off) => {
    const rows = ['STAT1-AID', 'SPI1-AID'].flatMap((line) => [[line, on] as const, [line, off] as const]);
    expect(read(rows, name)).toMatchObject({
      ...ofLines,
      labels: { 'STAT1-AID': 'STAT1', 'SPI1-AID': 'SPI1', control: 'control' },
    });
  });

  it.each([
    ['STAT1-dTAG', '', ['0h', '24h'], null],
    ['STAT1-dTAG', '', ['0h', '4h', '24h'], 'time (in line (without time))'],
    ['STAT1-AID', '_IAA', ['0h', '4h', '24h'], 'time (in line (without time))'],
  ])('are controls at 0 h, and have no time: %s%s', (line, added, times, time) => {
    const lines = [line, line.replace('STAT1', 'SPI1')];
    const labels = lines.flatMap((own) => times.map((at) => `${own}${added}_${at}`));
    expect(read(labels.map((label) => [label]))).toEqual({
      column: 'line (without time) (where induced)',
      batch: 'line (in line (without time))',
      context: undefined,
      time,
      labels: { control: 'control', [line]: 'STAT1', [lines[1] ?? '']: 'SPI1' },
    });
  });

  it('are controls at 0 h where a column of times says so', () => {
    const rows = ['STAT1-dTAG', 'SPI1-dTAG'].flatMap((line) =>
      ['0', '6', '24'].map((at) => [line, at] as const),
    );
    const found = read(rows, 'time_h');
    expect(found).toMatchObject({ ...ofLines, time: 'time (in line)' });
    expect(found.labels).toMatchObject({ control: 'control', 'STAT1-dTAG': 'STAT1' });
  });

  it.each<[string, readonly (readonly [string, string?])[], string?]>([
    [
      'a line is a control',
      [
        ['STAT1', '+'],
        ['STAT1', '-'],
        ['NT', '+'],
        ['NT', '-'],
      ],
      'dox',
    ],
    [
      'no line is induced and not',
      [
        ['STAT1', '+'],
        ['SPI1', '-'],
      ],
      'dox',
    ],
    [
      'other compounds are given',
      [
        ['STAT1', 'dTAG13'],
        ['STAT1', 'DMSO'],
        ['SPI1', 'JQ1'],
      ],
    ],
    [
      'what was induced is no gene',
      [
        ['A549', 'dox'],
        ['A549', 'DMSO'],
        ['HeLa', 'dox'],
        ['HeLa', 'DMSO'],
      ],
    ],
    ['a label says neither', [['STAT1+Dox'], ['STAT1-Dox'], ['SPI1']]],
    ['a line at 0 h has no degron', [['STAT1_KO_0h'], ['STAT1_KO_24h'], ['SPI1_KO_0h'], ['SPI1_KO_24h']]],
    ['a line without one is a control', [['WT_0h'], ['WT_24h'], ['STAT1-dTAG_0h'], ['STAT1-dTAG_24h']]],
  ])('are not, where %s', (_, rows, name) => {
    expect(read(rows, name).column).not.toContain('(where induced)');
  });

  it('are a context beside a line of controls', () => {
    const rows = ['iGFP', 'iSTAT1'].flatMap((line) => [[`${line} +Dox`] as const, [`${line} -Dox`] as const]);
    expect(read(rows)).toMatchObject({ column: 'line (without context)', context: 'context (in line)' });
  });
});
