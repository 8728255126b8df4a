/**
 * Two small screens beside values recorded from a reference in NumPy and SciPy (scripts/references/effects.py): with controls, with one
 * control guide (pooled reference), with one guide per target, without batches, and where nothing happens. Fold changes with one slope for all
 * cells, and (`_depth`) with the slope of the depth of each perturbation.
 */
import { describe, expect, it } from 'vitest';
import { screenOf, summed, tableOf, type SmallScreen } from '../../tests/support/effects/smallScreen';
import { Random } from '../numerics/random';
import { adjusted, largestFound, screenEffects } from './effects';

function effectsOf(screen: SmallScreen) {
  const { sums, given, depths } = summed(screen);
  const alike = screenEffects(sums, screen.design, given);
  return { ...alike, atDepth: screenEffects(sums, screen.design, { ...given, depths }).folds };
}

type Row = Record<string, string>;
const cases: [string, string, (row: Row) => boolean, boolean][] = [
  ['controls', 'screen.tsv', () => true, true],
  ['pooled', 'screen.tsv', (row) => row.perturbation !== 'control' || row.guide === 'u0', true],
  ['one-guide', 'screen.tsv', (row) => row.perturbation === 'control' || row.guide === 'u0', true],
  ['no-batch', 'screen.tsv', () => true, false],
  ['null', 'null-screen.tsv', () => true, true],
];

/** Whether a value agrees with the recorded one, where NaN is recorded as nothing. */
function agrees(found: number | undefined, recorded: string | undefined, unit: number): boolean {
  if (recorded === '') return Number.isNaN(found);
  const expected = Number(recorded);
  return Math.abs((found ?? NaN) - expected) < 1e-6 * Math.max(Math.abs(expected), unit);
}

describe.each(cases)('effects of the small screen, case %s', (name, file, used, hasBatches) => {
  const screen = screenOf(tableOf(file).filter(used), hasBatches);
  const effects = effectsOf(screen);
  const recorded = tableOf(`${name}/effects.tsv`);
  const { genes } = screen.layout;

  // Effects near 0 are differences of larger numbers.
  it.each([
    ['log2fc', effects.folds.log2, 0.01],
    ['se', effects.folds.error, 0],
    ['log2fc_depth', effects.atDepth.log2, 0.01],
    ['se_depth', effects.atDepth.error, 0],
    ['effect', effects.tests.effect, 0.01],
    ['effect_se', effects.tests.error, 0],
    ['df', effects.tests.freedom, 0],
    ['p', effects.tests.p, 0],
    ['q', effects.q, 0],
  ] as const)('has the recorded %s', (column, found, unit) => {
    const wrong = recorded.filter((row) => {
      const place =
        screen.labels.indexOf(row.perturbation ?? '') * genes + screen.names.indexOf(row.gene ?? '');
      return !agrees(found[place], row[column], unit);
    });
    expect(recorded).toHaveLength((screen.labels.length - 1) * genes);
    expect(wrong).toEqual([]);
  });

  it('has the recorded statements on whole perturbations', () => {
    const rows = tableOf(`${name}/perturbations.tsv`);
    const wrong = rows.filter((row) => {
      const k = screen.labels.indexOf(row.perturbation ?? '');
      const others = screen.labels.map((label, other) => ({
        label,
        value: other === k ? NaN : (effects.alike.value[k * screen.labels.length + other] as number),
      }));
      const nearest = others
        .filter(({ value }) => !Number.isNaN(value))
        .toSorted((a, b) => b.value - a.value)[0];
      return !(
        agrees(effects.any[k], row.p_any, 0) &&
        agrees(effects.agreement[k], row.p_agreement, 0) &&
        (nearest?.label ?? '') === row.nearest &&
        agrees(nearest?.value ?? NaN, row.similarity, 0)
      );
    });
    expect(rows).toHaveLength(screen.labels.length - 1);
    expect(wrong).toEqual([]);
  });
});

it('the largest found p is that of the last test below the rate', () => {
  const random = new Random(4);
  for (const power of [1, 2, 8]) {
    const p = Float64Array.from({ length: 500 }, (_, at) =>
      at % 50 === 0 ? NaN : random.uniform() ** power,
    );
    const q = adjusted(p);
    const found = p.filter((_, at) => (q[at] ?? NaN) < 0.1);
    expect(largestFound(p, 0.1)).toBe(found.length === 0 ? -1 : Math.max(...found));
  }
});
