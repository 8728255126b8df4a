/**
 * What the numbers of a matrix are: counts, counts normalised to a total, or their logarithm. Decided on sampled values
 * and the sums of sampled rows; scaled (centred) data cannot be used and is told apart by its negative values.
 */
import type { GeneAxis, MatrixInfo, OpenedFile } from '../annotation';
import type { ValueScale } from '../mapping';
import type { Guess } from '../recognition';

/** Log-normalised expression stays below this: e^15 is more than three million of ten thousand. */
const LARGEST_LOGARITHM = 15;
/** Rows whose sums differ by less than this (sd / mean) were normalised to a total. */
const CONSTANT_SUMS = 0.01;

export function isScaled(matrix: MatrixInfo): boolean {
  return matrix.minimum < 0;
}

/**
 * X, unless it holds scaled data or lacks targets that raw/X has; then raw/X, layers of counts, what is left.
 * `targetsAmong`: how many perturbed genes a gene axis holds.
 */
export function guessMatrix(
  opened: OpenedFile,
  targetsAmong: (axis: GeneAxis) => number,
): { path: string; guess: Guess } {
  const samples = opened.matrices.map((matrix) => matrix.path).slice(0, 3);
  const found = (path: string, reason: string, certainty: Guess['certainty']) => ({
    path,
    guess: { field: 'matrix' as const, samples, reason, certainty },
  });
  const main = opened.matrices.find(({ path }) => path === 'X' || path === 'table') ?? opened.matrices[0];
  if (main === undefined) return found('', 'The file holds no matrix', 'sure');

  const raw = opened.matrices.find((matrix) => matrix.path === 'raw/X' && !isScaled(matrix));
  if (!isScaled(main)) {
    const [inMain, inRaw] = [main, raw].map((matrix) => {
      const axis = opened.genes[matrix?.path ?? ''];
      return axis === undefined ? 0 : targetsAmong(axis);
    });
    if (raw !== undefined && (inRaw ?? 0) > (inMain ?? 0)) {
      return found(raw.path, `Measures ${inRaw} perturbed genes, ${main.path} only ${inMain}`, 'likely');
    }
    return found(
      main.path,
      opened.matrices.length === 1 ? 'The only matrix in the file' : 'The main matrix',
      'sure',
    );
  }
  const usable = opened.matrices.filter((matrix) => !isScaled(matrix));
  const preferred = raw ?? usable.find(({ path }) => /counts?$/i.test(path)) ?? usable[0];
  if (preferred === undefined) return found(main.path, 'Every matrix holds negative values', 'sure');
  return found(preferred.path, `${main.path} holds negative values: it was scaled`, 'likely');
}

export function guessValueScale(matrix: MatrixInfo): { scale: ValueScale; guess: Guess } {
  const found = (scale: ValueScale, reason: string, certainty: Guess['certainty']) => ({
    scale,
    guess: { field: 'values' as const, samples: sampleValues(matrix), reason, certainty },
  });
  const largest = shortNumber(matrix.maximum);
  if (isScaled(matrix)) {
    return found(
      'log-normalised',
      `Smallest value ${shortNumber(matrix.minimum)}: scaled data cannot be used`,
      'sure',
    );
  }
  if (matrix.sample.every(Number.isInteger)) {
    return found('counts', `Whole numbers, largest seen ${largest}`, 'sure');
  }
  if (/log2/i.test(matrix.path)) {
    return found('log2-normalised', `From the name ${matrix.path}`, 'likely');
  }
  if (matrix.maximum < LARGEST_LOGARITHM && isConstant(matrix.rowSumsExpm1)) {
    return found('log-normalised', 'Every cell has the same total once the logarithm is undone', 'sure');
  }
  if (isConstant(matrix.rowSums)) {
    return found('normalised', 'Every cell has the same total', 'sure');
  }
  if (matrix.maximum < LARGEST_LOGARITHM) {
    return found(
      'log-normalised',
      `Not whole numbers, largest seen ${largest}`,
      matrix.maximum > 1 ? 'sure' : 'assumed',
    );
  }
  return found('normalised', `Not whole numbers and too large for logarithms: ${largest}`, 'likely');
}

/** Three sampled values far apart in size, as a person would read them. */
export function sampleValues(matrix: MatrixInfo): string[] {
  const sorted = [...new Set(matrix.sample)].toSorted((a, b) => a - b);
  const at = (quantile: number) => sorted[Math.round(quantile * (sorted.length - 1))];
  return [...new Set([at(0.25), at(0.5), at(0.75)])].filter((value) => value !== undefined).map(shortNumber);
}

function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

/** Whether sampled rows were normalised to a total. */
export function isConstant(sums: Float64Array): boolean {
  if (sums.length < 2) return false;
  const mean = sums.reduce((total, sum) => total + sum, 0) / sums.length;
  const variance = sums.reduce((total, sum) => total + (sum - mean) ** 2, 0) / sums.length;
  return mean > 0 && Math.sqrt(variance) < CONSTANT_SUMS * mean;
}
