/** What the readers and the recognition did or found, as sentences. `attention`: a person should look at it. */
import type { Counted, DatasetNote } from '../dataset/annotation';
import type { PerturbationKind } from '../dataset/mapping';
import { count, fold } from './numbers';
import { listOf, plural, sentence } from './format';

export interface NoteText {
  readonly title: string;
  readonly detail: string;
  readonly attention: boolean;
}

export const kindNames: Readonly<Record<PerturbationKind, string>> = {
  knockout: 'Knockout',
  knockdown: 'Knockdown',
  overexpression: 'Overexpression or activation',
};

export function describeNote(note: DatasetNote): NoteText {
  switch (note.tag) {
    case 'transposed':
      return {
        title: 'Genes and cells were swapped',
        detail: `The table has genes as rows; it was turned round: ${sentence(note.reason)}`,
        attention: false,
      };
    case 'duplicate-genes':
      return {
        title: `${plural(note.names.length, 'gene name occurs', 'gene names occur')} more than once`,
        detail: `Only the first of each keeps its name, the others get a number: ${listOf(note.names)}.`,
        attention: true,
      };
    case 'lzf':
      return {
        title: 'The numbers are packed with LZF',
        detail: `They were unpacked with the matching plugin (at ${note.path}).`,
        attention: false,
      };
    case 'decimal-comma':
      return {
        title: 'Numbers are written with a comma',
        detail: 'They were read as decimal numbers.',
        attention: false,
      };
    case 'features-left-out':
      return {
        title: plural(total(note.types), 'row is not a gene', 'rows are not genes'),
        detail: leftOutDetail(note.types),
        attention: countsGuides(note.types),
      };
    case 'genes-of-genomes':
      return {
        title: `The genes belong to ${plural(note.genomes.length, 'genome')}`,
        detail: `All of them are used: ${listOf(note.genomes.map(({ name, count: genes }) => `${name} (${plural(genes, 'gene')})`))}.`,
        attention: true,
      };
    case 'genome-matrices':
      return {
        title: `The file has ${plural(note.genomes.length + note.leftOut.length, 'genome')}`,
        detail: genomesDetail(note.genomes, note.leftOut),
        attention: true,
      };
    case 'labels-file':
      return {
        title: `Labels come from ${note.file}`,
        detail: `They were matched to ${plural(note.matched, 'cell')} by name.`,
        attention: false,
      };
    case 'controls-file':
      return {
        title: `${plural(note.cells, 'control cell')} from ${note.file}`,
        detail: controlsDetail(note),
        attention: false,
      };
    case 'few-controls':
      return {
        title: `Only ${plural(note.cells, 'control cell')}`,
        detail:
          'Fewer than 20 are no reference: each perturbation is compared with the mean of all cells instead, so an effect that all share cannot be seen. Add more control cells if you have them.',
        attention: true,
      };
    case 'controls-without-time':
      return {
        title: `The ${plural(note.cells, 'control cell has', 'control cells have')} no time`,
        detail: 'Perturbed cells of every time point are compared with them.',
        attention: true,
      };
    case 'targets-not-measured':
      return {
        title: `${plural(note.labels.length, 'perturbation has a target', 'perturbations have a target')} that is not measured`,
        detail: `They cannot be learned from and are left out: ${listOf(note.labels)}.`,
        attention: true,
      };
    case 'labels-not-genes':
      return {
        title: `${plural(note.labels.length, 'label is', 'labels are')} no gene name`,
        detail: `Cells with these labels are left out: ${listOf(note.labels)}. If one of them names untreated cells, choose it as the control label.`,
        attention: true,
      };
    case 'cells-without-label':
      return {
        title: `${plural(note.cells, 'cell has', 'cells have')} no usable label`,
        detail: 'They are left out.',
        attention: false,
      };
    case 'small-condition':
      return {
        title: `${note.label} has only ${plural(note.cells, 'cell')}`,
        detail: 'Its effect will be uncertain: read its edges with care, or hold it out of training.',
        attention: true,
      };
    case 'regulators-not-modelled':
      return {
        title: `${plural(note.names.length, 'candidate regulator is', 'candidate regulators are')} not among the modelled genes`,
        detail: `They are left out: ${listOf(note.names)}.`,
        attention: true,
      };
    case 'genes-not-found':
      return {
        title: `${plural(note.names.length, 'pasted gene was', 'pasted genes were')} not found`,
        detail: `Check their spelling: ${listOf(note.names)}.`,
        attention: true,
      };
    case 'one-sample-per-condition':
      return {
        title: 'There is one sample per condition',
        detail: 'These are bulk data: how cells vary cannot be used, and no effect has an error bar.',
        attention: true,
      };
    case 'cells-subsampled':
      return {
        title: `${count(note.kept)} of ${count(note.cells)} cells are used`,
        detail: 'They were drawn by chance, alike from all conditions, and the same ones every time.',
        attention: false,
      };
    case 'kind-unlike-change':
      return {
        title: `The targets do not behave like a ${kindNames[note.kind].toLowerCase()}`,
        detail: `Their own expression changes by ${fold(note.change)} (median). If the screen is rather ${kindNames[note.suggested].toLowerCase()}, change the perturbation kind.`,
        attention: true,
      };
    default:
      return note satisfies never;
  }
}

/** All of them, those to look at first; several small groups of cells are one. */
export function describeNotes(notes: readonly DatasetNote[]): readonly NoteText[] {
  const small = notes.filter((note) => note.tag === 'small-condition');
  const texts = notes.filter((note) => small.length < 2 || note.tag !== 'small-condition').map(describeNote);
  return [
    ...texts.filter(({ attention }) => attention),
    ...(small.length < 2 ? [] : [describeSmall(small)]),
    ...texts.filter(({ attention }) => !attention),
  ];
}

function describeSmall(notes: readonly Extract<DatasetNote, { tag: 'small-condition' }>[]): NoteText {
  const smallestFirst = notes.toSorted((a, b) => a.cells - b.cells);
  const groups = smallestFirst.map(({ label, cells }) => `${label} with ${count(cells)}`);
  const more = notes.reduce((sum, note) => sum + (note.more ?? 0), 0);
  return {
    title: `${plural(groups.length + more, 'group')} of cells are small`,
    detail: `${listOf(groups)} cells${more > 0 ? `, and ${count(more)} more` : ''}. Their effects will be uncertain.`,
    attention: true,
  };
}

function total(types: readonly Counted[]): number {
  return types.reduce((sum, { count: rows }) => sum + rows, 0);
}

function countsGuides(types: readonly Counted[]): boolean {
  return types.some(({ name }) => /crispr|guide/i.test(name));
}

function leftOutDetail(types: readonly Counted[]): string {
  const named = types.map(({ name, count: rows }) => `${name} (${count(rows)})`);
  const leftOut = `They are left out: ${listOf(named)}.`;
  return countsGuides(types)
    ? `${leftOut} Which guide a cell got is not read from these counts yet: a table with a label per cell, opened together with this file, tells it, such as protospacer_calls_per_cell.csv.`
    : leftOut;
}

function genomesDetail(genomes: readonly string[], leftOut: readonly string[]): string {
  const chosen = `${listOf(genomes)} can be chosen as Matrix.`;
  const others = `Left out, because ${leftOut.length === 1 ? 'it has' : 'they have'} other cells: ${listOf(leftOut)}.`;
  return leftOut.length === 0 ? chosen : `${chosen} ${others}`;
}

function controlsDetail(note: Extract<DatasetNote, { tag: 'controls-file' }>): string {
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
