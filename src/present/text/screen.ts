/** A screen of predictions as a table and in sentences, and the deviation of a combination from its parts: page and terminal print the same. */
import type { Dataset } from '../../dataset/dataset';
import { type Additivity, type AdditivityKind, kindOfAdditivity } from '../../dynamics/additivity';
import type { Outcome, ScreenedPerturbation } from '../../dynamics/perturbationScreen';
import { MIN_RESPONSE, perturbationName } from '../../dynamics/predict';
import { limitsIn } from '../../inference/run/support';
import { safeName } from '../../network/formats/edgeLists';
import { count, decimal, foldOrRatio, percent, plural, signed } from './format';
import { changesText } from './changes';

/** More predictions than these are refused: hours. */
export const MAX_SCREENED = 2_000_000;

export interface NamedOutcome {
  /** Of a gene, a module or a group of cells. */
  readonly name: string;
  readonly direction: Outcome['direction'];
}

/** Tab-separated, one line per perturbation: value, low and high with four significant digits. */
export function screenTable(genes: readonly string[], rows: readonly ScreenedPerturbation[]): string {
  return table(
    ['perturbation', 'value', 'low', 'high'],
    rows.map(({ changes, value, low, high }) => [
      safeName(perturbationName(genes, changes)),
      ...[value, low, high].map(digits),
    ]),
  );
}

/** 'KLF1 down', 'cells towards GATA1 (2 days)' */
function outcomeText({ name, direction }: NamedOutcome): string {
  return direction === 'towards' ? `cells towards ${name}` : `${name} ${direction}`;
}

/** The strongest, how many are clear, and how many lie outside what the data support. `all`: best first. */
export function screenRemarks(
  run: Parameters<typeof limitsIn>[0] & { readonly dataset: Pick<Dataset, 'genes' | 'scale'> },
  outcome: NamedOutcome,
  all: readonly ScreenedPerturbation[],
): string[] {
  const [best] = all;
  if (!best) return [];
  const { genes, scale } = run.dataset;
  const sure = all.filter(({ low }) => low > 0).length;
  const hasInterval = all.some(({ low, high }) => low < high);
  const limits = limitsIn(run);
  const outside = all.filter(({ changes, beyondData }) => limits(changes, beyondData).length > 0).length;
  const beyond = all.filter(({ beyondData }) => beyondData.length > 0).length;
  return [
    `Strongest for ${outcomeText(outcome)}: ${changesText(genes, best.changes)} (${sizeText(outcome, best.value, scale)}${outcome.direction === 'towards' ? ' of the way' : ''}).`,
    `${hasInterval ? `${count(sure)} of ${count(all.length)} have an interval above no change` : 'No interval is known'}; ${count(outside)} of ${count(all.length)} lie outside what the data support.`,
    ...(beyond === 0
      ? []
      : [`${count(beyond)} set a gene to a level that hardly any cell has: extrapolation.`]),
  ];
}

/** Of the way to a group of cells. */
export function shareText(share: number): string {
  return `${share < 0 ? '−' : ''}${percent(Math.abs(share))}`;
}

/** A value of a screen as the outcome changes, not as it is wanted: '÷ 3.1', towards a group '43 %'. */
export function sizeText({ direction }: NamedOutcome, value: number, scale: Dataset['scale']): string {
  if (direction === 'towards') return shareText(value);
  return foldOrRatio(direction === 'down' ? -value : value, scale);
}

/** One gene of a combination: log2 fold changes. */
export interface AdditivityRow {
  readonly gene: number;
  readonly combined: number;
  readonly sum: number;
  readonly deviation: number;
  /** Range over the leave-out fits; null where there are none. */
  readonly low: number | null;
  readonly high: number | null;
  readonly kind: AdditivityKind;
  /** A range that contains no deviation; false where none is known. */
  readonly isUncertain: boolean;
}

/** Genes that are not set, the largest deviation first. */
export function additivityRows(
  { combined, sum, deviation, range }: Additivity,
  set: readonly number[],
): readonly AdditivityRow[] {
  return Array.from(deviation, (value, gene): AdditivityRow => {
    const [low, high] = [range?.low[gene] ?? null, range?.high[gene] ?? null];
    const kind = kindOfAdditivity(combined[gene] ?? 0, sum[gene] ?? 0);
    return {
      gene,
      combined: combined[gene] ?? 0,
      sum: sum[gene] ?? 0,
      deviation: value,
      low,
      high,
      kind,
      isUncertain: kind !== 'additive' && low !== null && high !== null && low <= 0 && high >= 0,
    };
  })
    .filter(({ gene }) => !set.includes(gene))
    .toSorted((a, b) => Math.abs(b.deviation) - Math.abs(a.deviation));
}

/** Tab-separated; an unknown range is empty. */
export function additivityTable(genes: readonly string[], rows: readonly AdditivityRow[]): string {
  return table(
    ['gene', 'combined', 'sum', 'deviation', 'low', 'high', 'kind'],
    rows.map(({ gene, combined, sum, deviation, low, high, kind }) => [
      safeName(genes[gene] ?? ''),
      ...[combined, sum, deviation].map(digits),
      ...[low, high].map((one) => (one === null ? '' : digits(one))),
      kind,
    ]),
  );
}

/** How many genes deviate, and by how much the first. */
export function additivityRemarks(genes: readonly string[], rows: readonly AdditivityRow[]): string[] {
  const deviating = rows.filter(({ kind }) => kind !== 'additive');
  const [most] = deviating;
  const hasRange = rows.some(({ low }) => low !== null);
  const uncertain = deviating.filter(({ isUncertain }) => isUncertain).length;
  return [
    most
      ? `${count(deviating.length)} of ${count(rows.length)} genes deviate from the sum of the single changes, ${genes[most.gene] ?? ''} most: ${most.kind} (${signed(most.deviation)} log2).`
      : `Predicted to be additive: no gene deviates from the sum of the single changes by ${decimal(MIN_RESPONSE, 1)} log2 or more.`,
    hasRange
      ? `Ranges come from fits that leave perturbations out${uncertain === 0 ? '' : `; for ${plural(uncertain, 'gene')} the range includes no deviation`}.`
      : 'No interval is known: this run has no fits that leave perturbations out.',
  ];
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[columns, ...rows].map((row) => row.join('\t')).join('\n')}\n`;
}

function digits(value: number): string {
  return value.toPrecision(4);
}
