import { describe, expect, it } from 'vitest';
import { fieldMetrics } from './fieldMetricNames';
import { fieldParts, pooledParts, type FieldParts, type FieldShift } from './fieldMetrics';
import recorded from './fieldMetrics.reference.json';

const zero = new Float64Array(60);
const row = (rows: readonly (readonly number[])[], k: number) => rows[k] ?? [];
const sum = (a: readonly number[], b: readonly number[], sign: number) =>
  a.map((value, gene) => value + sign * (b[gene] ?? NaN));

function shiftOf(k: number, predicted: ArrayLike<number>): FieldShift {
  const [measured, standardError] = [row(recorded.whole, k), row(recorded.error, k)];
  return {
    panel: '',
    targets: recorded.targets[k] ?? [],
    predicted,
    measured,
    standardError,
    meanOfKnown: row(recorded.known, k),
    meanBesideMeasured: row(recorded.beside, k),
    predictedError: null,
    whole: { measured, standardError },
  };
}

function repeatOf(k: number): FieldShift {
  const [whole, half] = [row(recorded.whole, k), row(recorded.half, k)];
  const error = row(recorded.error, k).map((one) => Math.SQRT2 * one);
  return {
    ...shiftOf(k, sum(whole, half, 1)),
    measured: sum(whole, half, -1),
    standardError: error,
    predictedError: error,
    meanOfKnown: row(recorded.beside, k),
  };
}

const places = [...recorded.whole.keys()];
const shiftsBy = (predicted: (k: number) => ArrayLike<number>) => places.map((k) => shiftOf(k, predicted(k)));
const model = shiftsBy((k) => row(recorded.model, k));
const cases = {
  model,
  noChange: shiftsBy(() => zero),
  mean: shiftsBy((k) => row(recorded.known, k)),
  repeat: places.map(repeatOf),
};

const valueOf = (part: FieldParts['mae'][number]) => part && part.part;

/** Parts of means as their value. */
function plain(parts: FieldParts) {
  return Object.fromEntries(
    fieldMetrics.map((name) => [name, name === 'mseUnbiased' ? parts[name] : parts[name].map(valueOf)]),
  );
}

/** To eleven digits. */
const near = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'number' ? expect.closeTo(part, 11) : part,
  );

describe('the metrics of the field', () => {
  it.each(['model', 'noChange', 'mean', 'repeat'] as const)(
    'are those of NumPy, SciPy and scikit-learn: %s',
    (name) => {
      expect(plain(fieldParts(cases[name]))).toEqual(near(recorded.cases[name]));
    },
  );

  it('give no change ½ in discrimination, and an error of 1', () => {
    const parts = fieldParts(cases.noChange);
    expect(parts.pdsCosine.every((part) => part?.part === 0.5)).toBe(true);
    expect(pooledParts(parts.centroidAccuracy)).toBeCloseTo(0.5, 12);
    expect(pooledParts(parts.mseUnbiased)).toBeCloseTo(1, 12);
    expect(pooledParts(parts.lfcNmae)).toBeCloseTo(1, 12);
  });

  it('give one guess for all ½ in discrimination', () => {
    const guess = row(recorded.model, 2);
    const parts = fieldParts(shiftsBy(() => guess));
    expect(pooledParts(parts.pdsCosine)).toBeCloseTo(0.5, 12);
    expect(pooledParts(parts.centroidAccuracy)).toBeCloseTo(0.5, 12);
  });

  it('leave the set genes out: those of the panel in ranks, the own ones elsewhere', () => {
    const moved = model.map((shift, k) => {
      const predicted = Array.from(shift.predicted);
      for (const gene of shift.targets) predicted[gene] = 9 + k;
      return { ...shift, predicted };
    });
    const expected = fieldParts(model);
    expect(fieldParts(moved)).toEqual(expected);
    // A gene that another perturbation set has no part in the ranks.
    const others = model.map((shift, k) => ({
      ...shift,
      predicted: Array.from(shift.predicted, (value, gene) => (gene === 20 && k !== 4 ? -9 : value)),
    }));
    expect(fieldParts(others).pdsCosine).toEqual(expected.pdsCosine);
    expect(fieldParts(others).centroidAccuracy).toEqual(expected.centroidAccuracy);
    expect(fieldParts(others).mae).not.toEqual(expected.mae);
  });

  it('rank within panels, of at least two perturbations', () => {
    const apart = model.map((shift, k) => ({ ...shift, panel: k < 4 ? 'a' : `${k}` }));
    const parts = fieldParts(apart);
    expect(parts.pdsCosine.slice(0, 4)).toEqual(fieldParts(model.slice(0, 4)).pdsCosine);
    expect(parts.pdsCosine.slice(4)).toEqual([null, null]);
    expect(parts.centroidAccuracy.slice(4)).toEqual([null, null]);
    expect(parts.mae).toEqual(fieldParts(model).mae);
  });

  it('are undefined where they have no meaning', () => {
    const few = fieldParts(
      model.map((shift) => ({
        ...shift,
        targets: [...zero.keys()].filter((gene) => gene >= 20 || shift.targets.includes(gene)),
      })),
    );
    expect(pooledParts(few.pearsonTop20)).toBeNull();
    expect(few.lfcNmae.at(4)).toBeNull();
    const inert = fieldParts(
      model.map((shift) => ({ ...shift, measured: zero, whole: { ...shift.whole, measured: zero } })),
    );
    expect(pooledParts(inert.mseUnbiased)).toBeNull();
    expect(pooledParts(inert.lfcNmae)).toBeNull();
    expect(pooledParts(inert.directionReach)).toBeNull();
    const all = fieldParts(
      model.map((shift, k) => ({ ...shift, targets: [...zero.keys()].filter((g) => g % 6 === k) })),
    );
    expect(pooledParts(all.pdsCosine)).toBeNull();
    expect(pooledParts(all.mae)).not.toBeNull();
  });
});
