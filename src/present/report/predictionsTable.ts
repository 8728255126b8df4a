/** Predicted and measured change of every gene in every perturbation, as one long table. */
import { safeName } from '../../network/formats/tsv';
import { shortest } from '../../numerics/shortest';
import type { FinishedRun } from '../../share/runFile';

const header = 'perturbation\trole\ttime\tgene\ttarget\tpredicted\tmeasured\tstandard_error';

/**
 * A line per comparison of the result and gene. Changes against control in log1p expression, in the fewest digits that give
 * the same 32-bit number back, empty where not finite; `time` in the data's unit, empty without time points; `target` is
 * yes for genes set by the experimenter, which no error counts.
 */
export function predictionsTsv({ dataset, result }: FinishedRun): string {
  const lines = result.comparisons.flatMap(
    ({ label, role, time, targets, predicted, measured, standardError }) => {
      const set = new Set(targets);
      const start = [safeName(label), role, time === null ? '' : String(time)].join('\t');
      return dataset.genes.map((gene, g) =>
        [
          start,
          safeName(gene),
          set.has(g) ? 'yes' : 'no',
          ...[predicted, measured, standardError].map((values) => cell(values[g])),
        ].join('\t'),
      );
    },
  );
  return `${[header, ...lines].join('\n')}\n`;
}

function cell(value: number | undefined): string {
  return value !== undefined && Number.isFinite(value) ? shortest(value) : '';
}
