/** The mapping of a file in words: the rows of the check table, and whether training can start. */
import type { OpenedFile } from '../../dataset/annotation';
import { isRatio, type Mapping, type ValueScale, type ScreenSize } from '../../dataset/mapping';
import type { Guess, Recognition } from '../../dataset/recognition';
import { distinctValues } from '../../dataset/recognise/columns';
import { mayBeContexts } from '../../dataset/recognise/contexts';
import { guessKind } from '../../dataset/recognise/kind';
import { kindNames } from './names';
import { noNetwork } from './targets';
import { count, listOf, plural } from './format';
import { describeNote } from './notes';

interface GuessRowModel {
  readonly field: Guess['field'];
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly change: (value: string) => Partial<Mapping>;
}

const scales: Record<ValueScale, string> = {
  counts: 'Counts',
  'log-normalised': 'Log-normalised',
  'log2-normalised': 'Log2-normalised',
  'log10-normalised': 'Log10-normalised',
  normalised: 'Normalised, not log-transformed',
  'log-ratio': 'Log2 ratios to control',
  'ln-ratio': 'Natural log ratios to control',
};

/** Option values must not collide with names from the file, so "none" is the empty string. */
const none = '';
const joint = '\u001f';
/** An empty label. */
const empty = '\u001e';
const perCellKind = 'per-cell';

function isOneOf<T extends string>(table: Readonly<Record<T, string>>, value: string): value is T {
  return Object.hasOwn(table, value);
}

const named = (names: readonly string[]) => names.map((name) => ({ value: name, label: name }));
const listed = (table: Record<string, string>) =>
  Object.entries(table).map(([value, label]) => ({ value, label }));

export function guessRows(
  opened: OpenedFile,
  recognition: Recognition,
  mapping: Mapping,
): readonly GuessRowModel[] {
  const columns = opened.obs.map((column) => column.name);
  const likely = recognition.perturbationColumns;
  const otherColumns = columns.filter((name) => !likely.includes(name));
  const geneColumns = (opened.genes[mapping.matrix]?.columns ?? []).flatMap(({ kind, name }) =>
    kind === 'category' ? name : [],
  );
  return [
    {
      field: 'perturbationColumn',
      label: 'Perturbation column',
      value: mapping.perturbationColumn,
      options: [
        ...(mapping.perturbationColumn === ''
          ? [{ value: none, label: columns.length > 0 ? 'Choose a column' : 'None in this file' }]
          : []),
        ...named([...likely, ...otherColumns]),
      ],
      change: (value) => ({ perturbationColumn: value }),
    },
    controlRow(recognition, mapping),
    { field: 'kind', label: 'Perturbation kind', ...kindChoice(opened, recognition, mapping) },
    {
      field: 'timeColumn',
      label: 'Time',
      ...columnChoice(mapping.timeColumn, 'None', columns),
      change: (value) => ({ timeColumn: value === none ? null : value }),
    },
    {
      field: 'geneColumn',
      label: 'Gene names',
      ...columnChoice(mapping.geneColumn, 'The index', geneColumns),
      change: (value) => ({ geneColumn: value === none ? null : value }),
    },
    {
      field: 'values',
      label: 'Values',
      ...scaleChoice(recognition, mapping),
      change: (value) => (isOneOf(scales, value) ? { values: value } : {}),
    },
    {
      field: 'matrix',
      label: 'Matrix',
      value: mapping.matrix,
      options: opened.matrices.map((matrix) => ({
        value: matrix.path,
        label: `${matrix.path}, ${matrix.genes.toLocaleString('en-US')} genes`,
      })),
      change: (value) => ({ matrix: value }),
    },
    {
      field: 'batchColumn',
      label: 'Batch',
      ...columnChoice(mapping.batchColumn, 'None', columns),
      change: (value) => ({ batchColumn: value === none ? null : value }),
    },
    ...(recognition.guesses.some(({ field }) => field === 'guideColumn')
      ? [
          {
            field: 'guideColumn' as const,
            label: 'Guides',
            ...columnChoice(mapping.guideColumn ?? null, 'Not distinguished', [
              ...likely.filter((name) => !columns.includes(name)),
              ...columns,
            ]),
            change: (value: string) => ({ guideColumn: value === none ? null : value }),
          },
        ]
      : []),
    ...(recognition.guesses.some(({ field }) => field === 'doseColumn')
      ? [
          {
            field: 'doseColumn' as const,
            label: 'Doses',
            ...columnChoice(mapping.doseColumn ?? null, 'Pooled', columns),
            change: (value: string) => ({ doseColumn: value === none ? null : value }),
          },
        ]
      : []),
    ...(recognition.guesses.some(({ field }) => field === 'contextColumn')
      ? [contextRow(opened, mapping)]
      : []),
  ];
}

/** Nothing to look at: the guess is sure, or finds nothing of its kind. What is perturbed and compared with what is always shown. */
export function needsNoLook({ field, reason, certainty }: Guess): boolean {
  if (field === 'perturbationColumn' || field === 'control' || reason.tag === 'chosen-by-user') return false;
  return (
    certainty === 'sure' ||
    reason.tag === 'no-time-column' ||
    reason.tag === 'no-batch-column' ||
    reason.tag === 'no-context-column'
  );
}

/** 'Values: Counts · Time: None' */
export function foldedRowsText(rows: readonly Pick<GuessRowModel, 'label' | 'value' | 'options'>[]): string {
  return rows
    .map(
      ({ label, value, options }) =>
        `${label}: ${options.find((option) => option.value === value)?.label ?? value}`,
    )
    .join(' · ');
}

/** A column that effects are told apart by, or one of its values alone. */
function contextRow({ obs }: OpenedFile, { contextColumn, context, ...others }: Mapping): GuessRowModel {
  const { perturbationColumn, timeColumn } = others;
  const columns = obs.filter(
    (column) =>
      column.name === contextColumn ||
      (![perturbationColumn, timeColumn].includes(column.name) && mayBeContexts(column)),
  );
  const chosen = columns.find(({ name }) => name === contextColumn);
  const values = chosen && mayBeContexts(chosen) ? distinctValues(chosen).labels : [];
  const alone = (value: string) => `${contextColumn}${joint}${value}`;
  return {
    field: 'contextColumn',
    label: 'Contexts',
    value: context === undefined || context === null ? (contextColumn ?? none) : alone(context),
    options: [
      { value: none, label: 'Read as one' },
      ...named(columns.map(({ name }) => name)),
      ...values.map((value) => ({ value: alone(value), label: `Only ${value}` })),
    ],
    change: (value) => {
      const [column = none, only = null] = value.split(joint);
      return { contextColumn: column === none ? null : column, context: only };
    },
  };
}

/** Values below 0 are on no scale that is known, until they are said to be. */
function scaleChoice({ guesses, notes }: Recognition, { values }: Mapping) {
  const isUnknown = guesses.some(({ reason }) => reason.tag === 'negative-values');
  const areScaled = notes.some(({ tag }) => tag === 'z-scores');
  const label = areScaled ? 'Z-scores, which cannot be used' : 'None of the scales that can be used';
  return isUnknown
    ? { value: none, options: [{ value: none, label }, ...listed(scales)] }
    : { value: values, options: listed(scales) };
}

/** A column, or none. */
function columnChoice(chosen: string | null, noColumn: string, names: readonly string[]) {
  return { value: chosen ?? none, options: [{ value: none, label: noColumn }, ...named(names)] };
}

/** One kind for all cells, or a column that states it per cell. */
function kindChoice(
  opened: OpenedFile,
  { labels }: Recognition,
  mapping: Mapping,
): Pick<GuessRowModel, 'value' | 'options' | 'change'> {
  const perturbed = labels.flatMap(({ label, role }) => (role === 'perturbation' ? [label] : []));
  const stating = guessKind(opened.obs, mapping.perturbationColumn, perturbed, opened.name).kindColumn;
  const perCell = stating === null ? [] : [{ value: perCellKind, label: 'From a column' }];
  return {
    value: (mapping.kindColumn ?? null) === null ? mapping.kind : perCellKind,
    options: [...perCell, ...listed(kindNames)],
    change: (value) => {
      if (value === perCellKind) return { kindColumn: stating };
      return isOneOf(kindNames, value) ? { kind: value, kindColumn: null } : {};
    },
  };
}

/** The number first, which stays in sight where the rest is cut. */
function jointText(labels: readonly string[]): string {
  const names = listOf(labels.map(labelText));
  return labels.length > MOST_NAMED_CONTROLS ? `${count(labels.length)} labels: ${names}` : names;
}

export function labelText(label: string): string {
  return label === '' ? '(empty label)' : label;
}

/** Several control labels are one choice. Without any, the question below the table decides. */
function controlRow(recognition: Recognition, mapping: Mapping): GuessRowModel {
  const { control } = mapping;
  const together = control.mode === 'cells' && control.labels.length > 1 ? [control.labels] : [];
  const valueOf = (labels: readonly string[]) =>
    labels.map((label) => (label === '' ? empty : label)).join(joint);
  const value =
    control.mode === 'cells'
      ? valueOf(control.labels)
      : control.mode === 'reference'
        ? `reference${joint}${control.label}`
        : none;
  return {
    field: 'control',
    label: 'Control label',
    value,
    options: [
      { value: none, label: 'None in this file' },
      ...(control.mode === 'reference' ? [{ value, label: `${control.label} (reference)` }] : []),
      ...together.map((labels) => ({ value: valueOf(labels), label: jointText(labels) })),
      ...recognition.labels.map(({ label }) => ({ value: valueOf([label]), label: labelText(label) })),
    ],
    change: (chosen) => {
      if (chosen === none) return { control: { mode: 'others' } };
      if (chosen === value) return {};
      const labels = chosen.split(joint).map((label) => (label === empty ? '' : label));
      return { control: { mode: 'cells', labels } };
    },
  };
}

/** @param left what remains after the quality rules, if known */
export function readiness(
  recognition: Recognition,
  mapping: Mapping,
  left: ScreenSize = recognition.takingPart,
): { readonly ready: boolean; readonly text: string } {
  const { blocked, notes } = recognition;
  if (blocked === 'negative-values' || blocked === 'scaled-values') {
    const [note] = notes.filter(({ tag }) => NEGATIVE.has(tag)).map((one) => describeNote(one));
    if (note !== undefined) return { ready: false, text: `${note.title}. ${note.detail}` };
  }
  if (blocked) return { ready: false, text: reasons[blocked] };
  if (left.perturbations === 0) return { ready: false, text: nothingLeft };
  const hasFewControls = notes.some(({ tag }) => tag === 'few-controls');
  const reference = hasFewControls
    ? 'each compared with the others, as there are few controls'
    : against(mapping);
  const { perturbations, undosed } = left;
  const dosed = undosed < perturbations ? ` (${count(perturbations)} with each dose counted)` : '';
  return { ready: true, text: `Ready: ${plural(undosed, 'perturbation')}${dosed}, ${reference}` };
}

/** Notes that say why values are negative. */
const NEGATIVE: ReadonlySet<string> = new Set(['few-negative-values', 'logarithms-with-offset', 'z-scores']);

const nothingLeft = 'The quality rules exclude all perturbations. Relax one of them.';

const reasons: Record<NonNullable<Recognition['blocked']>, string> = {
  'no-perturbation-column': 'The perturbed gene of each cell is unknown. Choose the perturbation column.',
  'no-targets-measured':
    'None of the perturbed genes is among the measured ones. They may be measured under other names: choose another column for the gene names or the perturbation.',
  'effects-only': `Effects shows which genes the perturbation changes. ${noNetwork}`,
  'no-controls':
    'The reference is unknown. Choose a control label, one perturbation or all other perturbations.',
  'no-values':
    'All sampled values are identical, so nothing can be learned from them. Choose another matrix, or export the file again.',
  'negative-values':
    'Some values are negative. Correct them in the file (0 where nothing was counted), or choose another matrix.',
  'scaled-values':
    'Some values are negative: they were scaled, centred or corrected, or are residuals or logarithms of less than 1. Choose another matrix, such as raw/X or a layer, or save the file before that step. If they are log ratios to control, choose that for Values; where only noise is negative (arcsinh in cytometry), set it to 0.',
};

const MOST_NAMED_CONTROLS = 3;

function against({ control, values }: Mapping): string {
  if (control.mode === 'others' && isRatio(values)) return 'as log ratios to control';
  switch (control.mode) {
    case 'cells':
      return control.labels.length > MOST_NAMED_CONTROLS
        ? `compared with ${count(control.labels.length)} control labels`
        : `compared with ${listOf(control.labels.map((label) => (label === '' ? 'cells with an empty label' : `“${label}”`)))}`;
    case 'others':
      return 'each compared with the others';
    case 'reference':
      return `compared with ${control.label}`;
    default:
      return control satisfies never;
  }
}

/** `total`: number of genes requested; `measured`: genes of the matrix. */
export function genesInModel(total: number, measured: number): string {
  return total >= measured
    ? `All ${count(measured)} genes of this file.`
    : `${count(total)} of ${count(measured)} genes: all perturbed genes, even if these are more, those always included, and the most variable.`;
}
