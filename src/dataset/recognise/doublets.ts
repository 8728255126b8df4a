/**
 * Doublets of labels that were demultiplexed by Seurat: 'WT-rep1_STAT1-KO-rep0' in `HTO_classification` is two cells, as `HTO_classification.global` says.
 * And of donors: '0/1' in `assignment` of souporcell, as `status` says, and 'doublet' in `donor_id` of vireo.
 */
import type { AnnotationColumn, OpenedFile } from '../annotation';

const NO_LABEL = /^(?:doublets?|multiplets?|negatives?|unassigned)$/i;
const SINGLET = /^singlets?$/i;
const BY_STATUS = /^(?:souporcell[-_. ]?)?assignments?$/i;
const DONORS = /^(?:vireo[-_. ]?)?donor(?:[-_. ]?id)?$/i;

/** The file without the labels of cells that are no singlets; they count as cells without a label. */
export function withoutDoublets(opened: OpenedFile): OpenedFile {
  const byName = new Map(opened.obs.map((column) => [column.name, column]));
  const obs = opened.obs.map((column) => {
    const { name } = column;
    const called =
      byName.get(`${name}.global`) ??
      byName.get(`${name}_global`) ??
      (areClusters(column) ? byName.get(name.replace(/assignments?$/i, 'status')) : undefined) ??
      (DONORS.test(name) ? column : undefined);
    return called === undefined ? column : singletsOf(column, called);
  });
  return obs.some((column, at) => column !== opened.obs[at]) ? { ...opened, obs } : opened;
}

function areClusters(column: AnnotationColumn): boolean {
  return BY_STATUS.test(column.name) && column.kind === 'category' && column.categories.every(isCluster);
}

const isCluster = (value: string) => /^\d+(?:\/\d+)*$/.test(value);

function singletsOf(column: AnnotationColumn, called: AnnotationColumn): AnnotationColumn {
  if (column.kind !== 'category' || called.kind !== 'category') return column;
  const isKnown = (value: string) => SINGLET.test(value) || NO_LABEL.test(value) || called === column;
  const known = called.categories.every(isKnown) && called.categories.some((value) => NO_LABEL.test(value));
  if (!known) return column;
  const isNone = called.categories.map((value) => NO_LABEL.test(value));
  const codes = column.codes.map((code, cell) => (isNone[called.codes[cell] ?? -1] === true ? -1 : code));
  return { ...column, codes };
}
