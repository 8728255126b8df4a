/** What the colours and sizes of genes show, from the view and the run; and why a choice has nothing to show. Pure. */
import { foldChange } from '../../../dynamics/predict';
import type { DrawnEdge, Scene, Shading } from '../../../present/figure/scene';
import { count, decimal } from '../../../present/text/format';
import type { ColorBy, SizeBy, ViewDocument } from '../../../share/view';
import type { RunState, SliderPrediction } from '../../session/state';
import { exactMatch } from '../derived/effects';
import { appearanceText, shadingLabels } from '../text/network';

interface Run extends Pick<RunState, 'dataset' | 'result' | 'shared'> {
  readonly prediction: SliderPrediction | null;
}

/** [G] mean expression in controls, in log1p units; null where the run does not hold it. */
function expressionOf({ dataset, result }: Omit<Run, 'prediction'>): Float64Array | null {
  const mean = result?.model.mean;
  return mean && dataset?.scale === undefined && mean.some((value) => value > 0) ? mean : null;
}

/** [G] log2 fold changes measured for exactly the perturbation on the sliders; null where there is none. */
export function measuredFold({ dataset, result, prediction }: Run): Float32Array | null {
  const match = result && dataset && exactMatch(result.comparisons, dataset.conditions, prediction);
  return match ? foldChange(result.model, match.measured) : null;
}

/** [G] log2 fold changes predicted for the sliders; null without any. */
export function predictedFold({ prediction }: Run): Float32Array | null {
  return prediction && prediction.sliders.length > 0 ? prediction.prediction.log2FoldChange : null;
}

/** Why genes cannot be coloured by this; null: they can. */
export function colorHindrance(by: ColorBy, run: Run): string | null {
  if (by === 'expression' && !expressionOf(run)) return appearanceText.noCells;
  if (by !== 'predicted' && by !== 'measured') return null;
  if (!predictedFold(run)) return appearanceText.noPerturbation;
  return by === 'measured' && !measuredFold(run) ? appearanceText.notMeasured : null;
}

/** Why genes cannot be sized by this; null: they can. */
export function sizeHindrance(by: SizeBy, run: Omit<Run, 'prediction'>): string | null {
  return by === 'expression' && !expressionOf(run) ? appearanceText.noCells : null;
}

/** 'module': no values; null: modules, or the change of the scene. */
export function shadingOf(
  { colorBy }: Pick<ViewDocument, 'colorBy'>,
  run: Run,
  { genes, edges, perturbed }: Pick<Scene, 'genes' | 'edges' | 'perturbed'>,
): Scene['shading'] {
  if (colorBy === null || colorBy === 'module') return colorBy;
  const values = valuesOf(colorBy, run, { genes, edges, perturbed });
  if (!values) return null;
  const label = shadingLabels[colorBy];
  const most = values.reduce((a, b) => Math.max(a, b), 0) || 1;
  if (colorBy === 'measured' || colorBy === 'predicted')
    return { label, values, scale: 'change', most, printed: '' };
  if (colorBy === 'perturbed') return { label, values, scale: 'yes-or-no', most: 1, printed: '' };
  return {
    label,
    values,
    scale: 'amount',
    most,
    printed: colorBy === 'degree' ? count(most) : decimal(most, 1),
  };
}

function valuesOf(
  by: Exclude<ColorBy, 'module'>,
  run: Run,
  { genes, edges, perturbed }: Pick<Scene, 'genes' | 'edges' | 'perturbed'>,
): Shading['values'] | null {
  switch (by) {
    case 'degree':
      return degreesOf(edges, genes.length);
    case 'measured':
      return measuredFold(run);
    case 'predicted':
      return predictedFold(run);
    case 'expression': {
      const mean = expressionOf(run);
      return mean && Float32Array.from(mean);
    }
    case 'perturbed':
      return Float32Array.from(genes, (_, gene) => Number(perturbed.has(gene)));
    default:
      return by satisfies never;
  }
}

/** [G] number of edges at each gene, in both directions. */
function degreesOf(edges: readonly DrawnEdge[], genes: number): Float32Array {
  const degrees = new Float32Array(genes);
  for (const gene of edges.flatMap(({ source, target }) => [source, target]))
    degrees[gene] = (degrees[gene] ?? 0) + 1;
  return degrees;
}

/** Of circles of equal size: that of a gene with a tenth of the targets of the largest. */
const EQUAL = 0.1;

/** [G] sizes in [0, 1]; null: by number of targets. */
export function sizesOf(
  { sizeBy }: Pick<ViewDocument, 'sizeBy'>,
  run: Omit<Run, 'prediction'>,
): Float64Array | null {
  const genes = run.dataset?.genes.length ?? 0;
  if (sizeBy === 'equal') return new Float64Array(genes).fill(EQUAL);
  const mean = sizeBy === 'expression' ? expressionOf(run) : null;
  if (!mean) return null;
  const most = mean.reduce((a, b) => Math.max(a, b), 0) || 1;
  return mean.map((value) => Math.max(0, value) / most);
}
