/** Findings of inspect in short blocks for a terminal. */
import { formats } from '../../dataset/formats';
import type { PerturbationLabel } from '../../dataset/recognition';
import { capital, listOf, plural, sentence, count, fileSize } from '../../present/text/format';
import { genesInModel } from '../../present/text/mapping';
import type { Findings } from './findings';
import { labelled, table, wrapped } from '../lines';

const shownGroups = 20;
const shownColumns = 20;
const longestCell = 32;

/** Ends with a line feed. `columns`: line width, exceeded only by long names and tables. */
export function findingsText(findings: Findings, columns: number): string {
  const blocks = [
    headOf(findings),
    recognisedOf(findings, columns),
    columnsOf(findings, columns),
    groupsOf(findings),
    qualityOf(findings, columns),
    notesOf(findings, columns),
    verdictOf(findings, columns),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function headOf({ file }: Findings): string[] {
  return [
    file.name,
    `${formats[file.format].name}, ${plural(file.cells, file.rows)} × ${count(file.genes)} genes, ${fileSize(file.bytes)}`,
  ];
}

function recognisedOf({ recognised, columns: inFile, matrices, mapping, file }: Findings, columns: number) {
  const left = 2 + Math.max(...recognised.map(({ label }) => label.length));
  const rows = recognised.flatMap(({ label, value, samples, reason, certainty }) => {
    const how = certainty === null ? '' : ` (${certainty})`;
    const seen = samples.length === 0 ? '' : ` In the file: ${samples.join(', ')}`;
    return [
      ...labelled(label, `${value}${how}`, left, columns),
      ...(reason === '' ? [] : labelled('', `${sentence(reason)}${seen}`, left, columns)),
    ];
  });
  const names = inFile.map(({ name }) => name);
  const others = matrices.filter(({ path }) => path !== mapping.matrix).map(({ path }) => path);
  return [
    ...rows,
    ...(names.length > 0 ? labelled('Columns', listOf(names, shownColumns), left, columns) : []),
    ...(others.length > 0 ? labelled('Other matrices', listOf(others, shownColumns), left, columns) : []),
    ...labelled('Genes in the model', genesInModel(mapping.genes.total, file.genes), left, columns),
  ];
}

/** Numeric columns of a table that are no plain genes, those in doubt first and with a question mark. */
function columnsOf({ genes }: Findings, columns: number): string[] {
  if (genes.columns.length === 0) return [];
  const ordered = genes.columns.toSorted((a, b) => Number(b.isDoubtful) - Number(a.isDoubtful));
  const shown = ordered.slice(0, shownGroups);
  const left = 2 + Math.max(...shown.map(({ name }) => shortened(name).length));
  const more = ordered.length - shown.length;
  return [
    `Columns read as genes: ${count(genes.taken)}, without those called “not a gene”`,
    ...shown.flatMap(({ name, isGene, isDoubtful, why }) =>
      labelled(
        shortened(name),
        `${isGene ? 'gene' : 'not a gene'}${isDoubtful ? '?' : ''}. ${why}`,
        left,
        columns,
      ),
    ),
    ...(more > 0 ? [`and ${plural(more, 'more column')} (--json lists all)`] : []),
    ...wrapped('--not-genes and --as-genes change this.', columns),
  ];
}

/** One line per label, the largest group first, with a column per time point if there are several. */
function groupsOf({ file, labels, conditions }: Findings): string[] {
  if (labels.length === 0) return [];
  const times = conditions.times.length > 1 ? conditions.times : [];
  const timesOf = new Map(conditions.rows.map((row) => [row.label, row.cells]));
  const groups = labels.toSorted((a, b) => b.cells - a.cells);
  const rows = groups.slice(0, shownGroups).map((group) => {
    const cells = timesOf.get(group.label) ?? [];
    return [
      shortened(group.label),
      roleOf(group),
      ...times.map((_, at) => inFigures(cells[at])),
      count(group.cells),
    ];
  });
  const more = groups.length - rows.length;
  return [
    ...table([['Label', 'Perturbed', ...times, `${file.rows}s`], ...rows], 2),
    ...(more > 0 ? [`and ${count(more)} more ${more === 1 ? 'group' : 'groups'} (--json lists all)`] : []),
  ];
}

const inFigures = (cells: number | undefined) => (cells === undefined ? '' : count(cells));

function roleOf({ role, targets }: PerturbationLabel): string {
  switch (role) {
    case 'control':
      return 'control';
    case 'perturbation':
      return shortened(targets.join(' + '));
    case 'unrecognised':
    case 'left-out':
      return 'not used';
    default:
      return role satisfies never;
  }
}

function shortened(name: string): string {
  const line = name.replaceAll(/\s+/g, ' ');
  return line.length > longestCell ? `${line.slice(0, longestCell - 1)}…` : line;
}

/** A summary; `--json` has every perturbation and guide. */
function qualityOf({ file, qualityText }: Findings, columns: number): string[] {
  if (qualityText === null) return [];
  const left = 2 + 'Targets'.length;
  if ('missing' in qualityText) return labelled('Quality', qualityText.missing, left, columns);
  return [
    ...labelled(`${capital(file.rows)}s`, qualityText.cells, left, columns),
    ...(qualityText.targets === '' ? [] : labelled('Targets', qualityText.targets, left, columns)),
    ...(qualityText.effects === '' ? [] : labelled('Effects', qualityText.effects, left, columns)),
  ];
}

/** Notes that need attention are marked with !. */
function notesOf({ notes }: Findings, columns: number): string[] {
  return notes.flatMap(({ title, detail, attention }) =>
    wrapped(`${attention ? '!' : '-'} ${title}. ${detail}`, columns, '  '),
  );
}

function verdictOf({ sentence: ready, next }: Findings, columns: number): string[] {
  return [...wrapped(sentence(ready), columns), ...(next === null ? [] : wrapped(next, columns))];
}
