import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { asData, inspect, table } from '../../../tests/support/cli/inspectText';

const folder = mkdtempSync(join(tmpdir(), 'measured-'));
const screen = join(folder, 'screen.csv');
writeFileSync(screen, table(true));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('values', () => {
  it('are read in a small file: how the cells are and what became of the targets', async () => {
    const { printed } = await inspect(screen, '--kind', 'knockdown');
    // Counted here from the table itself: the labels that are used, without "nonsense".
    const rows = table(true)
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
      .filter(([, guide]) => guide !== 'nonsense');
    const totals = rows
      .map((row) => row.slice(3).reduce((sum, value) => sum + Number(value), 0))
      .toSorted((a, b) => a - b);
    const median = ((totals[54] ?? 0) + (totals[55] ?? 0)) / 2;
    expect(rows).toHaveLength(110);
    expect(printed).toContain(`A cell has ${Math.round(median)} counts on `);
    expect(printed).toMatch(/^Targets {2}\d of 2 targets fall after knockdown, as they should\./m);
    expect(printed).toContain('All 110 cells pass.');
  });

  it('come whole as data, by perturbation and guide', async () => {
    const { quality, qualityText } = await asData(screen);
    expect(quality).toMatchObject({
      takingPart: { perturbations: 2, cells: 110 },
      targets: {
        effects: [
          { perturbation: 'GATA1_g1', cells: 40 },
          { perturbation: 'SPI1', cells: 30 },
        ],
      },
    });
    expect(qualityText).toMatchObject({ cells: expect.stringContaining('All 110 cells pass.') });
  });

  it('are left alone where that is asked for', async () => {
    const { printed } = await inspect(screen, '--no-quality');
    expect(printed.replaceAll(/\s+/g, ' ')).toContain('Quality Not read (');
    expect((await asData(screen, '--no-quality'))['quality']).toBeNull();
  });

  it('decide with the rules what is ready', async () => {
    const few = await inspect(screen, '--fewest-cells', '35', '--most-mitochondrial', '20%');
    expect(few.printed).toMatch(/Ready: 1 perturbation, compared with “NT”\.\n$/);
    const none = await inspect(screen, '--least-counts', '1000');
    expect(none.code).toBe(2);
    expect(none.printed).toContain('leave nothing to learn from');
    expect((await asData(screen, '--most-mitochondrial', '7.5%'))['mapping']).toMatchObject({
      filter: { mostMitochondrial: 0.075 },
    });
  });
});
