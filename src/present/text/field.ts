/** A run by the field's metrics as a printed table, for page, terminal and report, and as a document. */
import { fieldMetrics, type FieldMetric } from '../../evaluation/predictions/fieldMetricNames';
import type { FieldBenchmark, FieldGap, FieldScore } from '../../inference/benchmark/benchmark';
import type { BenchmarkTable } from './benchmarkTables';
import { capital, decimal, joined, orDash, percent, plural } from './format';

const fieldTitle = 'The field’s metrics';

const metricTexts: Readonly<Record<FieldMetric, { readonly name: string; readonly why: string }>> = {
  pdsCosine: {
    name: 'discrimination (cosine)',
    why: 'share of the other perturbations whose measurement points less in the predicted direction than its own; perturbed genes are left out; no change scores ½.',
  },
  mseUnbiased: {
    name: 'squared error, unbiased ↓',
    why: 'relative to the measured change, sampling noise subtracted from both; 0 is perfect, no change 1.',
  },
  lfcNmae: {
    name: 'fold-change error ↓',
    why: 'absolute error on responders relative to their change, for perturbations with at least ten.',
  },
  directionFidelity: {
    name: 'direction fidelity',
    why: 'predicted responders with the measured sign, relative to the predicted or the measured ones, whichever are more.',
  },
  directionReach: {
    name: 'direction reach',
    why: 'share of the measured responders, most surely predicted first, down to which 90 % of signs are right.',
  },
  sigJaccard: {
    name: 'responders in common',
    why: 'responders predicted and measured, relative to those predicted or measured (Jaccard).',
  },
  pearsonTop20: {
    name: 'correlation, top 20 genes',
    why: 'Pearson’s r of the differences from the mean of the other perturbations on the 20 most changed genes.',
  },
  centroidAccuracy: {
    name: 'centroid accuracy',
    why: 'share of the other perturbations whose measurement is farther from the prediction than its own; perturbed genes are left out.',
  },
  mae: { name: 'absolute error ↓', why: 'mean over genes, log1p expression.' },
};

const gapTexts: Readonly<Record<FieldGap, string>> = {
  'few-perturbations': 'fewer than three unseen perturbations',
  'one-measurement': 'each perturbation was measured once, so the noise is not known',
  'all-set': 'too few perturbations per time point, or every gene is set by one of them',
  'no-effect': 'the measured changes do not exceed their noise',
  'few-responders': 'no perturbation has ten responders among the genes of the model',
  'no-responders': 'no gene responds, measured or predicted',
  'few-genes': 'no more than 20 genes',
};

interface FieldRow {
  readonly name: string;
  /** [columns but the first] */
  readonly cells: readonly string[];
  /** Why it says nothing here, without a full stop; null where it does. */
  readonly caution: string | null;
}

export interface FieldTable extends Pick<BenchmarkTable, 'title' | 'columns' | 'terms'> {
  readonly aside: string;
  readonly rows: readonly FieldRow[];
  /** How a repeat was measured, and what the columns mean. */
  readonly about: string;
}

export function fieldTable({ what, perturbations, repeat, scores }: FieldBenchmark): FieldTable {
  return {
    title: fieldTitle,
    aside: `${plural(perturbations, 'perturbation')}, ${what}`,
    columns: ['Metric', 'Modulode', 'no change', 'mean of others', 'repeat', 'scaled', 'repeat wins'],
    rows: fieldMetrics.map((metric) => rowOf(metric, scores[metric])),
    about: joined(
      'Virtual Cell Challenge 2026 (first six), Systema, and absolute error; ↓ lower is better. Scaled: 0 is the mean of the other perturbations, 1 a repeated measurement.',
      repeat === 'halves' && 'A repeat: one half of the cells against the other.',
      repeat === 'draws' &&
        'A repeat: a draw with the standard error of the measurement, as the cells are too few to split.',
      repeat !== null &&
        'Repeat wins: share of perturbations at which the repeat is better than the mean on these data.',
    ),
    terms: fieldMetrics.map((metric) => metricTexts[metric]),
  };
}

function rowOf(metric: FieldMetric, score: FieldScore): FieldRow {
  const { name } = metricTexts[metric];
  const print = (value: number) => decimal(value, metric === 'mae' ? 3 : 2);
  const { value, noChange, mean, replicate, scaled, bds } = score;
  return {
    name,
    cells: [
      ...[value, noChange, mean, replicate].map((number) => orDash(number, print)),
      orDash(scaled, decimal),
      orDash(bds, percent),
    ],
    caution: cautionOf(score),
  };
}

function cautionOf({ gap, discriminates }: FieldScore): string | null {
  if (gap !== null) return gapTexts[gap];
  return discriminates === false
    ? 'no clear difference between a repeated measurement and the mean on these data'
    : null;
}

/** One sentence for each reason, with the metrics it holds for. */
export function fieldCautions({ rows }: FieldTable): readonly string[] {
  const cautions = new Set(rows.flatMap(({ caution }) => caution ?? []));
  return [...cautions].map((caution) => {
    const names = rows.filter((row) => row.caution === caution).map(({ name }) => name.replace(' ↓', ''));
    return `${capital(names.join(', '))}: ${caution}.`;
  });
}

/** With reasons in words, as metrics.json and `evaluate --json` hold it. */
export function fieldDocument({ scores, ...about }: FieldBenchmark) {
  return {
    ...about,
    metrics: Object.fromEntries(
      fieldMetrics.map((metric) => {
        const { gap, ...numbers } = scores[metric];
        return [metric, { ...numbers, reason: gap && gapTexts[gap] }];
      }),
    ),
  };
}
