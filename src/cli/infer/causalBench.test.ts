import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { done, quick, smallScreen, temporaryFolder, timeout } from '../../../tests/support/cli/inferRuns';

const { at, remove } = temporaryFolder();
afterAll(remove);

it(
  'with --causalbench metrics, report and configuration have the comparison on held-out cells, otherwise none',
  async () => {
    const small = smallScreen(at('small.csv'));
    const [head = '', ...cells] = readFileSync(small, 'utf8').split('\n');
    const again = cells.map((line) => `again-${line}`);
    writeFileSync(at('twice.csv'), [head, ...cells, ...again].join('\n'));
    await done([at('twice.csv'), ...quick, '--causalbench', '--out', at('compared')]);
    const metrics = JSON.parse(readFileSync(at('compared/metrics.json'), 'utf8'));
    const { causalBench } = metrics.reportCard;
    expect(causalBench.rows[0].source).toBe('modulode');
    expect(causalBench.chance).toHaveLength(causalBench.edges.length);
    const report = readFileSync(at('compared/report.html'), 'utf8');
    expect(report).toContain('CausalBench on held-out cells: mean Wasserstein distance');
    expect(report).toContain('CausalBench on held-out cells: false omission rate');
    expect(JSON.parse(readFileSync(at('compared/config.json'), 'utf8')).causalBench).toBe(true);

    await done([small, ...quick, '--out', at('plain')]);
    const plain = JSON.parse(readFileSync(at('plain/metrics.json'), 'utf8'));
    expect(Object.keys(plain.reportCard)).not.toContain('causalBench');

    // Twenty cells each: four could be held out.
    await done([small, ...quick, '--causalbench', '--out', at('few')]);
    const few = JSON.parse(readFileSync(at('few/metrics.json'), 'utf8'));
    expect(few.reportCard.causalBench).toBeNull();
    expect(readFileSync(at('few/report.html'), 'utf8')).toContain('Too few cells to hold any out');
  },
  timeout,
);
