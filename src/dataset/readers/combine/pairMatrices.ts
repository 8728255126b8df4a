/**
 * Matches a matrix of the screen with one of the file of controls, and their genes. Refused where value scales differ, a perturbed gene is
 * not measured, or too few genes are shared.
 */
import {
  axisOf,
  type MatrixInfo,
  type OpenedFile,
  type AnnotationColumn,
  type GeneAxis,
} from '../../annotation';
import { mean } from '../../../numerics/statistics';
import { DatasetFailure } from '../../errors';
import type { ValueScale } from '../../mapping';
import { isConstant } from '../../recognise/processing';
import { guessValueScale, isScaled } from '../../recognise/valueScale';
import { type GeneNaming, nameGenes } from '../../recognise/geneNames';

/** Minimal share of the genes of a screen that its controls measure, and of those of a sample that all others measure. */
export const MIN_SHARED = 0.5;
/** Relative difference of totals per cell from which normalisations count as different. */
const MAX_TOTAL_DIFFERENCE = 0.01;
const EXAMPLES = 3;

export interface MatrixPair {
  readonly info: MatrixInfo;
  /** Path in the file of controls. */
  readonly from: string;
  readonly shared: SharedGenes;
}

/** Throws DatasetFailure. @param perturbed rows of genes that the controls must measure */
export function pairMatrices(
  main: OpenedFile,
  controls: OpenedFile,
  path: string,
  geneColumn: string | null,
  perturbed: readonly number[],
): MatrixPair {
  const info = main.matrices.find((matrix) => matrix.path === path);
  const axis = main.genes[path];
  if (info === undefined || axis === undefined)
    throw new DatasetFailure({ tag: 'no-matrix', file: main.name });
  const partner = likeMatrix(main, info, controls);
  const shared = sharedGenes(axis, axisOf(controls, partner.path), geneColumn);
  const lost = perturbed.filter((gene) => (shared.ofMain[gene] ?? -1) < 0);
  if (lost.length > 0 || shared.axis.index.length < MIN_SHARED * axis.index.length) {
    const names = axis.columns.find(({ name }) => name === geneColumn);
    const nameOf = (gene: number) =>
      (names?.kind === 'category' ? names.categories[names.codes[gene] ?? -1] : undefined) ??
      axis.index[gene] ??
      '';
    throw new DatasetFailure({
      tag: 'controls-lack-genes',
      file: controls.name,
      screen: main.name,
      genes: axis.index.length,
      shared: shared.axis.index.length,
      perturbed: lost.map(nameOf),
      lacking: shared.lacking.slice(0, EXAMPLES),
      samples: axisOf(controls, partner.path).index.slice(0, EXAMPLES),
    });
  }
  const minimum = Math.min(info.minimum, partner.minimum);
  const maximum = Math.max(info.maximum, partner.maximum);
  const genes = shared.axis.index.length;
  const negative = info.negative ?? partner.negative;
  // Genes have other places now.
  const { rows: _, ...rest } = info;
  return { info: { ...rest, genes, minimum, maximum, negative }, from: partner.path, shared };
}

/** The first matrix with values on the same scale: at the same path, else X or the table, else any other. */
function likeMatrix(main: OpenedFile, info: MatrixInfo, controls: OpenedFile): MatrixInfo {
  const preferred = [info.path, 'X', 'table'];
  const candidates = [
    ...preferred.flatMap((path) => controls.matrices.filter((matrix) => matrix.path === path)),
    ...controls.matrices.filter((matrix) => !preferred.includes(matrix.path)),
  ];
  const like = candidates.find((candidate) => valuesDiffer(info, candidate) === null);
  if (like !== undefined) return like;
  const [first] = candidates;
  if (first === undefined) throw new DatasetFailure({ tag: 'no-matrix', file: controls.name });
  const where = { file: controls.name, where: first.path };
  const between = valuesDiffer(info, first);
  if (isScaled(first) || between === null)
    throw new DatasetFailure({ tag: 'negative-values', ...where, minimum: first.minimum });
  throw new DatasetFailure({ tag: 'controls-other-values', ...between, ...where, screen: main.name });
}

/** Scales, or, where they agree, totals per cell. */
export interface Difference {
  readonly found: ValueScale | number;
  readonly expected: ValueScale | number;
}

/** Null where the scales agree, and the total per cell where there is a constant one. */
export function valuesDiffer(first: MatrixInfo, second: MatrixInfo): Difference | null {
  const [expected, found] = [first, second].map((matrix) => guessValueScale(matrix).scale);
  if (expected === undefined || found === undefined) return null;
  if (expected !== found || isScaled(first) !== isScaled(second)) return { found, expected };
  const [own, other] = [totalOf(first, expected), totalOf(second, found)];
  if (own === null || other === null || Math.abs(other - own) <= MAX_TOTAL_DIFFERENCE * own) return null;
  return { found: other, expected: own };
}

/** The total of every sampled cell; null for counts and where cells differ. */
function totalOf(matrix: MatrixInfo, scale: ValueScale): number | null {
  if (scale === 'counts') return null;
  const sums = sumsBefore(matrix, scale);
  return isConstant(sums) ? mean(sums) : null;
}

/** Of sampled cells, of the values before the logarithm. */
function sumsBefore(matrix: MatrixInfo, scale: ValueScale): Float64Array {
  if (scale === 'normalised') return matrix.rowSums;
  const { ln, log2, log10 } = matrix.rowSumsUndone;
  return scale === 'log2-normalised' ? log2 : scale === 'log10-normalised' ? log10 : ln;
}

interface SharedGenes {
  /** [genes of the first file] row among the shared genes, −1 for genes of that file only. */
  readonly ofMain: Int32Array;
  /** [genes of the second file] likewise. */
  readonly ofControls: Int32Array;
  /** Shared genes in the order of the first file. */
  readonly axis: GeneAxis;
  /** Names of genes of the first file only. */
  readonly lacking: readonly string[];
}

/**
 * Genes measured in both files, matched by name in any column of var with gene names (ignoring case and versions of Ensembl ids); each row at
 * most once. @param geneColumn column of var with the displayed names; null for the index
 */
function sharedGenes(main: GeneAxis, controls: GeneAxis, geneColumn: string | null): SharedGenes {
  const partners = matchedRows(main, controls, geneColumn);
  const ofMain = new Int32Array(main.index.length).fill(-1);
  const ofControls = new Int32Array(controls.index.length).fill(-1);
  const kept: number[] = [];
  partners.forEach((partner, gene) => {
    if (partner < 0 || (ofControls[partner] ?? 0) >= 0) return;
    ofMain[gene] = kept.length;
    ofControls[partner] = kept.length;
    kept.push(gene);
  });
  const { names } = nameGenes(main, geneColumn);
  return {
    ofMain,
    ofControls,
    axis: {
      index: kept.map((gene) => main.index[gene] ?? ''),
      columns: main.columns.map((column) => selectRows(column, kept)),
    },
    lacking: names.filter((_, gene) => (ofMain[gene] ?? -1) < 0),
  };
}

/** [genes of main] row of `controls` or −1: names of main among those of controls, then the reverse. */
function matchedRows(main: GeneAxis, controls: GeneAxis, geneColumn: string | null): Int32Array {
  const own = nameGenes(main, geneColumn);
  const other = nameGenes(controls, geneColumn);
  const known = new Int32Array(main.index.length).fill(-1);
  controls.index.forEach((id, row) => {
    const gene = rowOf(own, id, other.names[row]);
    if (gene >= 0 && (known[gene] ?? 0) < 0) known[gene] = row;
  });
  return Int32Array.from(main.index, (id, gene) => {
    const row = rowOf(other, id, own.names[gene]);
    return row >= 0 ? row : (known[gene] ?? -1);
  });
}

/** Row by the identifier in the index, else by the name. */
function rowOf({ lookup }: GeneNaming, id: string, name = ''): number {
  const byIndex = lookup.find(id);
  return byIndex >= 0 ? byIndex : lookup.find(name);
}

export function selectRows(column: AnnotationColumn, rows: readonly number[]): AnnotationColumn {
  return column.kind === 'number'
    ? { ...column, values: Float64Array.from(rows, (row) => column.values[row] ?? Number.NaN) }
    : { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] ?? -1) };
}
