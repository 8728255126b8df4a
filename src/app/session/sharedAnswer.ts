/** What a table of responses answers: one gene knocked out or doubled, as the sender's model did. Anything else: null. */
import type { PredictRequest, Prediction } from '../../../workers/protocol';
import type { ResponseTable } from '../../share/snapshot';

/** `genes`: G. */
export function answerOf(
  { regulators, out, doubled }: ResponseTable,
  genes: number,
  { changes }: PredictRequest,
): Prediction | null {
  const [change, ...others] = changes;
  if (!change || others.length > 0) return null;
  const regulator = regulators.indexOf(change.gene);
  const table = { 0: out, 2: doubled }[change.value];
  if (regulator < 0 || !table) return null;
  const log2FoldChange = table.slice(regulator * genes, (regulator + 1) * genes);
  return {
    // Not part of the table.
    delta: new Float32Array(),
    log2FoldChange,
    low: log2FoldChange,
    high: log2FoldChange,
    times: new Float32Array(),
    trajectory: new Float32Array(),
    beyondData: [],
  };
}

/** The changes a table can answer that come nearest to what was asked: one gene, out, unchanged or doubled. */
export function nearestAnswered(gene: number, value: number): readonly { gene: number; value: number }[] {
  const nearest = value < 0.5 ? 0 : value < 1.5 ? 1 : 2;
  return [{ gene, value: nearest }];
}
