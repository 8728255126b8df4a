/** Findings of inspect, as data: the opened file, the recognised mapping and the quality of its values, with the page's sentences. */
import { guessReasonText, columnReasonText } from '../../present/text/recognition';
import { type OpenedFile, SMALL_FILE } from '../../dataset/annotation';
import type { DatasetNote } from '../../dataset/notes';
import { cellsPerCondition, type ConditionCounts } from '../../dataset/cellsPerCondition';
import type { QualityReport } from '../../dataset/quality/qualityReport';
import type { Mapping } from '../../dataset/mapping';
import type { Guess, PerturbationLabel, Recognition } from '../../dataset/recognition';
import { distinctValues, sampleLabels } from '../../dataset/recognise/columns';
import type { ToldPerturbations } from '../../present/report/effects';
import { effectsOfAllCells } from '../../present/report/effectsOfScreen';
import { nameGenes } from '../../dataset/recognise/geneNames';
import { type RowNoun, rowNounOfFile } from '../../dataset/rows';
import { guessRows, readiness } from '../../present/text/mapping';
import { describeNotes, type NoteText } from '../../present/text/notes';
import { effectsHeadline, effectsRate, targetsText } from '../../present/text/effects';
import { cellsText, qualitySentences } from '../../present/text/quality';
import { unblocking, terminalWords, type Words } from '../failure';
import type { Import, ReadProgress } from '../../dataset/import';
import { fileSize } from '../../present/text/format';

interface Finding {
  readonly field: Guess['field'];
  readonly label: string;
  /** The recognised value, in words. */
  readonly value: string;
  readonly samples: readonly string[];
  readonly reason: string;
  readonly certainty: Guess['certainty'] | null;
}

export interface Findings {
  /** `rows`: what they are; `genes`: of the chosen matrix. */
  readonly file: Pick<OpenedFile, 'name' | 'bytes' | 'format' | 'fingerprint' | 'cells'> & {
    readonly rows: RowNoun;
    readonly genes: number;
  };
  /** `minimum`, `maximum`: of the sampled rows. */
  readonly matrices: readonly Pick<
    OpenedFile['matrices'][number],
    'path' | 'encoding' | 'genes' | 'minimum' | 'maximum'
  >[];
  readonly columns: readonly {
    readonly name: string;
    readonly kind: 'category' | 'number';
    readonly distinct: number;
    readonly samples: readonly string[];
  }[];
  /** How many genes were taken from the chosen matrix, and the numeric columns of a table that are no plain genes. */
  readonly genes: {
    readonly taken: number;
    /** Names of columns in doubt, as genes or not. */
    readonly doubtful: readonly string[];
    readonly columns: readonly {
      readonly name: string;
      readonly isGene: boolean;
      readonly isDoubtful: boolean;
      readonly why: string;
    }[];
  };
  /** Columns of var of the chosen matrix. */
  readonly geneColumns: readonly string[];
  readonly recognised: readonly Finding[];
  /** Columns that could hold the perturbation, best first. */
  readonly perturbationColumns: readonly string[];
  readonly mapping: Mapping;
  readonly labels: readonly PerturbationLabel[];
  readonly conditions: ConditionCounts;
  /** Quality after filtering; null if the values were not read. */
  readonly quality: QualityReport | null;
  /** Quality and effects in words, or why they are missing. */
  readonly qualityText:
    | { readonly cells: string; readonly targets: string; readonly effects: string }
    | { readonly missing: string }
    | null;
  /** Labels that do not fit their cells; null if the values were not read. */
  readonly suspectLabels: ToldPerturbations['suspects'] | null;
  /** Perturbations that change other genes than their targets, of how many; null if the values were not read. */
  readonly effects: { readonly labels: readonly string[]; readonly of: number } | null;
  /** Guides that do not do what the others of their target do; null if the values were not read. */
  readonly guides: ToldPerturbations['guides'] | null;
  readonly notes: readonly NoteText[];
  readonly ready: boolean;
  readonly blocked: Recognition['blocked'];
  /** Whether the data can be trained on, in one sentence. */
  readonly sentence: string;
  /** Options that resolve what blocks training, or that infer needs; null if there is nothing to say. */
  readonly next: string | null;
}

/**
 * `measurement`: null if the file cannot be trained with this mapping. `question`: what infer has to be told first, or null; it blocks.
 */
export function findingsOf(
  opened: OpenedFile,
  recognition: Recognition,
  measurement: Measured | null,
  question: Words | null = null,
): Findings {
  const { mapping, labels, perturbationColumns, blocked } = recognition;
  const { ready, text } = readiness(recognition, mapping, measurement?.report?.takingPart);
  const refusal = measurement?.refusal ?? question;
  const isSampled = ready && refusal === null && measurement?.report === null;
  const axis = opened.genes[mapping.matrix];
  const rows = rowNounOfFile(opened, recognition.takingPart, mapping);
  const controls = mapping.control.mode === 'cells' ? mapping.control.labels : [];
  return {
    file: {
      name: opened.name,
      bytes: opened.bytes,
      format: opened.format,
      fingerprint: opened.fingerprint,
      cells: opened.cells,
      rows,
      genes: axis?.index.length ?? 0,
    },
    matrices: opened.matrices.map(({ path, encoding, genes, minimum, maximum }) => ({
      path,
      encoding,
      genes,
      minimum,
      maximum,
    })),
    columns: opened.obs.map((column) => {
      const values = distinctValues(column);
      return {
        name: column.name,
        kind: column.kind,
        distinct: values.labels.length,
        samples: sampleLabels(values),
      };
    }),
    genes: genesOf(opened, axis?.index.length ?? 0),
    geneColumns: axis?.columns.map(({ name }) => name) ?? [],
    recognised: guessRows(opened, recognition, mapping).map(({ field, label, value, options }) => {
      const guess = recognition.guesses.find((candidate) => candidate.field === field);
      return {
        field,
        label,
        value:
          field === 'perturbationColumn' && value === ''
            ? 'None recognised'
            : (options.find((option) => option.value === value)?.label ?? value),
        samples: guess?.samples ?? [],
        reason: guess === undefined ? '' : guessReasonText(guess.reason),
        certainty: guess?.certainty ?? null,
      };
    }),
    perturbationColumns,
    mapping,
    labels,
    conditions: cellsPerCondition(opened, mapping.perturbationColumn, mapping.timeColumn, controls),
    quality: measurement?.report ?? null,
    qualityText: measurement && qualityText(measurement, mapping, rows),
    suspectLabels: measurement?.effects?.suspects ?? null,
    effects: measurement?.effects ? actingIn(measurement.effects) : null,
    guides: measurement?.effects?.guides ?? null,
    notes: describeNotes([...opened.notes, ...recognition.notes, ...missingNames(opened, mapping)], rows),
    ready: ready && refusal === null,
    blocked,
    sentence: ready && refusal !== null ? `${refusal.title}. ${refusal.why}` : text,
    next: blocked === null ? (refusal?.next ?? (isSampled ? BY_SAMPLES : null)) : unblocking(blocked),
  };
}

/** What Ready rests on where not all values were read. */
const BY_SAMPLES =
  'This is based on samples of the values. infer reads all, and refuses missing, infinite, negative or impossible ones; --quality checks all of them now.';

function genesOf({ numericColumns = [] }: OpenedFile, taken: number): Findings['genes'] {
  return {
    taken,
    doubtful: numericColumns.filter(({ isDoubtful }) => isDoubtful).map(({ name }) => name),
    columns: numericColumns.map(({ name, isGene, isDoubtful, reason }) => ({
      name,
      isGene,
      isDoubtful,
      why: columnReasonText(reason),
    })),
  };
}

function actingIn({ lines }: ToldPerturbations): Findings['effects'] {
  return { labels: lines.flatMap(({ acts, label }) => (acts ? [label] : [])), of: lines.length };
}

function qualityText(
  { report, missing, effects }: Measured,
  { values, filter = {} }: Mapping,
  row: RowNoun,
): Findings['qualityText'] {
  if (report === null) return missing === null ? null : { missing };
  return {
    cells: [cellsText(report, values, row), ...qualitySentences(report, filter, row)].join(' '),
    targets: effects === null ? '' : targetsText(effects),
    effects: effects === null ? '' : effectsHeadline(effects.lines, effects.isTested),
  };
}

/** Names in the lists of genes and regulators that the file does not have. */
function missingNames(opened: OpenedFile, mapping: Mapping): readonly DatasetNote[] {
  const axis = opened.genes[mapping.matrix];
  if (axis === undefined) return [];
  const { lookup } = nameGenes(axis, mapping.geneColumn);
  const genes = mapping.genes.pasted.filter((name) => lookup.find(name) < 0);
  const regulators = (mapping.regulators ?? []).filter((name) => lookup.find(name) < 0);
  return [
    ...(genes.length > 0 ? [{ tag: 'genes-not-found' as const, names: genes }] : []),
    ...(regulators.length > 0 ? [{ tag: 'regulators-not-modelled' as const, names: regulators }] : []),
  ];
}

interface Measured {
  /** Why infer would refuse the data; null if it would not, as far as the values were read. */
  readonly refusal: Words | null;
  readonly report: QualityReport | null;
  /** Why there is no report; null if there is one or nothing to measure. */
  readonly missing: string | null;
  readonly effects: (ToldPerturbations & { readonly isTested: boolean }) | null;
}

/**
 * `wish`: requested with --quality or --no-quality; undefined: only small files are read. Errors become a sentence, because the other
 * findings remain valid.
 */
export async function measured(
  data: Import,
  mapping: Mapping,
  bytes: number,
  wish: boolean | undefined,
  onProgress: (progress: ReadProgress) => void,
): Promise<Measured> {
  if (!(wish ?? bytes <= SMALL_FILE))
    return {
      report: null,
      missing: `Not read (${fileSize(bytes)}). --quality reads the values, checks each and reports cell quality and effects.`,
      effects: null,
      refusal: null,
    };
  const outcome = await data.quality(mapping, onProgress);
  const loaded = await data.load(mapping, onProgress);
  const refused = outcome.ok ? loaded : outcome;
  return {
    report: outcome.ok ? outcome.value : null,
    missing: outcome.ok ? null : 'Not measured: the values cannot be read.',
    effects: refused.ok ? await effectsIn(data, mapping) : null,
    refusal: refused.ok ? null : terminalWords(refused.error),
  };
}

async function effectsIn(data: Import, mapping: Mapping): Promise<Measured['effects']> {
  const screen = await data.everyGene(mapping, () => undefined);
  if (!screen.ok) return null;
  const asked = { against: 'auto', rate: effectsRate } as const;
  const { effects, ...told } = await effectsOfAllCells(screen.value, asked, () => undefined);
  return { ...told, isTested: effects.isTested };
}
