/** What the readers and the recognition did or found, as sentences. */
import type { Counted, DatasetNote } from '../../dataset/annotation';
import { controlsDetail, genomesDetail, joinedDetail, leftOutDetail, withoutHeader } from './fileNotes';
import { count, fold } from './numbers';
import { capital, listOf, plural, sentence } from './format';
import { guideCalls, severalGuides, targetsUnmoved, weakGuides } from './guides';
import { kindNames } from './kinds';
import type { NoteText } from './noteText';
import {
  failedRulesText,
  filteredCellsTitle,
  filteredGenesText,
  filteredGenesTitle,
  filteredGuidesTitle,
  rulesTexts,
  smallPerturbationsText,
  smallPerturbationsTitle,
} from './quality';

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
    case 'no-header':
      return {
        title: 'The first line was read as values',
        detail: withoutHeader(note),
        attention: true,
      };
    case 'row-is-its-gene':
      return {
        title: 'Each row was taken for the gene at its place',
        detail: `The table has no labels and as many rows as genes, and ${count(note.lowest)} of ${count(note.rows)} genes are lowest in the row of their own number, as where each was perturbed in turn. If the rows are something else, open a table with a label per row together with it.`,
        attention: true,
      };
    case 'features-left-out':
      return {
        title: plural(total(note.types), 'row is not a gene', 'rows are not genes'),
        detail: leftOutDetail(note.types),
        attention: false,
      };
    case 'guide-calls':
      return guideCalls(note);
    case 'several-guides':
      return severalGuides(note);
    case 'weak-guides':
      return weakGuides(note);
    case 'targets-unmoved':
      return targetsUnmoved(note);
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
    case 'samples-joined':
      return {
        title: `${plural(note.samples.length, 'sample was', 'samples were')} joined`,
        detail: joinedDetail(note),
        attention: false,
      };
    case 'labels-file':
      return {
        title: `Labels come from ${note.file}`,
        detail: `They were matched to ${plural(note.matched, 'cell')} by name.`,
        attention: false,
      };
    case 'uncertain-guides':
      return {
        title: `The guide of ${plural(note.cells, 'cell')} is uncertain`,
        detail: `${note.file} says that it was read too seldom (good_coverage) or that the droplet held several cells (number_of_cells). They count as cells without a label.`,
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
    case 'synonyms':
      return {
        title: `${plural(note.found.length, 'label uses', 'labels use')} another name of a gene`,
        detail: `Found by the names that HGNC lists for it: ${listOf(note.found.map(({ label, targets }) => `${label} is ${targets.join(' and ')}`))}.`,
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
    case 'rules-set':
      return {
        title: plural(Object.keys(note.rules).length, 'rule decides', 'rules decide') + ' what takes part',
        detail: `${capital(listOf(rulesTexts(note.rules), 6))}.`,
        attention: false,
      };
    case 'guides-filtered':
      return {
        title: filteredGuidesTitle(note),
        detail: 'Without this rule, under Quality, each counts under the genes that its label names.',
        attention: true,
      };
    case 'cells-filtered':
      return {
        title: filteredCellsTitle(note),
        detail: failedRulesText(note.rules),
        attention: true,
      };
    case 'perturbations-too-small':
      return {
        title: smallPerturbationsTitle(note.perturbations.length, note.fewest),
        detail: smallPerturbationsText(note.perturbations),
        attention: true,
      };
    case 'genes-filtered':
      return {
        title: filteredGenesTitle(note),
        detail: filteredGenesText(note),
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
    case 'escaping-cells':
      return {
        title: `Some cells of ${plural(note.perturbations.length, 'perturbation looks', 'perturbations look')} like controls`,
        detail: escapingDetail(note.perturbations),
        attention: true,
      };
    case 'batches-without-controls':
      return {
        title: `${plural(note.batches.length, 'batch has', 'batches have')} fewer than 20 control cells`,
        detail: `Cells of ${listOf(note.batches)} are compared with controls of other batches, so what differs between batches may look like an effect.`,
        attention: true,
      };
    case 'confounded-with-batch':
      return {
        title: `${plural(note.labels.length, 'perturbation')} cannot be told from a batch`,
        detail: `Nothing else was measured beside ${listOf(note.labels)} to compare with: what the batch does and what the perturbation does are one. Read ${note.labels.length === 1 ? 'its' : 'their'} effects as unknown.`,
        attention: true,
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

function escapingDetail(
  perturbations: Extract<DatasetNote, { tag: 'escaping-cells' }>['perturbations'],
): string {
  const shares = perturbations.map(({ label, share }) => `${label} (about ${Math.round(100 * share)} %)`);
  return `Cells that look like controls: ${listOf(shares)}. The perturbation may not have worked in them; effects are understated by as much.`;
}

function total(types: readonly Counted[]): number {
  return types.reduce((sum, { count: rows }) => sum + rows, 0);
}
