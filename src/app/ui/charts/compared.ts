/** The figure "predicted against measured" of one perturbation: its words, its drawing, its numbers. Pure. */
import { agreement } from '../../../inference/run/comparisons';
import type { Comparison } from '../../../inference/run/result';
import { type Chart, symmetricView, type View } from '../../../present/chart/chart';
import { pointsOf, scatterOfOne } from '../../../present/chart/scatter';
import { directionsText } from '../../../present/text/diagnosis';
import { factorOf } from '../../../present/text/format';
import { figureText } from '../text/figures';
import type { NumberTable } from './figure';

export interface Compared {
  readonly comparison: Comparison;
  readonly genes: readonly string[];
  /** rowNoun of rows.ts. */
  readonly row: string;
}

interface Drawn {
  /** null: all genes. */
  readonly view?: View | null;
  /** In pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly isPointed?: boolean;
}

/** All points and intervals, with room for names; at least a factor of 2. */
export function wholeView({ comparison }: Compared): View {
  const reach = pointsOf(comparison).reduce(
    (most, { measured, predicted, error }) => Math.max(most, Math.abs(measured) + error, Math.abs(predicted)),
    Math.LN2,
  );
  return symmetricView(1.18 * reach);
}

export function comparedChart(compared: Compared, { view, ...drawn }: Drawn): Chart {
  const { comparison, genes, row } = compared;
  return scatterOfOne(comparison, genes, {
    title: `${comparison.label}: ${directionsText(agreement(comparison))}`,
    note: figureText.predictedNote(comparison, row),
    named: 12,
    view: view ?? wholeView(compared),
    ...drawn,
  });
}

export function comparedTable({ comparison, genes }: Compared): NumberTable {
  return {
    columns: ['Gene', 'Measured', 'Predicted'],
    rows: pointsOf(comparison).map(({ gene, measured, predicted }) => [
      genes[gene] ?? '',
      factorOf(measured),
      factorOf(predicted),
    ]),
  };
}
