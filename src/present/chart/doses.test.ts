/** Pictures and sentences of doses: where the marks stand, and what is said. */
import { expect, it } from 'vitest';
import type { DoseCurve } from '../../effects/doses';
import { dosesHeadline, halfDoseText } from '../report/doses';
import type { SvgElement } from './chart';
import { KNOCKDOWN } from '../../effects/gradedGuides';
import { doseChart } from './doses';

const curve = (fit: Partial<DoseCurve['fit']>, given: Partial<DoseCurve> = {}): DoseCurve => ({
  of: 'trametinib',
  unit: 'nM',
  gene: null,
  perturbations: [1, 2, 3],
  doses: Float64Array.of(1, 10, 100),
  effects: Float64Array.of(0.1, 0.5, 0.9),
  errors: Float64Array.of(0.05, 0.05, 0.05),
  fit: { maximum: 1, half: 10, slope: 1, low: 7.81, high: 14.2, verdict: 'told', ...fit },
  ...given,
});

function marks(svg: SvgElement, kind: string): readonly SvgElement[] {
  const inside = svg.children.flatMap((child) => (typeof child === 'string' ? [] : marks(child, kind)));
  return svg.attributes['class'] === kind ? [svg, ...inside] : inside;
}

it('doses stand on a logarithmic axis, each with its interval, the line through half the effect at the dashed dose', () => {
  const { svg, title, note } = doseChart(curve({}));
  expect([title, note]).toEqual(['trametinib', 'EC50 of trametinib: 10 nM (7.8 to 14).']);
  const dots = marks(svg, 'dot');
  const across = dots.map(({ attributes }) => Number(attributes['cx']));
  expect((across[1] ?? 0) - (across[0] ?? 0)).toBeCloseTo((across[2] ?? 0) - (across[1] ?? 0), 0);
  expect(marks(svg, 'whisker strong')).toHaveLength(3);
  const half = Number(
    /^M(?<x>[\d.]+) /.exec(String(marks(svg, 'reference')[0]?.attributes['d']))?.groups?.['x'],
  );
  expect(half).toBeCloseTo(across[1] ?? 0, 0);
  // The line passes half its maximum, .5, at the dose of half the effect, where a point lies at .5.
  const line = String(marks(svg, 'line')[0]?.attributes['d']).slice(1).split('L');
  const near = line.map((point) => point.split(' ').map(Number)).find(([x = 0]) => Math.abs(x - half) < 3);
  expect(Math.abs((near?.[1] ?? 0) - Number(dots[1]?.attributes['cy']))).toBeLessThan(4);
});

it('without a told dose there are points alone', () => {
  const { svg, note } = doseChart(curve({ verdict: 'open', high: Infinity }));
  expect(marks(svg, 'line')).toEqual([]);
  expect(marks(svg, 'reference')).toEqual([]);
  expect(marks(svg, 'dot')).toHaveLength(3);
  expect(note).toBe('EC50 of trametinib: unclear (it may lie outside the measured doses).');
});

it('names of doses that stand close together are left out', () => {
  const doses = Float64Array.from({ length: 12 }, (_, at) => at + 1);
  const effects = doses.map(() => 0.2);
  const ticks = marks(doseChart(curve({}, { doses, effects, errors: effects })).svg, 'tick middle');
  const places = ticks.map(({ attributes }) => Number(attributes['x']));
  expect(places.length).toBeGreaterThan(2);
  places.slice(1).forEach((place, at) => expect(place - (places[at] ?? 0)).toBeGreaterThan(30));
});

it('counts what can be told, and says why the rest cannot', () => {
  expect(dosesHeadline([])).toBe('');
  expect(dosesHeadline([curve({}), curve({ verdict: 'no effect' }, { of: 'JQ1' })])).toBe(
    'EC50 (dose of half the effect), for 1 of 2 perturbations with several doses: trametinib 10 nM (7.8 to 14).',
  );
  expect(dosesHeadline([curve({ verdict: 'few doses' })])).toBe(
    'EC50 (dose of half the effect): unclear for 1 perturbation with several doses.',
  );
  expect(halfDoseText(curve({ verdict: 'not monotone' }))).toContain('a higher dose does less');
  expect(halfDoseText(curve({ half: 0.5 }, { unit: '×' }))).toBe('× 0.5 (7.8 to 14)');
});

it('guides stand at what they take of their target, the line through none and through half at the dashed part', () => {
  const guides = curve(
    { maximum: 0.8, half: 50, low: 40, high: 61 },
    { of: 'STAT1', unit: KNOCKDOWN, doses: Float64Array.of(20, 50, 90) },
  );
  const { svg, note } = doseChart(guides);
  expect(note).toBe('Half of the effect of STAT1: 50 % knockdown (40 to 61).');
  const [first = NaN, middle = NaN, last = NaN] = marks(svg, 'dot').map(({ attributes }) =>
    Number(attributes['cx']),
  );
  expect((last - middle) / (middle - first)).toBeCloseTo(4 / 3, 1);
  const line = String(marks(svg, 'line')[0]?.attributes['d']).slice(1).split('L');
  const [start, end] = [line[0], line.at(-1)].map((point) => Number(point?.split(' ')[1]));
  const half = line.map((point) => point.split(' ').map(Number)).find(([x = 0]) => Math.abs(x - middle) < 3);
  expect(half?.[1]).toBeCloseTo(((start ?? 0) + (end ?? 0)) / 2, 0);
  expect(dosesHeadline([guides, curve({ verdict: 'open' }, { of: 'IRF1', unit: KNOCKDOWN })])).toBe(
    'Knockdown with half the effect of a complete one, for 1 of 2 perturbations with guides of different strength: STAT1 50 % knockdown (40 to 61).',
  );
  expect(halfDoseText({ ...guides, fit: { ...guides.fit, verdict: 'open' } })).toBe(
    'unclear (the guides leave it open)',
  );
});
