import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { contentsOf, done, quick, run, temporaryFolder, timeout } from '../../../tests/support/cli/inferRuns';
import { openRun } from '../runs';

const { at, remove } = temporaryFolder();
afterAll(remove);

const genes = ['A', 'B', 'C', 'D', 'E', 'F'];
const labels = [
  ...Array<string>(40).fill('control'),
  ...genes.flatMap((gene) => Array<string>(20).fill(gene)),
];

/** 160 cells of counts, every eighth of them nearly empty. */
const screen = labels.map((label, cell) => {
  const counts = genes.map((gene, index) => {
    if (cell % 8 === 0) return Number(index === 0);
    return gene === label ? 0 : 3 + ((cell * (index + 3) + index * index) % 11);
  });
  return [`cell${cell}`, label, ...counts].join(',');
});
writeFileSync(at('screen.csv'), [`cell,perturbation,${genes.join(',')}`, ...screen].join('\n'));

it(
  'leaves out what the options say, tells it, and keeps the rules in config.json',
  async () => {
    const rules = ['--min-counts', '5', '--min-genes', '2', '--min-cells', '18'];
    const args = [at('screen.csv'), '--values', 'counts', '--out', at('ruled'), ...quick];
    const { told } = await done([...args, ...rules]);
    const spoken = told.replaceAll('\u00A0', ' ');
    expect(spoken).toContain(
      '20 of 160 cells are left out. They are 20 with fewer than 5 counts and 20 with fewer than 2 genes.',
    );
    expect(spoken).toContain(
      '3 perturbations have fewer than 18 cells. They are not learned from: A (17), C (17) and E (17).',
    );
    const { dataset } = await openRun(at('ruled'));
    expect(dataset.conditions.map(({ label, cells }) => [label, cells])).toEqual([
      ['control', 35],
      ['B', 18],
      ['D', 18],
      ['F', 18],
    ]);
    const config: unknown = JSON.parse(readFileSync(at('ruled/config.json'), 'utf8'));
    expect(config).toMatchObject({ mapping: { filter: { leastCounts: 5, leastGenes: 2, fewestCells: 18 } } });
    await done(['--config', at('ruled/config.json'), '--out', at('again')]);
    expect(contentsOf(at('again'))).toEqual(contentsOf(at('ruled')));
  },
  timeout,
);

it('says which rules to loosen where nothing is left, and refuses what is no limit', async () => {
  const args = [at('screen.csv'), '--values', 'counts', '--out', at('none')];
  const nothing = await run([...args, '--min-counts', '100000']);
  expect(nothing.code).not.toBe(0);
  expect(nothing.told).toMatch(/rules leave too little[^]*0 of 160 cells[^]*--min-counts/);
  const share = await run([...args, '--max-mito', '20']);
  expect(share.told).toMatch(/--max-mito <share>.*'20'.*from 0 to 1/);
});
