/** The longer sentences on how files were read and what was put together, for notes. */
import type { Counted, DatasetNote } from '../../dataset/annotation';
import { listOf, plural } from './format';
import { count } from './numbers';

export function controlsDetail(note: Extract<DatasetNote, { tag: 'controls-file' }>): string {
  const { leftOut, lacking, samples, matricesLeftOut } = note;
  return [
    'They were added to this file.',
    ...(lacking > 0
      ? [
          `${plural(lacking, 'gene')} that they do not measure ${lacking === 1 ? 'is' : 'are'} left out: ${samples.join(', ')}${lacking > samples.length ? ' …' : ''}.`,
        ]
      : []),
    ...(leftOut > 0
      ? [
          `${plural(leftOut, 'other cell')} of that file ${leftOut === 1 ? 'is' : 'are'} not used: not controls.`,
        ]
      : []),
    ...(matricesLeftOut.length > 0
      ? [`It has nothing like ${listOf(matricesLeftOut)}, which cannot be chosen any more.`]
      : []),
  ].join(' ');
}

export function joinedDetail({ samples, renamed }: Extract<DatasetNote, { tag: 'samples-joined' }>): string {
  const named = samples.map(({ name, count: cells }) => `${name} (${plural(cells, 'cell')})`);
  const names =
    renamed > 0
      ? ` ${plural(renamed, 'cell has a name', 'cells have a name')} that occurs in several samples; the sample now stands before it.`
      : '';
  return `Their genes are the same: ${listOf(named)}. The column “sample” says which one a cell is of.${names}`;
}

export function withoutHeader({ rows, named }: Extract<DatasetNote, { tag: 'no-header' }>): string {
  const found = 'The table has no line of names: it begins with numbers like those of its other lines.';
  const taken =
    rows === 'genes'
      ? 'Rows were taken for genes and the cells are numbered.'
      : `Rows were taken for cells${named ? ', by their names,' : ''} and the genes are called gene_1, gene_2 and so on, in the order of the columns.`;
  return `${found} ${taken} If that is wrong, change what rows and the first line are (in a terminal --rows and --first-line).`;
}

export function leftOutDetail(types: readonly Counted[]): string {
  return `They are left out: ${listOf(types.map(({ name, count: rows }) => `${name} (${count(rows)})`))}.`;
}

export function genomesDetail(genomes: readonly string[], leftOut: readonly string[]): string {
  const chosen = `${listOf(genomes)} can be chosen as Matrix.`;
  const others = `Left out, because ${leftOut.length === 1 ? 'it has' : 'they have'} other cells: ${listOf(leftOut)}.`;
  return leftOut.length === 0 ? chosen : `${chosen} ${others}`;
}
