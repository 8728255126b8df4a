/** Doublets of labels that were demultiplexed by Seurat: 'WT-rep1_STAT1-KO-rep0' in `HTO_classification` is two cells, as `HTO_classification.global` says. */
import type { AnnotationColumn, OpenedFile } from '../annotation';

const NO_LABEL = /^(?:doublets?|multiplets?|negatives?)$/i;
const SINGLET = /^singlets?$/i;

/** The file without the labels of cells that are no singlets; they count as cells without a label. */
export function withoutDoublets(opened: OpenedFile): OpenedFile {
  const byName = new Map(opened.obs.map((column) => [column.name, column]));
  const obs = opened.obs.map((column) => {
    const called = byName.get(`${column.name}.global`) ?? byName.get(`${column.name}_global`);
    return called === undefined ? column : singletsOf(column, called);
  });
  return obs.some((column, at) => column !== opened.obs[at]) ? { ...opened, obs } : opened;
}

function singletsOf(column: AnnotationColumn, called: AnnotationColumn): AnnotationColumn {
  if (column.kind !== 'category' || called.kind !== 'category') return column;
  const known = called.categories.every((value) => SINGLET.test(value) || NO_LABEL.test(value));
  if (!known) return column;
  const isNone = called.categories.map((value) => NO_LABEL.test(value));
  const codes = column.codes.map((code, cell) => (isNone[called.codes[cell] ?? -1] === true ? -1 : code));
  return { ...column, codes };
}
