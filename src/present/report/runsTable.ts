/** Many runs side by side: one line per run, as a tab-separated table and as an HTML page that opens alone. */
import { safeName } from '../../network/formats/edgeLists';
import { decimal, plural } from '../text/format';
import { htmlPage, paragraph, table, type Cell } from './markup';
import { reportStyle } from './style';

/** What is known of one run, by column; null: not measured. Errors are shares of no change. */
export interface RunLine {
  /** Folder or file, as typed. */
  readonly run: string;
  readonly data: string;
  /** Modulode, or another method by its name. */
  readonly method: string;
  readonly preset: string | null;
  readonly seed: number | null;
  readonly genes: number | null;
  readonly perturbations: number | null;
  /** Perturbations that change a gene other than their targets. */
  readonly measurableEffects: number | null;
  /** Levels of the two statements of the verdict. */
  readonly predicts: string | null;
  readonly edges: string | null;
  /** On perturbations left out in turn, and on held-out ones. */
  readonly crossValidatedError: number | null;
  readonly heldOutError: number | null;
  readonly auprc: number | null;
  readonly density: number | null;
  readonly earlyPrecision: number | null;
  /** Fits to resampled data. */
  readonly fits: number | null;
  readonly doubt: string | null;
}

type Column = keyof RunLine;

const titles: Readonly<Record<Column, readonly [tsv: string, shown: string]>> = {
  run: ['run', 'Run'],
  data: ['data', 'Data'],
  method: ['method', 'Method'],
  preset: ['preset', 'Preset'],
  seed: ['seed', 'Seed'],
  genes: ['genes', 'Genes'],
  perturbations: ['perturbations', 'Perturbations'],
  measurableEffects: ['measurable_effects', 'With an effect'],
  predicts: ['predicts', 'Predicts?'],
  edges: ['edges', 'Edges?'],
  crossValidatedError: ['cross_validated_error', 'Cross-validated error'],
  heldOutError: ['held_out_error', 'Held-out error'],
  auprc: ['auprc', 'AUPRC'],
  density: ['density', 'Chance'],
  earlyPrecision: ['early_precision', 'Early precision'],
  fits: ['fits', 'Resampled fits'],
  doubt: ['doubt', 'Doubt'],
};

const columns = Object.keys(titles) as readonly Column[];

/** Every column, unrounded; what was not measured is empty. */
export function runsTsv(lines: readonly RunLine[]): string {
  const rows = lines.map((line) => columns.map((column) => safeName(String(line[column] ?? ''))).join('\t'));
  return `${[columns.map((column) => titles[column][0]).join('\t'), ...rows].join('\n')}\n`;
}

/** Columns that some run has; numbers rounded to two decimals. */
export function runsHtml(lines: readonly RunLine[]): string {
  const shown = columns.filter((column) => lines.some((line) => line[column] !== null));
  const numbers = shown.filter((column) => lines.every((line) => typeof line[column] !== 'string'));
  const rows = lines.map((line) => shown.map((column): Cell => cellOf(line[column])));
  const title = plural(lines.length, 'run');
  const body = [
    '<header>',
    `<h1>${title}</h1>`,
    paragraph(
      'Errors are mean squared errors of predicted changes (no change = 1). “With an effect” counts perturbations that change a gene other than their targets. AUPRC and early precision compare with a reference network; chance is the AUPRC of a random order.',
      'lead',
    ),
    '</header>',
    '<main>',
    table(
      title,
      shown.map((column) => titles[column][1]),
      rows,
      numbers.map((column) => titles[column][1]),
    ),
    '</main>',
  ].join('\n');
  // Sentences in a narrow column would make tall rows.
  const style = `${reportStyle}\nmain,header{max-width:none}${shown.at(-1) === 'doubt' ? 'td:last-child{min-width:24rem}' : ''}`;
  return htmlPage({ title, style, body });
}

function cellOf(value: string | number | null): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? String(value) : decimal(value);
}
