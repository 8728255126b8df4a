/**
 * 10x Genomics feature-barcode matrices in HDF5: version 3 (one group with features) and version 2 (one group per genome).
 * Stored by barcode, so cells are lines. Format:
 * https://www.10xgenomics.com/support/software/cell-ranger/latest/analysis/outputs/cr-outputs-h5-matrices
 */
import { tenxGroups } from '../../formats';
import type { DatasetNote } from '../../notes';
import type { FoundContent, FoundMatrix } from '../assemble';
import type { OnBytes } from '../bytes';
import { selectEntries } from '../geneRows';
import { type Hierarchy, float64Of } from '../hierarchy';
import { sparseReader } from '../storedMatrix';
import { namesAt } from '../columns';
import type { MatrixReader } from '../matrixReader';
import { type Features, type GuideRows, callGuides, genesOf } from './features';

/**
 * Several genomes (version 2) are several matrices; those with other cells than the genome with most cells are left out, with a note. Guides are
 * called in one pass over all entries. Throws `damaged-file`, `shape-mismatch`, `no-gene-expression`.
 */
export async function readTenX(file: Hierarchy, onBytes: OnBytes): Promise<FoundContent> {
  const notes: DatasetNote[] = [];
  const groups = tenxGroups(file)
    .map((path) => ({ path, barcodes: namesAt(file, `${path}/barcodes`) }))
    .toSorted((a, b) => b.barcodes.length - a.barcodes.length);
  const cellNames = groups[0]?.barcodes ?? [];
  const kept = groups.filter(({ barcodes }) => sameTexts(barcodes, cellNames));
  if (groups.length > 1) {
    const names = kept.map(({ path }) => path);
    const leftOut = groups.map(({ path }) => path).filter((path) => !names.includes(path));
    notes.push({ tag: 'genome-matrices', genomes: names, leftOut });
  }
  const matrices = kept.map(({ path }) => readGroup(file, path, cellNames.length, notes));
  const [guides] = matrices.flatMap((matrix) => matrix.guides ?? []);
  const called = guides === undefined ? [] : await callGuides(guides.reader, guides, notes, onBytes);
  return { format: '10x', cellNames, obs: called, matrices, notes };
}

interface Group extends FoundMatrix {
  readonly guides: (GuideRows & { readonly reader: MatrixReader }) | null;
}

function readGroup(file: Hierarchy, path: string, cells: number, notes: DatasetNote[]): Group {
  const features = readFeatures(file, path);
  const found = shapeOf(file, path);
  const rows = features.ids.length;
  if (found[0] !== rows || found[1] !== cells) {
    const expected = `${rows} × ${cells}, as many as there are features and barcodes,`;
    return file.mismatch(`${path}/shape`, expected, found.join(' × '));
  }
  const reader = sparseReader(file, path, 'csr', { cells, genes: rows });
  const { axis, rowOfFeature, guides } = genesOf(file.name, features, notes);
  return {
    path,
    axis,
    reader: onlyRows(reader, rowOfFeature, axis.index.length),
    guides: guides && { ...guides, reader: onlyRows(reader, guides.rowOfFeature, guides.names.length) },
  };
}

function readFeatures(file: Hierarchy, path: string): Features {
  const isTable = file.kindOf(`${path}/features`) === 'group';
  const [folder, id, name] = isTable ? [`${path}/features`, 'id', 'name'] : [path, 'genes', 'gene_names'];
  const ids = namesAt(file, `${folder}/${id}`);
  const column = (title: string) =>
    file.kindOf(`${folder}/${title}`) === 'missing' ? null : namesAt(file, `${folder}/${title}`, ids.length);
  return {
    ids,
    names: column(name) ?? ids,
    types: isTable ? column('feature_type') : null,
    genomes: isTable ? column('genome') : null,
    targets: isTable ? (column('target_gene_name') ?? column('target_gene_id')) : null,
  };
}

/** [features, barcodes] */
function shapeOf(file: Hierarchy, path: string): readonly number[] {
  const where = `${path}/shape`;
  if (file.kindOf(where) !== 'dataset') return file.damaged(where, 'The shape is missing.');
  const array = file.array(where);
  return [...float64Of(file.numbers(array, 0, array.shape[0] ?? 0))];
}

function onlyRows(reader: MatrixReader, rowOfFeature: Int32Array, genes: number): MatrixReader {
  if (genes === reader.genes) return reader;
  const read: MatrixReader['read'] = async (first, count) => {
    const block = await reader.read(first, count);
    return block.layout === 'dense' ? block : { ...block, ...selectEntries(block, rowOfFeature) };
  };
  return { ...reader, genes, read };
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, i) => text === other[i]);
}
