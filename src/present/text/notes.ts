/** What the readers and the recognition did or found, as sentences. */
import type { Counted, DatasetNote } from '../../dataset/notes';
import { count, fold, capital, listOf, plural, sentence } from './format';
import { kindNames } from './names';
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
import type { GuideStrength } from '../../dataset/dataset';

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

/** What every note on a data set is turned into. */
export interface NoteText {
  readonly title: string;
  readonly detail: string;
  /** A person should look at it. */
  readonly attention: boolean;
}

/** The longer sentences on how files were read and what was put together, for notes. */

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

function joinedDetail({ samples, renamed }: Extract<DatasetNote, { tag: 'samples-joined' }>): string {
  const named = samples.map(({ name, count: cells }) => `${name} (${plural(cells, 'cell')})`);
  const names =
    renamed > 0
      ? ` ${plural(renamed, 'cell has a name', 'cells have a name')} that occurs in several samples; the sample now stands before it.`
      : '';
  return `Their genes are the same: ${listOf(named)}. The column “sample” says which one a cell is of.${names}`;
}

function withoutHeader({ rows, named }: Extract<DatasetNote, { tag: 'no-header' }>): string {
  const found = 'The table has no line of names: it begins with numbers like those of its other lines.';
  const taken =
    rows === 'genes'
      ? 'Rows were taken for genes and the cells are numbered.'
      : `Rows were taken for cells${named ? ', by their names,' : ''} and the genes are called gene_1, gene_2 and so on, in the order of the columns.`;
  return `${found} ${taken} If that is wrong, change what rows and the first line are (in a terminal --rows and --first-line).`;
}

function leftOutDetail(types: readonly Counted[]): string {
  return `They are left out: ${listOf(types.map(({ name, count: rows }) => `${name} (${count(rows)})`))}.`;
}

function genomesDetail(genomes: readonly string[], leftOut: readonly string[]): string {
  const chosen = `${listOf(genomes)} can be chosen as Matrix.`;
  const others = `Left out, because ${leftOut.length === 1 ? 'it has' : 'they have'} other cells: ${listOf(leftOut)}.`;
  return leftOut.length === 0 ? chosen : `${chosen} ${others}`;
}

/** What was found of guides and of what they did to their targets, as notes on the data set. */

type Note<Tag extends DatasetNote['tag']> = Extract<DatasetNote, { tag: Tag }>;

function guideCalls({ guides, threshold, one, several, none }: Note<'guide-calls'>): NoteText {
  const counted = `${cells(one)} one guide, ${count(several)} several and ${count(none)} none`;
  return {
    title: `${plural(guides, 'guide was', 'guides were')} called from UMI counts`,
    detail: `A guide counts where a cell has at least ${plural(threshold, 'UMI')} of it: ${counted}. Other thresholds stand under “Perturbation column”, each as a column of its own. A table with a label per cell, opened together with this file, goes before them.`,
    attention: true,
  };
}

function severalGuides(note: Note<'several-guides'>): NoteText {
  const { sameTarget, besideControl, severalTargets } = note;
  const parts = [
    ...(sameTarget > 0 ? [`${cells(sameTarget)} several guides of one gene`] : []),
    ...(besideControl > 0 ? [`${cells(besideControl)} a control guide beside another`] : []),
    ...(severalTargets > 0 ? [`${cells(severalTargets)} guides of several genes`] : []),
  ];
  return {
    title: 'Some cells carry several guides',
    detail: `${listOf(parts)}. Each counts under the genes that its label names; a rule under Quality leaves such cells out (in a terminal --most-guides 1).`,
    attention: false,
  };
}

function weakGuides({ guides, of }: Note<'weak-guides'>): NoteText {
  const named = guides.map(
    ({ guide, strength }) => `${guide} (${Math.max(0, Math.round(100 * strength))} %)`,
  );
  return {
    title: `${plural(guides.length, 'guide does', 'guides do')} little`,
    detail: `Surely less than half of what the other guides of the same gene do: ${listOf(named)}, of ${count(of)} that could be compared. All guides of a gene are taken together here: leave such guides out of the file if they do not work.`,
    attention: true,
  };
}

/** '6 with the others of their targets: 4 are alike, 1 does little (A_g2) and 1 is not clear'. */
export function comparedGuidesText(guides: readonly GuideStrength[]): string {
  const of = (verdict: GuideStrength['verdict']) => guides.filter((guide) => guide.verdict === verdict);
  const [alike, weak, unclear] = [of('alike').length, of('weak'), of('unclear').length];
  const parts = [
    ...(alike > 0 ? [plural(alike, 'is alike', 'are alike')] : []),
    ...(weak.length > 0
      ? [`${plural(weak.length, 'does little', 'do little')} (${listOf(weak.map(({ guide }) => guide))})`]
      : []),
    ...(unclear > 0 ? [plural(unclear, 'is not clear', 'are not clear')] : []),
  ];
  return `${count(guides.length)} with the others of their targets: ${listOf(parts)}`;
}

function targetsUnmoved({ kind, opposite, unclear, of }: Note<'targets-unmoved'>): NoteText {
  const wanted = kind === 'knockdown' ? 'fall' : 'rise';
  const unmoved = opposite.length + unclear.length;
  return {
    title: `${plural(unmoved, 'target does', 'targets do')} not change as it should`,
    detail: [
      `After ${kindNames[kind].toLowerCase()} a target’s mRNA should ${wanted}, as it does for ${count(of - unmoved)} of ${count(of)}.`,
      ...(opposite.length > 0 ? [`It moves the other way for ${listOf(opposite)}.`] : []),
      ...(unclear.length > 0 ? [`It does not move clearly for ${listOf(unclear)}.`] : []),
      'These perturbations may not have worked.',
    ].join(' '),
    attention: true,
  };
}

function cells(number: number): string {
  return plural(number, 'cell has', 'cells have');
}
