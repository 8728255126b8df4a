import { describe, expect, it } from 'vitest';
import { type Fixture, openedFixture } from '../../../tests/support/dataset/screens';
import { withDoses } from './doses';
import { withTimes } from './labelTimes';
import { recognise } from './recognise';

const genes = ['GATA1', 'SPI1', 'KLF1', 'STAT1'];

/** Of 20 cells of each label. */
function read(labels: readonly string[], more: Fixture['obs'] = {}, column = 'condition') {
  const each = labels.flatMap((label) => Array.from({ length: 20 }, () => label));
  const rows = each.map((_, cell) => genes.map((__, gene) => (cell + gene) % 7));
  const { mapping, labels: found } = recognise(
    withDoses(withTimes(openedFixture({ rows, genes, obs: { [column]: each, ...more } }))),
  );
  return {
    column: mapping.perturbationColumn,
    time: mapping.timeColumn,
    dose: mapping.doseColumn,
    labels: found.map(({ label }) => label),
    controls: found.flatMap(({ label, role }) => (role === 'control' ? [label] : [])),
  };
}

const twenty = <Value>(values: readonly Value[]) =>
  values.flatMap((value) => Array.from({ length: 20 }, () => value));

describe('times in labels', () => {
  it.each([
    ['{name}_{dose}_{time}', 'DMSO_{time}'],
    ['{time}_{name}_{dose}', '{time}_DMSO'],
    ['{name} {time} {dose}', 'DMSO {time}'],
  ])('stand beside doses: %s', (written, control) => {
    const label = (name: string, dose: string, time: string) =>
      written.replace('{name}', name).replace('{dose}', dose).replace('{time}', time);
    const labels = ['6h', '24h'].flatMap((time) => [
      control.replace('{time}', time),
      ...['1uM', '10uM'].flatMap((dose) => [label('JQ1', dose, time), label('SAHA', dose, time)]),
    ]);
    expect(read(labels)).toEqual({
      column: 'condition (without time and dose)',
      time: 'time (in condition)',
      dose: 'dose (in condition)',
      labels: ['DMSO', 'JQ1', 'SAHA'],
      controls: ['DMSO'],
    });
  });

  it('stand beside genes, and controls may have none', () => {
    const labels = ['WT', 'STAT1_KO_day3', 'STAT1_KO_day7', 'GATA1_KO_day3', 'GATA1_KO_day7'];
    expect(read(labels)).toMatchObject({
      column: 'condition (without time)',
      time: 'time (in condition)',
      labels: ['GATA1_KO', 'STAT1_KO', 'WT'],
    });
  });

  it('are days without the word where they are not numbered as donors are', () => {
    const labels = ['D1', 'D3', 'D7'].flatMap((day) => [`WT_${day}`, `STAT1KO_${day}`]);
    expect(read(labels, {}, 'label')).toMatchObject({
      time: 'time (in label)',
      labels: ['STAT1KO', 'WT'],
    });
    const donors = ['D1', 'D2', 'D3'].flatMap((donor) => [`WT_${donor}`, `STAT1KO_${donor}`]);
    expect(read(donors, {}, 'label').time).toBeNull();
  });

  it('are days without the word where one of them is day 0', () => {
    const labels = ['D0', 'D3', 'D11'].flatMap((day) => [`NT_${day}`, `STAT1_${day}`]);
    expect(read(labels, {}, 'label')).toMatchObject({
      column: 'label (without time)',
      time: 'time (in label)',
      labels: ['NT', 'STAT1'],
      controls: ['NT'],
    });
  });

  it('are taken off where all are one time, or where a column of the file has them', () => {
    const one = read(['DMSO_24h', 'STAT1_24h', 'GATA1_24h']);
    expect(one).toMatchObject({ labels: ['DMSO', 'GATA1', 'STAT1'], controls: ['DMSO'], time: null });
    const labels = ['DMSO_6h', 'DMSO_24h', 'STAT1_6h', 'STAT1_24h'];
    expect(read(labels, { time: twenty(['6h', '24h', '6h', '24h']) })).toMatchObject({
      labels: ['DMSO', 'STAT1'],
      time: 'time',
    });
    // Two columns contradict each other.
    expect(read(labels, { time: twenty(['1h', '1h', '2h', '2h']) }).column).not.toContain('without time');
  });

  it.each([
    // Each has its own time; not all have one; donors, wells and months; no name is left.
    [['control', 'STAT1_6h', 'GATA1_24h']],
    [['control', 'STAT1_6h', 'STAT1_24h', 'GATA1']],
    [['control', 'STAT1_d1', 'STAT1_d2', 'GATA1_d1']],
    [['control', 'STAT1_H12', 'STAT1_H6', 'GATA1_H12']],
    [['control', '6h', '24h', '48h']],
    [['control', 'STAT1_6h+GATA1_6h', 'STAT1_24h+GATA1_24h']],
  ])('are not read from %s', (labels) => {
    expect(read(labels, {}, 'perturbation').time).toBeNull();
  });

  it('make no column of perturbations of one that names something else', () => {
    const labels = ['A549_6h', 'A549_24h', 'HeLa_6h', 'HeLa_24h', 'mock_6h'];
    expect(read(labels, {}, 'culture').column).toBe('');
  });
});
