/** Effects of a screen for other programs: as an AnnData file, and their summary as JSON. */
import { writeH5ad } from '../../dataset/writers/h5ad';
import { errorOfFold } from '../../effects/folds';
import type { MeasuredEffects } from '../../effects/measure';
import { program } from '../../inference/run/program';
import { contextMetrics } from './contexts';
import { perturbationColumns, type PerturbationLine } from './effects';
import type { EffectsOfScreen } from './effectsOfScreen';

/**
 * Perturbations × tested genes; X and layer `log2fc` are log2 fold changes, `se` their standard errors, `p` and `padj` (adjusted over all tests)
 * of the tests, NaN where nothing was tested; obs has the columns of `perturbations.tsv`. Perturbations that were not compared are left out.
 * Deterministic.
 */
export async function effectsAnnData(
  effects: MeasuredEffects,
  labels: readonly string[],
  lines: readonly PerturbationLine[],
): Promise<Uint8Array<ArrayBuffer>> {
  const { genes, folds, tests, q, mean, expressing } = effects;
  const errors = folds.error.map((_, at) => errorOfFold(effects, at));
  const compared = lines.filter(({ isCompared }) => isCompared);
  const layer = (values: Float64Array) => {
    const rows = new Float32Array(compared.length * genes.length);
    compared.forEach(({ label }, row) => {
      const from = labels.indexOf(label) * genes.length;
      rows.set(values.subarray(from, from + genes.length), row * genes.length);
    });
    return rows;
  };
  const log2fc = layer(folds.log2);
  return writeH5ad({
    values: log2fc,
    encoding: 'dense',
    cellNames: compared.map(({ label }) => label),
    geneNames: genes,
    obs: Object.fromEntries(
      perturbationColumns.map((column) => {
        if ('text' in column) return [column.name, compared.map(column.text)];
        const numbers = compared.map((line) => column.number(line) ?? NaN);
        return [column.name, column.isWhole ? Int32Array.from(numbers) : Float64Array.from(numbers)];
      }),
    ),
    var: { mean, share_expressing: expressing },
    layers: { log2fc, se: layer(errors), p: layer(tests.p), padj: layer(q) },
    uns: { modulode: { program, values: effects.values, unit: effects.unit } },
  });
}

/** What the sentences say, as numbers; `data` and `effects` as in the metrics of a run, so that both fit into one table. */
export function effectsMetrics({
  effects,
  signal,
  file,
  lines,
  labels,
  perturbations,
  contexts,
  limits,
  rate,
}: EffectsOfScreen): Readonly<Record<string, unknown>> {
  const { genes, cells, guides, isPooled, calibration, calibrated, alike, values, isRecovered, depth } =
    effects;
  const { unit, batchReplicates, confounded } = effects;
  const all = calibration.at(-1);
  return {
    program,
    method: 'effects',
    data: { name: file, genes: genes.length, perturbations: lines.length },
    values,
    ...(isRecovered && { recovered: true }),
    ...(depth && { depth }),
    unit,
    fdr: rate,
    controls: { cells: cells[0], guides: guides[0] },
    ...(batchReplicates !== undefined && { batches_as_replicates: batchReplicates }),
    ...(confounded && { confounded_with_batch: confounded }),
    reference: isPooled ? 'pooled' : 'controls',
    effects: signal.effects && { measurable: signal.effects.measurable, of: signal.effects.of },
    ...(limits.length > 0 && { notes: limits }),
    groups: alike.groups.length,
    calibration: all ? { of: calibrated, below05: all.below05, below001: all.below001 } : null,
    perturbations: lines.map(({ label, hasTarget, dose, cells: own, guides: ofOwn }) => {
      const k = labels.indexOf(label);
      const { names = [], taken = null } = perturbations[k] ?? {};
      return {
        label,
        targets: names,
        takenFor: taken,
        isMeasured: hasTarget,
        dose: dose ? (dose.parts ?? dose.value) : null,
        unit: dose ? dose.unit : null,
        cells: own,
        guides: ofOwn,
        ...(contexts && { contexts: contextMetrics(contexts, k) }),
      };
    }),
  };
}
