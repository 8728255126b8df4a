/** Sentences about a prediction that was asked for: what was changed, and how far the answer can be trusted. */
import type { FittedModel } from '../../dynamics/fitted';
import { strengthOf } from '../../dynamics/sharedResponse';
import { littleTrust } from './diagnosis';
import { listOf, level, percent, capital, fold } from './format';
import type { ViewDocument } from '../../share/view';

/** 'GATA1 out and SPI1 × 2' */
export function changesText(
  genes: readonly string[],
  sliders: readonly { readonly gene: number; readonly value: number }[],
): string {
  const moved = sliders.filter(({ value }) => value !== 1);
  return listOf(
    moved.map(({ gene, value }) => `${genes[gene] ?? ''} ${value === 0 ? 'out' : level(value)}`),
    3,
  );
}

/** `genes`: names of those set outside the range that the cells cover. */
export function beyondDataText(genes: readonly string[]): string {
  return `No cell had ${listOf(genes)} that high: this is extrapolation.`;
}

/** Of a prediction for genes set to `values`, relative to control; null: there is nothing that has to be said beside each change. */
export function shrunkText(
  { kappa, shared }: Pick<FittedModel, 'kappa' | 'shared'>,
  values: readonly number[],
): string | null {
  const share = shared ? shared.weight * strengthOf(shared, values) : 0;
  const texts = [
    ...(kappa < littleTrust
      ? [
          `Shrunk to ${percent(kappa)} of what the model says: the network predicts perturbations left out badly.`,
        ]
      : []),
    ...(share > 0 ? [`It includes ${percent(share)} of what all perturbations share.`] : []),
  ];
  return texts.length > 0 ? texts.join(' ') : null;
}

/** What the sliders ask and the largest answers, in words. */

export function perturbSentence(
  genes: readonly string[],
  sliders: ViewDocument['sliders'],
  log2FoldChange: Float32Array | null,
  /** '3 days'; null: the last one, or the only one. */
  time: string | null = null,
): { readonly title: string; readonly line: string } {
  const moved = sliders.filter(({ value }) => value !== 1);
  if (moved.length === 0) {
    return {
      title: 'Change a gene and see who answers',
      line: 'Set one or several genes in the Perturb panel; the network shows the predicted change of every other gene.',
    };
  }
  const asked = question(genes, moved);
  if (!log2FoldChange) return { title: `${asked} …`, line: 'The model is answering.' };
  const set = new Set(moved.map(({ gene }) => gene));
  const others = Array.from(log2FoldChange, (log2, gene) => ({ log2, gene })).filter(
    ({ gene }) => !set.has(gene),
  );
  const falls = others.toSorted((a, b) => a.log2 - b.log2)[0];
  const rises = others.toSorted((a, b) => b.log2 - a.log2)[0];
  const parts = [
    ...(falls && fold(falls.log2).startsWith('÷')
      ? [`${genes[falls.gene] ?? ''} falls most (${fold(falls.log2)})`]
      : []),
    ...(rises && fold(rises.log2).startsWith('×')
      ? [`${genes[rises.gene] ?? ''} rises most (${fold(rises.log2)})`]
      : []),
  ];
  return {
    title:
      parts.length > 0
        ? `${asked}, ${parts.join(' and ')}`
        : `${asked}, no other gene is predicted to change`,
    line: `Predicted change of mean expression against unchanged cells, ${time === null ? 'when the screen was last measured' : `at ${time}`}.`,
  };
}

/** 'Without GATA1 and with × 2 SPI1' */
function question(genes: readonly string[], moved: ViewDocument['sliders']): string {
  const out = moved.filter(({ value }) => value === 0).map(({ gene }) => genes[gene] ?? '');
  const set = moved
    .filter(({ value }) => value !== 0)
    .map(({ gene, value }) => `${genes[gene] ?? ''} × ${Number(value.toFixed(2))}`);
  const parts = [
    ...(out.length > 0 ? [`without ${listOf(out)}`] : []),
    ...(set.length > 0 ? [`with ${listOf(set)}`] : []),
  ];
  return capital(parts.join(' and '));
}
