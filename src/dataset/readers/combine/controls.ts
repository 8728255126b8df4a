/**
 * Joins a screen without controls and a file of control cells: cells of the screen, then of the controls, labelled as controls. Only genes
 * measured in both files are kept: unmeasured values are never read as zero.
 */
import { axisOf, type OpenedFile, type AnnotationColumn } from '../../annotation';
import type { DatasetNote } from '../../notes';
import { DatasetFailure } from '../../errors';
import { nameGenes, type GeneLookup } from '../../recognise/geneNames';
import { distinctValues } from '../../recognise/columns';
import { labelColumn } from '../../recognise/labelColumn';
import { readPerturbationColumn } from '../../recognise/perturbationColumn';
import type { Block, ExpressionSource } from '../../source';
import { type OnBytes, partOf } from '../bytes';
import { pairMatrices, type MatrixPair } from './pairMatrices';
import { relocateBlock } from '../geneRows';
import { hashOf } from '../fingerprint';

export interface ControlsPlace {
  /** The matrix in use, which the controls must match; other matrices are kept where they match. */
  readonly matrix: string;
  /** Column of var with the gene names; null for the index. */
  readonly geneColumn: string | null;
  /** The perturbation column, then other candidates. */
  readonly perturbationColumns: readonly string[];
  /** Label of the control cells in these columns. */
  readonly label: string;
}

/**
 * `close` closes both. Where the file of controls has the perturbation column, only its control cells (or, without control labels, cells whose
 * label names no gene) get the label. Throws `controls-lack-genes` (fewer than half of the genes, or not every perturbed one),
 * `controls-other-values`, `no-controls`, `no-matrix`, `negative-values`.
 */
export function withControls(
  main: ExpressionSource,
  controls: ExpressionSource,
  at: ControlsPlace,
): ExpressionSource {
  const [screen, added] = [main.opened, controls.opened];
  const column = at.perturbationColumns[0] ?? '';
  const lookupOf = (path: string) => nameGenes(axisOf(screen, path), at.geneColumn).lookup;
  const pairs = new Map<string, MatrixPair>();
  for (const { path } of screen.matrices) {
    try {
      const perturbed = perturbedGenes(screen, column, lookupOf(path));
      pairs.set(path, pairMatrices(screen, added, path, at.geneColumn, perturbed));
    } catch (error) {
      if (path === at.matrix || !(error instanceof DatasetFailure)) throw error;
    }
  }
  const chosen = pairs.get(at.matrix);
  if (chosen === undefined) throw new DatasetFailure({ tag: 'no-matrix', file: screen.name });
  const isControl = controlCells(added, column, lookupOf(at.matrix));
  const cells = isControl.reduce((total, one) => total + one, 0);
  const note: DatasetNote = {
    tag: 'controls-file',
    file: added.name,
    cells,
    label: at.label,
    leftOut: added.cells - cells,
    lacking: chosen.shared.lacking.length,
    samples: chosen.shared.lacking.slice(0, 5),
    matricesLeftOut: screen.matrices.map(({ path }) => path).filter((path) => !pairs.has(path)),
  };
  const opened: OpenedFile = {
    ...screen,
    bytes: screen.bytes + added.bytes,
    fingerprint: hashOf([screen.fingerprint, added.fingerprint, at]),
    cells: screen.cells + added.cells,
    cellNames: [...screen.cellNames, ...added.cellNames],
    obs: appendedColumns(screen, added, at.perturbationColumns, at.label, isControl),
    matrices: [...pairs.values()].map(({ info }) => info),
    genes: Object.fromEntries([...pairs].map(([path, { shared }]) => [path, shared.axis])),
    notes: [...screen.notes, note],
  };
  return {
    opened,
    blocks: (path, onBytes) => joinedBlocks(main, controls, path, pairs.get(path), onBytes),
    close() {
      main.close();
      controls.close();
    },
  };
}

/** Rows of var named by labels of the column. */
function perturbedGenes(opened: OpenedFile, column: string, lookup: GeneLookup): number[] {
  const labels = labelColumn(opened, column);
  if (labels === null) return [];
  const { parsed } = readPerturbationColumn(labels, lookup);
  return [...new Set(parsed.flatMap((label) => (label.role === 'perturbation' ? label.genes : [])))];
}

/** [cells of the file of controls] 1 for control cells. */
function controlCells(opened: OpenedFile, column: string, lookup: GeneLookup): Uint8Array {
  const own = opened.obs.find(({ name }) => name === column);
  if (own === undefined) return new Uint8Array(opened.cells).fill(1);
  const { values, parsed } = readPerturbationColumn(own, lookup);
  const namesControls = parsed.some(({ role }) => role === 'control');
  const isControl = Uint8Array.from(values.codes, (code) => {
    const role = parsed[code]?.role;
    return Number(namesControls ? role === 'control' : role !== 'perturbation');
  });
  if (!isControl.includes(1))
    throw new DatasetFailure({ tag: 'no-controls', file: opened.name, labels: values.labels });
  return isControl;
}

/** Progress counts the bytes of both files. */
async function* joinedBlocks(
  main: ExpressionSource,
  controls: ExpressionSource,
  path: string,
  pair: MatrixPair | undefined,
  onBytes: OnBytes,
): AsyncGenerator<Block> {
  if (pair === undefined) throw new DatasetFailure({ tag: 'no-matrix', file: main.opened.name });
  const { ofMain, ofControls, axis } = pair.shared;
  const genes = axis.index.length;
  const isWhole = genes === ofMain.length;
  const [own, added] = [main.opened.bytes, controls.opened.bytes];
  for await (const block of main.blocks(path, partOf(0, own, own + added, onBytes))) {
    if (isWhole) yield block;
    else yield* relocateBlock(block, { rowOfGene: ofMain, genes, cellsBefore: 0 });
  }
  const rest = partOf(own, added, own + added, onBytes);
  const place = { rowOfGene: ofControls, genes, cellsBefore: main.opened.cells };
  for await (const block of controls.blocks(pair.from, rest)) yield* relocateBlock(block, place);
}

/**
 * Columns of obs for the cells of both files. In columns without a perturbation, control cells have the values of their own file's column of
 * that name, else missing values.
 * @param perturbationColumns the chosen one first; in the others, the label fills missing values of control cells
 * @param isControl [cells of the file of controls] 0 for cells without the label
 */
function appendedColumns(
  main: OpenedFile,
  controls: OpenedFile,
  perturbationColumns: readonly string[],
  label: string,
  isControl: Uint8Array,
): AnnotationColumn[] {
  const [chosen, ...likely] = perturbationColumns;
  const known = new Set(main.obs.map(({ name }) => name));
  // Row names used as labels become a column, because the added cells have other names.
  const fromRows = known.has(chosen ?? '') ? null : labelColumn(main, chosen ?? null);
  return [...(fromRows === null ? [] : [fromRows]), ...main.obs].map((column) => {
    if (column.name === chosen) {
      const { labels, codes } = distinctValues(column);
      const asText = { kind: 'category' as const, name: column.name, categories: labels, codes };
      return labelled(extended(asText, undefined, controls.cells), main.cells, label, isControl);
    }
    const own = controls.obs.find(({ name }) => name === column.name);
    const both = extended(column, own, controls.cells);
    return likely.includes(column.name) ? labelled(both, main.cells, label, isControl) : both;
  });
}

/** Labels control cells (rows from `first` on) without a label. */
function labelled(
  column: AnnotationColumn,
  first: number,
  label: string,
  isControl: Uint8Array,
): AnnotationColumn {
  if (column.kind === 'number') return column;
  const known = column.categories.indexOf(label);
  const categories = known < 0 ? [...column.categories, label] : column.categories;
  const code = known < 0 ? column.categories.length : known;
  const codes = column.codes.map((own, cell) =>
    own < 0 && cell >= first && isControl[cell - first] === 1 ? code : own,
  );
  return { ...column, categories, codes };
}

/** The column with `cells` more rows, from `more` where it has the same kind, else missing. */
function extended(
  column: AnnotationColumn,
  more: AnnotationColumn | undefined,
  cells: number,
): AnnotationColumn {
  if (column.kind === 'number') {
    const values = new Float64Array(column.values.length + cells).fill(Number.NaN);
    values.set(column.values);
    if (more?.kind === 'number') values.set(more.values, column.values.length);
    return { ...column, values };
  }
  const codes = new Int32Array(column.codes.length + cells).fill(-1);
  codes.set(column.codes);
  if (more?.kind !== 'category') return { ...column, codes };
  // Categories of the first file keep their codes, duplicates included.
  const known = new Set(column.categories);
  const categories = [...column.categories, ...more.categories.filter((category) => !known.has(category))];
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  more.codes.forEach((own, cell) => {
    const category = more.categories[own];
    if (category !== undefined) codes[column.codes.length + cell] = codeOf.get(category) ?? -1;
  });
  return { ...column, categories, codes };
}
