/** Effects as tab-separated tables. */
import { safeName } from '../../network/formats/edgeLists';
import { adjusted } from '../../effects/effects';
import type { MeasuredEffects } from '../../effects/measure';

const number = (value: number | undefined) =>
  value === undefined || !Number.isFinite(value) ? '' : String(Number(value.toPrecision(6)));

const tsv = (rows: readonly (readonly string[])[]) => `${rows.map((row) => row.join('\t')).join('\n')}\n`;

/** One line per perturbation and gene, in portions of one perturbation each; the control has none. */
export function* effectsTsv(effects: MeasuredEffects, labels: readonly string[]): Generator<string> {
  const { genes, folds, tests, q, mean, expressing, own, isCompared } = effects;
  yield tsv([
    ['perturbation', 'gene', 'own_target', 'log2fc', 'se', 'p', 'q', 'mean_count', 'share_expressing'],
  ]);
  for (let k = 1; k < labels.length; k++) {
    if (isCompared[k] !== true) continue;
    yield tsv(
      genes.map((gene, at) => {
        const place = k * genes.length + at;
        return [
          safeName(labels[k] ?? ''),
          safeName(gene),
          own[place] === 1 ? 'yes' : 'no',
          number(folds.log2[place]),
          number(folds.error[place]),
          number(tests.p[place]),
          number(q[place]),
          number(mean[at]),
          number(expressing[at]),
        ];
      }),
    );
  }
}

export interface PerturbationLine {
  readonly label: string;
  readonly cells: number;
  readonly guides: number;
  /** Changed genes but its own targets, up and down. */
  readonly increased: number;
  readonly decreased: number;
  /** log2 fold change of its target; null where that is not measured, or where it has several. */
  readonly ownChange: number | null;
  /** p of any change beyond its own target, and of guides that agree; NaN where not told. */
  readonly any: number;
  readonly agreement: number;
  /** Whether it changes anything but its own targets, at the rate over all perturbations. */
  readonly acts: boolean;
  /** The perturbation it acts most like; null where none can be told. */
  readonly nearest: { readonly label: string; readonly similarity: number } | null;
  readonly isCompared: boolean;
}

/** One line per perturbation but the control, by the number of genes it changes. @param rate false discovery rate */
export function perturbationLines(
  effects: MeasuredEffects,
  labels: readonly string[],
  rate: number,
): readonly PerturbationLine[] {
  const { genes, folds, q, own, cells, guides, any, agreement, similarity, isCompared } = effects;
  const adjustedAny = adjusted(any);
  const lines = labels.map((label, k): PerturbationLine => {
    const places = genes.map((_, at) => k * genes.length + at);
    const changed = places.filter((at) => (q[at] as number) < rate && own[at] !== 1);
    const increased = changed.filter((at) => (folds.log2[at] as number) > 0).length;
    const [target, ...further] = places.filter((at) => own[at] === 1);
    const alike = labels
      .map((other, at) => ({ label: other, similarity: similarity[k * labels.length + at] as number, at }))
      .filter((other) => other.at !== k && Number.isFinite(other.similarity))
      .toSorted((a, b) => b.similarity - a.similarity);
    return {
      label,
      cells: cells[k] as number,
      guides: guides[k] as number,
      increased,
      decreased: changed.length - increased,
      ownChange: target === undefined || further.length > 0 ? null : (folds.log2[target] as number),
      any: any[k] as number,
      agreement: agreement[k] as number,
      acts: isCompared[k] === true && (adjustedAny[k] as number) < rate,
      nearest: alike[0] === undefined ? null : { label: alike[0].label, similarity: alike[0].similarity },
      isCompared: isCompared[k] === true,
    };
  });
  return lines
    .slice(1)
    .toSorted(
      (a, b) =>
        Number(b.acts) - Number(a.acts) ||
        b.increased + b.decreased - a.increased - a.decreased ||
        a.any - b.any,
    );
}

export function perturbationsTsv(lines: readonly PerturbationLine[]): string {
  const head = ['perturbation', 'acts', 'cells', 'guides', 'increased', 'decreased', 'log2fc_own_target'];
  return tsv([
    [...head, 'p_any', 'p_guides_agree', 'nearest', 'similarity', 'compared'],
    ...lines.map((line) => [
      safeName(line.label),
      line.acts ? 'yes' : 'no',
      String(line.cells),
      String(line.guides),
      String(line.increased),
      String(line.decreased),
      number(line.ownChange ?? undefined),
      number(line.any),
      number(line.agreement),
      safeName(line.nearest?.label ?? ''),
      number(line.nearest?.similarity),
      line.isCompared ? 'yes' : 'no',
    ]),
  ]);
}

/** Similarity of every two perturbations that can be told. */
export function similarityTsv({ similarity }: MeasuredEffects, labels: readonly string[]): string {
  const told = labels.map((_, k) => k).filter((k) => Number.isFinite(similarity[k * labels.length + k]));
  return tsv([
    ['perturbation', ...told.map((k) => safeName(labels[k] ?? ''))],
    ...told.map((a) => [
      safeName(labels[a] ?? ''),
      ...told.map((b) => number(similarity[a * labels.length + b])),
    ]),
  ]);
}
