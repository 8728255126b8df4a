/** Notes on a data set: what was read, inferred or left out, as title and detail. */
import type { DatasetNote } from '../../dataset/notes';
import type { RowNoun } from '../../dataset/rows';
import { formatThreeDigits } from '../../numerics/format';
import { count, fold, capital, joined, listOf, percent, plural, sentence } from './format';
import { noNetwork, targetsNeeded } from './targets';
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

export interface NoteText {
  readonly title: string;
  readonly detail: string;
  /** The user should check it. */
  readonly attention: boolean;
}

type Note<Tag extends DatasetNote['tag']> = Extract<DatasetNote, { readonly tag: Tag }>;

function info(title: string, detail: string): NoteText {
  return { title, detail, attention: false };
}

function warning(title: string, detail: string): NoteText {
  return { title, detail, attention: true };
}

const strandNames: Readonly<Record<NonNullable<Note<'one-sample-tables'>['strand']>, string>> = {
  unstranded: 'reads of both strands (the second)',
  forward: 'reads of the strand of the gene (the third), which has most of them,',
  reverse: 'reads of the opposite strand (the fourth), which has most of them,',
};

/** A tag without a sentence does not compile. */
const notes: { readonly [Tag in DatasetNote['tag']]: (note: Note<Tag>, row: RowNoun) => NoteText } = {
  transposed: ({ reason }) =>
    info('Rows are genes', `The table was transposed, to one row per cell or sample: ${sentence(reason)}`),
  'label-lines': ({ labels, namedBy, merged = [] }) =>
    info(
      'Several header lines were read as labels',
      joined(
        labels.length > 0 && `Each can be chosen as a column: ${listOf(labels, 8)}.`,
        merged.length > 0 &&
          `Empty cells in ${listOf(merged, 8)} have the label to their left, as merged cells are saved.`,
        namedBy === null
          ? 'None of them names the columns of the table, so these are numbered.'
          : `The columns of the table are named by the line ${namedBy === '' ? 'without a title' : `“${namedBy}”`}.`,
      ),
    ),
  'duplicate-genes': ({ names }) =>
    warning(
      `${plural(names.length, 'gene name occurs', 'gene names occur')} more than once`,
      `The first occurrence keeps its name, the others are numbered: ${listOf(names)}.`,
    ),
  'names-like-dates': ({ names }) =>
    warning(
      `${plural(names.length, 'gene name looks', 'gene names look')} like a date`,
      `Spreadsheets turn MARCH1 and SEPT7 into 1-Mar and 7-Sep, or into their numbers: ${listOf(names)}. Labels of these genes are not recognised, and two genes may have one name. Correct the names, or save the table again with names as text.`,
    ),
  'names-of-probes': ({ names }) =>
    warning(
      `${plural(names.length, 'gene has', 'genes have')} the name of an array probe`,
      `Perturbed genes are not found under such names (${listOf(names)}). Replace them by the gene symbols of the platform's table (GPL… in GEO, column “Gene Symbol”), and take the mean where several probes measure one gene.`,
    ),
  'further-targets': ({ labels, column, cells, example }, row) =>
    warning(
      `${column} names further targets in ${plural(cells, row)}`,
      `For example ${example}: only what ${labels} says counts in these ${row}s. If ${column} is a second guide, put both into one column (in Python: adata.obs['both'] = adata.obs['${labels}'].astype(str) + ',' + adata.obs['${column}'].astype(str)).`,
    ),
  'genes-in-rows': ({ rows, columns }) =>
    warning(
      'Rows and columns may be swapped',
      `Column names look like cells (${listOf(columns)}), row names do not (${listOf(rows)}). An AnnData file has cells in rows: transpose it (in Python: adata.T.write_h5ad('data.h5ad')).`,
    ),
  'labels-like-dates': ({ labels }) =>
    warning(
      `${plural(labels.length, 'label looks', 'labels look')} like a date`,
      `A spreadsheet has changed gene names such as MARCH1 (or MARC1), SEPT7 or OCT4 to ${listOf(labels)}; which ones is uncertain. Their cells are left out: correct the labels, or save the table again with names as text.`,
    ),
  lzf: ({ path }) => info('The values are compressed with LZF', `They were decompressed (at ${path}).`),
  'decimal-comma': () => info('Numbers use a decimal comma', 'They were read as decimal numbers.'),
  'rows-commented-out': ({ rows, line }) =>
    info(
      `${plural(rows, 'line begins', 'lines begin')} with # and ${rows === 1 ? 'was' : 'were'} left out`,
      `${rows === 1 ? `Line ${count(line)} has` : `Line ${count(line)} and the others have`} as many cells as a row. If ${rows === 1 ? 'it is a row' : 'they are rows'}, remove the # and open the table again.`,
    ),
  'no-header': (note) => warning('The first line was read as values', headerDetail(note)),
  'row-is-its-gene': ({ lowest, rows }) =>
    warning(
      'Each row was assigned to the gene with the same number',
      `The table has no labels and as many rows as genes, and ${count(lowest)} of ${count(rows)} genes have their minimum in the row of their own number. This suggests that each gene was perturbed in turn. If this is wrong, open a table with one label per row together with it.`,
    ),
  'matrices-left-out': ({ paths }) =>
    warning(
      `${listOf(paths)} cannot be read`,
      'Left out because of damage, a different shape or an unsupported encoding. The rest is used.',
    ),
  'features-left-out': ({ types }) =>
    info(
      plural(
        types.reduce((sum, { count: rows }) => sum + rows, 0),
        'row is not a gene',
        'rows are not genes',
      ),
      `Left out: ${listOf(types.map(({ name, count: rows }) => `${name} (${count(rows)})`))}.`,
    ),
  'guide-calls': ({ guides, threshold, mixed = 0, one, several, none }) =>
    warning(
      `${plural(guides, 'guide was', 'guides were')} called from UMI counts`,
      `A cell has a guide ${mixed > 0 ? `if a mixture model finds more UMIs of it than ambient${mixed < guides ? ` (${plural(mixed, 'guide')}); for the other guides, ` : ''}` : ''}${mixed < guides ? `if it has at least ${plural(threshold, 'UMI')} of it` : ''}. ${haveCells(one)} one guide, ${count(several)} several and ${count(none)} none. Thresholds are listed under “Perturbation column”, one column each. A table with one label per cell, opened together with this file, takes precedence.`,
    ),
  'many-guides': ({ column, perCell, sets, targets }) =>
    info(
      'Cells have several guides each',
      `Column “${column}” lists them: ${perCell} targets in a cell (median), ${count(sets)} different sets of ${count(targets)} targets. Effects of single targets come from a regression on all guides at once. The model uses each cell once per target, after the effects of its other targets are removed. To read each combination as a perturbation of its own, choose “${column}” as the perturbation column (in a terminal --multiplicity one).`,
    ),
  'perturbations-together': ({ labels }) =>
    warning(
      `${plural(labels.length, 'perturbation')} cannot be separated`,
      `They occur in the same cells, so the model gives each an equal share of their joint effect: ${listOf(labels)}. Leave them out of the labels, or read combinations as perturbations of their own.`,
    ),
  'several-guides': ({ sameTarget, besideControl, severalTargets }) => {
    const parts = [
      ...(sameTarget > 0 ? [`${haveCells(sameTarget)} several guides of one gene`] : []),
      ...(besideControl > 0 ? [`${haveCells(besideControl)} a control guide and another`] : []),
      ...(severalTargets > 0 ? [`${haveCells(severalTargets)} guides of several genes`] : []),
    ];
    return info(
      'Some cells have several guides',
      `${listOf(parts)}. All genes in the label count as perturbed; a rule under Quality excludes such cells (in a terminal --max-guides 1).`,
    );
  },
  'genes-of-genomes': ({ genomes }) =>
    warning(
      `The genes belong to ${plural(genomes.length, 'genome')}`,
      `All of them are used: ${listOf(genomes.map(({ name, count: genes }) => `${name} (${plural(genes, 'gene')})`))}.`,
    ),
  'genome-matrices': ({ genomes, leftOut }) =>
    warning(
      `The file has ${plural(genomes.length + leftOut.length, 'genome')}`,
      `${listOf(genomes)} can be chosen as Matrix.${leftOut.length === 0 ? '' : ` Left out, because ${leftOut.length === 1 ? 'it has' : 'they have'} other cells: ${listOf(leftOut)}.`}`,
    ),
  'targets-of-guides': ({ column, guides, known }) =>
    info(
      'Targets of guides were taken from the file',
      `The column “perturbed_genes” holds the genes that the file lists for the guides in ${column}: for ${count(known)} of ${plural(guides, 'guide')}. Others keep their names.`,
    ),
  'one-sample-tables': ({ samples, strand }) =>
    info(
      `${plural(samples.length, 'table')} of one sample each ${samples.length === 1 ? 'was' : 'were'} joined`,
      joined(
        `Each is named by its file: ${listOf(samples, 8)}. The column “sample” holds the names.`,
        strand !== null && `Of STAR's columns, the one with ${strandNames[strand]} was read.`,
      ),
    ),
  'samples-joined': ({ samples, renamed, leftOut, matricesLeftOut }) =>
    (leftOut === undefined && matricesLeftOut === undefined ? info : warning)(
      `${plural(samples.length, 'sample was', 'samples were')} joined`,
      joined(
        `${leftOut === undefined ? 'Their genes are identical: ' : ''}${listOf(samples.map(({ name, count: cells }) => `${name} (${plural(cells, 'cell')})`))}. The column “sample” holds the sample of each cell.`,
        leftOut !== undefined &&
          `${plural(leftOut.shared, 'gene')} that all samples measure ${leftOut.shared === 1 ? 'is' : 'are'} kept; ${plural(leftOut.genes, 'gene')} ${leftOut.genes === 1 ? 'is' : 'are'} left out: ${leftOut.names.join(', ')}${leftOut.genes > leftOut.names.length ? ' …' : ''}.`,
        matricesLeftOut !== undefined &&
          `Left out because samples were processed differently: ${listOf(matricesLeftOut)}.`,
        renamed > 0 &&
          `${plural(renamed, 'cell name occurs', 'cell names occur')} in several samples and now ${renamed === 1 ? 'starts' : 'start'} with the sample.`,
      ),
    ),
  modalities: ({ expression, guides, leftOut }) =>
    info(
      `Gene expression comes from the modality ${expression}`,
      joined(
        guides !== null && `Guides and columns of the cells come from ${guides} too.`,
        leftOut.length > 0 && `Left out: ${listOf(leftOut)}.`,
      ),
    ),
  'unfiltered-left-out': ({ file }) =>
    info('The filtered matrix was read', `${file} holds all droplets, most of them empty: it was left out.`),
  'spliced-counts': ({ genes }) =>
    info(
      'Spliced and ambiguous counts were added',
      `The file has spliced, unspliced (-U) and ambiguous (-A) counts of ${plural(genes, 'gene')}. Unspliced ones were left out, as is usual for whole cells; for nuclei, add them before opening the file.`,
    ),
  'labels-file': ({ file, matched, cells = matched, rows = matched }, row) =>
    (2 * matched < Math.min(cells, rows) ? warning : info)(
      `Columns of the ${row}s come from ${file}`,
      joined(
        `They were matched to ${plural(matched, row)} by name.`,
        2 * matched < Math.min(cells, rows) &&
          `It has ${plural(rows, 'row')}, and ${count(cells - matched)} of ${plural(cells, row)} are not among them${row === 'cell' ? ': barcodes of different samples can agree by chance' : ''}. Check that the file describes these ${row}s.`,
      ),
    ),
  'labels-by-position': ({ file, from }, row) =>
    info(
      'Labels were matched by position',
      `The ${row}s have no names, only numbers, and ${file} numbers its rows from ${from}: its first row is the first ${row}.`,
    ),
  'labels-from-words': ({ column, text, label }) =>
    warning(
      `Labels were read from words in ${column === 'row names' ? 'the names of samples' : `“${column}”`}`,
      `No column contains gene names only. Genes and control words that differ between samples became labels: “${text}” is ${label}. Check them, or open a table with one label per sample together with the file.`,
    ),
  'labels-from-columns': ({ names, isCounted }, row) =>
    info(
      `Labels come from columns of ${isCounted ? 'counts' : '0 and 1'}`,
      isCounted
        ? `A cell has a guide if a mixture model finds more counts of it than ambient or, where the model fails, five counts: ${listOf(names)}.`
        : `A ${row} has the perturbations whose column holds a 1: ${listOf(names)}. ${capital(row)}s without a 1 are the controls, unless a column marks the controls.`,
    ),
  'controls-from-column': ({ column, cells }, row) =>
    info(
      plural(cells, `${row} without a label is a control`, `${row}s without a label are controls`),
      `The column ${column} says so: they are labelled “control”.`,
    ),
  'controls-contradicted': ({ column, perturbed, unstated, labels }, row) =>
    warning(
      `${column} contradicts the labels`,
      joined(
        perturbed > 0 && `It calls ${plural(perturbed, `perturbed ${row}`)} controls.`,
        unstated > 0 && `It does not call ${plural(unstated, `control ${row}`)} controls.`,
        `The labels were used: ${listOf(labels)}. Check which of the two is right; in a terminal, --control names the control labels.`,
      ),
    ),
  'uncertain-guides': ({ file, cells }) =>
    info(
      `The guide of ${plural(cells, 'cell')} is uncertain`,
      `According to ${file}, its coverage is too low (good_coverage) or the droplet contained several cells (number_of_cells). They are treated as unlabelled.`,
    ),
  'controls-file': (note, row) =>
    info(`${plural(note.cells, `control ${row}`)} from ${note.file}`, controlsDetail(note, row)),
  'outside-not-kept': ({ genes, groups }) =>
    info(
      `${plural(genes, 'measured gene')} outside the network cannot be predicted`,
      `Their means under ${count(groups)} conditions take too much memory. Use fewer perturbations, or a file with fewer genes.`,
    ),
  'few-controls': ({ cells }) =>
    warning(
      `Only ${plural(cells, 'control')}`,
      'A model needs at least 20 as a reference: it compares each perturbation with the others instead, so that it cannot see an effect shared by all. Effects uses these controls. Add more if you have them.',
    ),
  'controls-without-time': ({ cells }, row) =>
    warning(
      `The ${plural(cells, `control ${row} has`, `control ${row}s have`)} no time`,
      `Perturbed ${row}s of every time point are compared with them.`,
    ),
  'times-without-controls': ({ controls, perturbed }) =>
    warning(
      `No controls at ${listOf(perturbed)}`,
      `Controls were measured at ${listOf(controls)}. Effects compares a perturbation only with others of its time then, so an effect shared by all cannot be seen. Without the column of times (in a terminal: --time-column none) it is compared with all controls, and what time changes counts as an effect.`,
    ),
  'ligands-in-labels': ({ labels }) =>
    warning(
      `${plural(labels.length, 'label names', 'labels name')} a protein that was added beside a perturbed gene`,
      `${listOf(labels)}: what was added is read as perturbed like the gene. Give it in a column of its own (such as stimulation, with none for the other cells) and the gene alone as the label: then effects are measured with and without it.`,
    ),
  synonyms: ({ found }) =>
    warning(
      `${plural(found.length, 'label uses', 'labels use')} another name of a gene`,
      `Matched by the tables of names (symbols, former symbols, aliases): ${listOf(found.map(({ label, targets }) => `${label} is ${targets.join(' and ')}`))}.`,
    ),
  'columns-in-doubt': ({ genes, leftOut }) =>
    warning(
      `${plural(genes.length + leftOut.length, 'numeric column is', 'numeric columns are')} in doubt`,
      joined(
        leftOut.length > 0 && `Not read as genes: ${listOf(leftOut)}.`,
        genes.length > 0 && `Read as genes: ${listOf(genes)}.`,
        'Check them under “Columns read as genes” (in a terminal: inspect, --not-genes and --as-genes).',
      ),
    ),
  'labels-unknown': ({ labels }, row) =>
    info(
      `${plural(
        labels.reduce((sum, { count: cells }) => sum + cells, 0),
        `${row} has`,
        `${row}s have`,
      )} an unknown perturbation`,
      `Left out: ${listOf(labels.map(({ name, count: cells }) => `${name === '' ? 'an empty label' : name} (${plural(cells, row)})`))}.`,
    ),
  'few-counts': ({ counts }, row) =>
    warning(
      `The median ${row} has only ${plural(counts, 'count')}`,
      `${row === 'cell' ? 'Measured on a sample of cells. ' : ''}So few counts are mostly noise, and effects will be uncertain. Check that this is the full matrix, not a subset of genes.`,
    ),
  'empty-cells': ({ share }, row) =>
    warning(
      `Nothing was counted in ${percent(share)} of the ${row === 'cell' ? 'sampled cells' : 'samples'}`,
      `The others have many counts, so part of the values may be lost, and effects look smaller. Leave these ${row}s out with the filter of counts per cell (in a terminal: --min-counts 1).`,
    ),
  'few-negative-values': ({ values, value, where }) =>
    warning(
      `${plural(values, 'value is', 'values are')} negative`,
      `The first is ${formatThreeDigits(value)} (${where}), among the cells that were sampled. So few suggest errors, or logarithms of less than one count per million (edgeR, voom), not scaled data. Correct them in the file (0 where nothing was counted; log2(CPM + 1)), or choose another matrix.`,
    ),
  'logged-twice': ({ maximum }) =>
    warning(
      'The values are logarithms of logarithms',
      `The values look like counts, raw or normalised, only after two logarithms are undone (largest value ${formatThreeDigits(maximum)}). Effects on highly expressed genes are flattened. Choose another matrix, such as one of counts, or undo one logarithm and save the file again (in Python: adata.X = numpy.expm1(adata.X)).`,
    ),
  'counts-with-fractions': ({ share, value }) =>
    warning(
      'The values are not counts',
      `${percent(share)} of them are not whole numbers, such as ${formatThreeDigits(value)}. As counts they would be normalised and log-transformed, perhaps a second time. Correct the setting under Values, for example to log-normalised, or choose a matrix of counts.`,
    ),
  'counts-transformed': ({ by, normalised }) =>
    warning(
      `The values are ${by === 'arcsinh' ? by : by.startsWith('l') ? 'logarithms' : 'square roots'} of ${normalised ? 'normalised counts' : 'counts'}`,
      joined(
        by === 'freeman-tukey' && 'Freeman and Tukey: √x + √(x + 1).',
        !normalised &&
          'They were not divided by the total of their cell, so a cell with more reads looks as if all its genes were higher.',
        !by.startsWith('l') && 'The setting under Values is different.',
        'Choose another matrix, such as one of counts, or save the counts themselves: they are normalised when they are read.',
      ),
    ),
  'binary-values': () =>
    warning(
      'All values are 0 or 1',
      'They show whether a gene was detected, not how strongly it is expressed: changes of genes that most cells express cannot be detected. Choose another matrix, such as one of counts.',
    ),
  'rounded-values': ({ maximum }) =>
    warning(
      'The values are whole numbers, but not counts',
      `They are at most ${formatThreeDigits(maximum)} and vary less than counts do, or hardly any is 1. They look like rounded logarithms or levels, and are used as logarithms. Choose a matrix of counts, or save the logarithms with decimals. If they are counts, choose that for Values.`,
    ),
  'scaled-by-gene': ({ variance, cut }) =>
    warning(
      'The values are scaled gene by gene',
      joined(
        variance !== null &&
          `The variance of nearly every gene is about ${formatThreeDigits(variance)}; that of measured expression differs tenfold between genes.`,
        cut !== null &&
          `The largest value, ${formatThreeDigits(cut.maximum)}, occurs ${count(cut.times)} times among the sampled cells: larger values were clipped.`,
        'Such values are not expression levels: noise of weakly expressed genes counts as much as effects, and clipped values are lost. Choose another matrix, such as one of counts, or save the file before scaling.',
      ),
    ),
  'corrected-values': ({ zeros }) =>
    warning(
      'The values are not as measured',
      joined(
        `In counts, even normalised or log-transformed, many genes of a cell have the same value. Here hardly two do, ${zeros === 0 ? 'and no value is 0' : 'and many values are barely larger than 0'}: this happens after batch correction (ComBat, Harmony), imputation (MAGIC, ALRA), scaling cut at 0, or in output of scVI.`,
        'Effects and p-values then also reflect the correction: noise is missing, or spread over genes. Choose a matrix of counts; training can correct for a batch column.',
      ),
    ),
  'values-below-one': ({ maximum }) =>
    warning(
      `The largest value is only ${formatThreeDigits(maximum)}`,
      'Log expression usually reaches 3 or more. These may be weights (TF-IDF), shares of a total over more genes, or values scaled to 1; log fold changes of such values are wrong. Choose another matrix, such as one of counts.',
    ),
  'logarithms-with-offset': ({ minimum, share }) =>
    warning(
      `${percent(share)} of the values equal the minimum, ${formatThreeDigits(minimum)}`,
      `They probably stand for 0, as in log2(x + 0.001). Convert them to log(x + 1), which is 0 there, and save the file again (in Python, for base 2: adata.X = numpy.log2(2.0**adata.X - 2.0**${minimum.toFixed(4)} + 1)).`,
    ),
  'z-scores': ({ variance, name }) =>
    warning(
      'The values are z-scores, scaled gene by gene',
      joined(
        variance !== null &&
          `They lie around 0, and the variance of nearly every gene is about ${formatThreeDigits(variance)}.`,
        name !== null && `The name “${name}” says so.`,
        'How strongly genes are expressed cannot be recovered from them. Choose another matrix, such as raw/X or a layer of counts, or open what was saved before scaling: counts or data of Seurat, raw_bulk or raw_singlecell of Replogle et al.',
      ),
    ),
  'targets-not-measured': ({ labels }) =>
    warning(
      `${plural(labels.length, 'perturbation has a target', 'perturbations have a target')} that is not measured`,
      `Effects shows what they change; training leaves them out: ${listOf(labels)}.`,
    ),
  'targets-file': ({ file, taken, absent, contradicted, ignored, unreadDoses, withoutUnit }) =>
    (contradicted.length + ignored.length + unreadDoses.length > 0 || taken === 0 ? warning : info)(
      `${plural(taken, 'label', 'labels')} of ${file} ${taken === 1 ? 'is' : 'are'} in the data`,
      joined(
        contradicted.length > 0 &&
          `It gives different targets, classes or doses for ${listOf(contradicted)}: these lines are not used.`,
        absent.length > 0 && `No cell has the label ${listOf(absent)}.`,
        ignored.length > 0 && `Not read: column ${listOf(ignored)}.`,
        unreadDoses.length > 0 &&
          `Not read: the dose of ${listOf(unreadDoses)}, which is not a number with a unit such as µM, ng/ml or ×.`,
        withoutUnit.length > 0 &&
          `The dose of ${listOf(withoutUnit)} has no unit: give one in a column “unit”.`,
        'Measured targets count as perturbed genes; other labels become separate inputs.',
      ),
    ),
  'targets-latent': ({ labels }) =>
    info(
      `${plural(labels.length, 'perturbation has', 'perturbations have')} no measured target`,
      `They enter the network as inputs that act on measured genes. Their own level, and what regulates them, cannot be learned: ${listOf(labels)}.`,
    ),
  'labels-are-drugs': ({ labels }) =>
    warning(
      'Labels name drugs, not genes',
      `No label is a measured gene: ${listOf(labels)}. Choose another column of labels, or of names of genes.`,
    ),
  'effects-only': ({ labels }) =>
    info(
      `${listOf(labels)} is the only perturbation, and not measured`,
      `Effects shows what it changes. ${noNetwork} ${targetsNeeded}`,
    ),
  'labels-of-many-guides': ({ example, parts }) =>
    warning(
      'A label names many guides',
      `Labels such as “${example.length > SHOWN_OF_LABEL ? `${example.slice(0, SHOWN_OF_LABEL)}…` : example}” have ${count(parts)} parts (median), and none is a gene. In screens of high multiplicity (Gasperini et al. 2019) a cell has dozens of guides, mostly against enhancers, and no cells share a perturbation. Effects of single guides have to be tested across all cells, for example with SCEPTRE. If guides target genes, choose a column with one or few of them for each cell.`,
    ),
  'labels-not-genes': ({ labels }, row) =>
    warning(
      plural(labels.length, 'label is not a gene name', 'labels are not gene names'),
      `Training leaves out ${row}s with these labels: ${listOf(labels)}. If one of them names untreated ${row}s, choose it as the control label.`,
    ),
  'cells-without-label': ({ cells }, row) =>
    info(`${plural(cells, `${row} has`, `${row}s have`)} no usable label`, 'They are left out.'),
  'small-condition': ({ label, cells }, row) =>
    warning(
      `${label} has only ${plural(cells, row)}`,
      'Its effect will be uncertain: interpret its edges with care, or hold it out of training.',
    ),
  'rules-set': ({ rules }, row) =>
    info(
      `${plural(Object.keys(rules).length, 'quality rule is', 'quality rules are')} set`,
      `${capital(listOf(rulesTexts(rules, row), 6))}.`,
    ),
  'guides-filtered': (note, row) =>
    warning(
      filteredGuidesTitle(note, row),
      'Without this rule (under Quality), all genes in their labels count as perturbed.',
    ),
  'cells-filtered': (note, row) => warning(filteredCellsTitle(note, row), failedRulesText(note.rules, row)),
  'cells-escaped': ({ cells, perturbations }) =>
    warning(
      `${count(perturbations.reduce((sum, one) => sum + one.count, 0))} of ${count(cells)} cells carry a guide but probably do not respond; they are left out of the model`,
      `Left out of ${listOf(perturbations.map((one) => `${one.name} (${count(one.count)})`))}. Effects are measured with all cells.`,
    ),
  'perturbations-too-small': ({ perturbations, fewest }, row) =>
    warning(
      smallPerturbationsTitle(perturbations.length, fewest, row),
      smallPerturbationsText(perturbations),
    ),
  'genes-filtered': (note, row) => warning(filteredGenesTitle(note), filteredGenesText(note, row)),
  'regulators-not-modelled': ({ names }) =>
    warning(
      `${plural(names.length, 'candidate regulator is', 'candidate regulators are')} not among the modelled genes`,
      `They are left out: ${listOf(names)}.`,
    ),
  'genes-not-found': ({ names }) =>
    warning(
      `${plural(names.length, 'listed gene was', 'listed genes were')} not found`,
      `Check the spelling: ${listOf(names)}.`,
    ),
  'one-sample-per-condition': () =>
    warning(
      'There is one sample per condition',
      'These are bulk data: cell-to-cell variation cannot be used, and effects have no error bars.',
    ),
  'few-cells-each': ({ most }) =>
    info(
      `No perturbation has more than ${plural(most, 'cell')}`,
      'So few rows are often bulk samples. These are taken for single cells: most values are 0, and many of the others are one count.',
    ),
  'cells-subsampled': ({ kept, cells, meansOfKept }) =>
    meansOfKept
      ? info(
          `${count(kept)} of ${count(cells)} cells are used`,
          'There are too many conditions, batches and genes to sum over all cells. Means and variances come from a random sample, stratified by condition and the same every time. With fewer genes, or without a batch column, every cell is used.',
        )
      : info(
          `${count(kept)} of ${count(cells)} cells are kept as single cells`,
          'Means and variances use all cells. The kept cells are a random sample, stratified by condition and the same every time; training uses them where it needs single cells.',
        ),
  'batches-without-controls': ({ batches }, row) =>
    warning(
      `${plural(batches.length, 'batch has', 'batches have')} fewer than 20 control ${row}s`,
      `${capital(row)}s of ${listOf(batches)} are compared with controls of other batches, so batch differences may look like effects.`,
    ),
  'confounded-with-batch': ({ labels, batches, controls, unused }, row) =>
    batches === undefined || controls === undefined
      ? warning(
          `${plural(labels.length, 'perturbation is', 'perturbations are')} confounded with a batch`,
          `No other condition was measured in the batch of ${listOf(labels)}, so the effects of batch and perturbation cannot be separated. Treat ${labels.length === 1 ? 'its' : 'their'} effects as unknown.`,
        )
      : warning(
          `${plural(labels.length, 'perturbation lies', 'perturbations lie')} in ${plural(batches.length, 'batch', 'batches')} with ${plural(controls, `control ${row}`)}`,
          joined(
            `All ${row}s of ${listOf(labels)} are in ${listOf(batches)}${unused === undefined ? '' : ` (column ${unused}, which is not used as batch)`}, and their controls in other batches: effects of batch and perturbation cannot be separated.`,
            `Treat ${labels.length === 1 ? 'its effects' : 'their effects'} as unknown, or add controls from ${batches.length === 1 ? 'this batch' : 'these batches'}.`,
          ),
        ),
  contexts: ({ column, contexts, told }, row) => {
    const shares = contexts.map(({ count: cells, controls }) => controls / cells);
    const [least, most] = [Math.min(...shares), Math.max(...shares)];
    const isUnequal = most > UNEQUAL_CONTROLS * least;
    const of = `${column} is ${listOf(contexts.map(({ name, count: cells }) => `${name} (${plural(cells, row)})`))}`;
    const unequal =
      isUnequal &&
      `Controls make up ${percent(least)} to ${percent(most)} of their ${row}s, so a difference between contexts may look like an effect`;
    if (told)
      return info(
        `Effects are measured separately by ${column}`,
        joined(
          `${of}. One network is learned from all of them; to use one alone, choose it under Contexts.`,
          unequal && `${unequal} to the network; choose ${column} as batch too.`,
        ),
      );
    return (isUnequal ? warning : info)(
      `The ${plural(contexts.length, 'value')} of ${column} are read as one screen`,
      joined(
        `${of}: effects are means over them.`,
        unequal && `${unequal}.`,
        `Choose ${column} under Contexts to measure effects per value or use one value only, or under Batch to compare ${row}s with their own controls.`,
      ),
    );
  },
  'one-context': ({ column, context, cells, of }, row) =>
    info(
      `Only ${row}s whose ${column} is ${context} are used`,
      `These are ${count(cells)} of ${plural(of, row)}.`,
    ),
  'context-unusable': ({ column, values, fault }, row) =>
    warning(
      `Effects are not measured separately by ${column}`,
      `${
        {
          'one-value': `All ${row}s have the same value.`,
          'many-values': `It has ${count(values)} values; at most 20 can be contexts.`,
          perturbations:
            'Each value has a perturbation of its own, so contexts and perturbations cannot be separated.',
        }[fault]
      } All ${row}s are read as one context. Choose another column under Contexts, such as cell type or stimulation.`,
    ),
  'kind-unlike-change': ({ kind, change, suggested }) =>
    warning(
      `The targets do not change as expected after ${kindNames[kind].toLowerCase()}`,
      `Their own expression changes by ${fold(change)} (median). If the perturbation is ${kindNames[suggested].toLowerCase()}${suggested === 'overexpression' ? ', or an inhibitor that blocks the activity of its target' : ''}, change the perturbation kind.`,
    ),
};

const SHOWN_OF_LABEL = 60;
/** Ratio of the shares of controls in two contexts. */
const UNEQUAL_CONTROLS = 1.5;

export function describeNote<Tag extends DatasetNote['tag']>(
  note: Note<Tag> & { readonly tag: Tag },
  row: RowNoun = 'cell',
): NoteText {
  return notes[note.tag](note, row);
}

/** Notes to check first; several small conditions are merged into one note. @param row what the rows of the data set are */
export function describeNotes(all: readonly DatasetNote[], row: RowNoun = 'cell'): readonly NoteText[] {
  const small = all.filter((note) => note.tag === 'small-condition');
  const texts = all
    .filter((note) => small.length < 2 || note.tag !== 'small-condition')
    .map((note) => describeNote(note, row));
  return [
    ...texts.filter(({ attention }) => attention),
    ...(small.length < 2 ? [] : [describeSmall(small, row)]),
    ...texts.filter(({ attention }) => !attention),
  ];
}

/** Title and detail of each, on one line. */
export function noteSentences(all: readonly DatasetNote[]): readonly string[] {
  return describeNotes(all).map(({ title, detail }) => `${title}. ${detail}`);
}

function describeSmall(small: readonly Note<'small-condition'>[], row: RowNoun): NoteText {
  const groups = small
    .toSorted((a, b) => a.cells - b.cells)
    .map(({ label, cells }) => `${label} with ${count(cells)}`);
  const more = small.reduce((sum, note) => sum + (note.more ?? 0), 0);
  return warning(
    `${plural(groups.length + more, 'condition')} have few ${row}s`,
    `${listOf(groups)}${more > 0 ? `, and ${count(more)} more` : ''}. Their effects will be uncertain.`,
  );
}

function controlsDetail(
  { leftOut, lacking, samples, matricesLeftOut }: Note<'controls-file'>,
  row: RowNoun,
): string {
  return joined(
    'They were added to this file.',
    lacking > 0 &&
      `${plural(lacking, 'gene')} that they do not measure ${lacking === 1 ? 'is' : 'are'} left out: ${samples.join(', ')}${lacking > samples.length ? ' …' : ''}.`,
    leftOut > 0 &&
      `${plural(leftOut, `other ${row}`)} of that file ${leftOut === 1 ? 'is not a control and is not used' : 'are not controls and are not used'}.`,
    matricesLeftOut.length > 0 &&
      `It has no equivalent of ${listOf(matricesLeftOut)}, which can no longer be chosen.`,
  );
}

function headerDetail({ rows, named }: Note<'no-header'>): string {
  const found =
    'The table has no header line: its first line contains numbers like those of the other lines.';
  const reading =
    rows === 'genes'
      ? 'Rows were read as genes and the cells are numbered.'
      : `Rows were read as cells${named ? ', by their names,' : ''} and the genes are called gene_1, gene_2 and so on, in the order of the columns.`;
  return `${found} ${reading} If this is wrong, change the shape of the table (in a terminal --rows and --first-line).`;
}

function haveCells(number: number): string {
  return plural(number, 'cell has', 'cells have');
}
