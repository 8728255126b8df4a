/** Curves of doses in words and as a table. */
import type { EveryGene } from '../../dataset/quality/everyGene';
import { doseText } from '../../dataset/dose';
import { allCurves, type DoseCurve, type DoseVerdict } from '../../effects/doses';
import { KNOCKDOWN } from '../../effects/gradedGuides';
import type { MeasuredEffects } from '../../effects/measure';
import { safeName } from '../../network/formats/edgeLists';
import { count, listOf, plural } from '../text/format';
import { number, tsv } from './tsv';

const short = (value: number) => Number(value.toPrecision(2));

/** '0.5 µM' */
export function doseWithUnit({ unit }: Pick<DoseCurve, 'unit'>, value: number): string {
  return doseText({ value, unit });
}

type Reasons = Readonly<Record<Exclude<DoseVerdict, 'told'>, string>>;

const reasons: Reasons = {
  'no effect': 'no effect beyond noise at its doses',
  'not monotone': 'a higher dose does less than a lower one',
  open: 'it may lie outside the measured doses',
  'few doses': 'fewer than three doses',
  'not tested': 'no replicates',
};

const reasonsOfGuides: Reasons = {
  ...reasons,
  'no effect': 'no effect beyond noise',
  'not monotone': 'a stronger guide does less than a weaker one',
  open: 'the guides leave it open',
  'few doses': 'fewer than three guides',
};

/** Whether its doses are what its guides take of their target. */
export const isOfGuides = ({ unit }: Pick<DoseCurve, 'unit'>) => unit === KNOCKDOWN;

/** The dose of half the effect, with its interval, or why it cannot be told. */
export function halfDoseText({
  fit: { verdict, half, low, high },
  unit,
}: Pick<DoseCurve, 'fit' | 'unit'>): string {
  return verdict === 'told'
    ? `${doseText({ value: short(half), unit })} (${short(low)} to ${short(high)})`
    : `unclear (${(isOfGuides({ unit }) ? reasonsOfGuides : reasons)[verdict]})`;
}

/** 'EC50 of trametinib: 12 nM (8 to 19).', 'Half of the effect of STAT1: 45 % knockdown (30 to 62).' */
export const doseSentence = (curve: DoseCurve) =>
  `${isOfGuides(curve) ? 'Half of the effect' : 'EC50'} of ${curve.of}: ${halfDoseText(curve)}.`;

const MOST_NAMED = 6;

/** Of how many perturbations the dose of half the effect can be told; '' where none has several doses. */
export function dosesHeadline(curves: readonly DoseCurve[]): string {
  const parts = [
    headlineOf(
      curves.filter((curve) => !isOfGuides(curve)),
      {
        what: 'EC50 (dose of half the effect)',
        of: 'with several doses',
      },
    ),
    headlineOf(curves.filter(isOfGuides), {
      what: 'Knockdown with half the effect of a complete one',
      of: 'with guides of different strength',
    }),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function headlineOf(
  curves: readonly DoseCurve[],
  { what, of }: { readonly what: string; readonly of: string },
): string {
  if (curves.length === 0) return '';
  const told = curves.filter(({ fit }) => fit.verdict === 'told');
  const all = `${plural(curves.length, 'perturbation')} ${of}`;
  if (told.length === 0) return `${what}: unclear for ${all}.`;
  const named = listOf(
    told.map((curve) => `${curve.of} ${halfDoseText(curve)}`),
    MOST_NAMED,
  );
  return `${what}, for ${count(told.length)} of ${all}: ${named}.`;
}

/** Maximum, dose of half of it, its interval, of which what the doses enclose is told where the rest is open, and slope; NaN where not told. */
function toldNumbers({ maximum, half, low, high, slope, verdict }: DoseCurve['fit']): readonly number[] {
  if (verdict === 'told') return [maximum, half, low, high, slope];
  return [NaN, NaN, ...(verdict === 'open' ? [low > 0 ? low : NaN, high] : [NaN, NaN]), NaN];
}

const listed = (values: Float64Array) => Array.from(values, number).join(';');

/** A line for each perturbation as a whole, and for each gene that it changes, in portions. @param rate false discovery rate */
export function* dosesTsv(
  effects: MeasuredEffects,
  perturbations: EveryGene['perturbations'],
  rate: number,
): Generator<string> {
  const head = [
    'perturbation',
    'gene',
    'unit',
    'doses',
    'effects',
    'errors',
    'maximum',
    'ec50',
    'ec50_low',
    'ec50_high',
    'slope',
  ];
  yield tsv([[...head, 'told']]);
  for (const { of, unit, gene, doses, effects: found, errors, fit } of allCurves(
    effects,
    perturbations,
    rate,
  ))
    yield tsv([
      [
        safeName(of),
        gene === null ? 'whole' : safeName(effects.genes[gene] ?? ''),
        unit,
        ...[doses, found, errors].map(listed),
        ...toldNumbers(fit).map(number),
        fit.verdict === 'told' ? 'yes' : fit.verdict,
      ],
    ]);
}
