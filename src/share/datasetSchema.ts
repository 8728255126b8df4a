/**
 * Validators of a data set: its arrays, the notes on it and the rules for its cells, genes and perturbations. They give exactly the
 * types of the dataset room, so a field or note added there does not compile until it is checked here.
 */
import type { TrainingData } from '../dynamics/settings';
import { cellRules, type DatasetNote } from '../dataset/notes';
import type { Knowledge } from '../dataset/knowledge';
import { candidateChoices, speciesNames } from '../dataset/factors/candidates';
import { perturbationKinds, takenAs, valueScales, type FilterRules, type Mapping } from '../dataset/mapping';
import { z } from './zod';

export const float32 = z.instanceof(Float32Array);
export const float64 = z.instanceof(Float64Array);
export const int32 = z.instanceof(Int32Array);
export const whole = z.int().nonnegative();
export const strings = z.array(z.string());
const counted = z.array(z.object({ name: z.string(), count: whole }));
export const kind = z.enum(perturbationKinds);

const limit = z.exactOptional(z.int().positive());

const rulesSchema: z.ZodType<FilterRules> = z.strictObject({
  leastCounts: limit,
  leastGenes: limit,
  mostMitochondrial: z.exactOptional(z.number().min(0).max(1)),
  leastCellsOfGene: limit,
  fewestCells: limit,
  mostGuides: limit,
});

/** Of some of its fields. */
export const mappingSchema = z.strictObject({
  matrix: z.exactOptional(z.string()),
  values: z.exactOptional(z.enum(valueScales)),
  geneColumn: z.exactOptional(z.string().nullable()),
  perturbationColumn: z.exactOptional(z.string()),
  control: z.exactOptional(
    z.discriminatedUnion('mode', [
      z.strictObject({ mode: z.literal('cells'), labels: strings }),
      z.strictObject({ mode: z.literal('others') }),
      z.strictObject({ mode: z.literal('reference'), label: z.string() }),
    ]),
  ),
  kind: z.exactOptional(kind),
  kindColumn: z.exactOptional(z.string().nullable()),
  timeColumn: z.exactOptional(z.string().nullable()),
  batchColumn: z.exactOptional(z.string().nullable()),
  guideColumn: z.exactOptional(z.string().nullable()),
  targets: z.exactOptional(
    z.array(
      z.strictObject({
        label: z.string(),
        targets: strings,
        kind: z.exactOptional(kind),
        dose: z.exactOptional(z.string()),
      }),
    ),
  ),
  doseColumn: z.exactOptional(z.string().nullable()),
  contextColumn: z.exactOptional(z.string().nullable()),
  context: z.exactOptional(z.string().nullable()),
  genes: z.exactOptional(z.strictObject({ total: z.int().min(2), pasted: strings })),
  regulators: z.exactOptional(strings.nullable()),
  candidates: z.exactOptional(z.enum(candidateChoices)),
  heldOut: z.exactOptional(strings),
  filter: z.exactOptional(rulesSchema),
  cells: z.exactOptional(z.enum(['all', 'responding'])),
});

/** With every field that a mapping must have. */
export const wholeMappingSchema: z.ZodType<Mapping> = mappingSchema.required({
  matrix: true,
  values: true,
  geneColumn: true,
  perturbationColumn: true,
  control: true,
  kind: true,
  timeColumn: true,
  batchColumn: true,
  genes: true,
  regulators: true,
  heldOut: true,
});

function note<Tag extends DatasetNote['tag'], Fields extends z.ZodRawShape>(tag: Tag, fields: Fields) {
  return z.object({ tag: z.literal(tag), ...fields });
}

/** One validator per note: a new note does not compile until it is added. */
const notes = {
  transposed: note('transposed', { reason: z.string() }),
  'label-lines': note('label-lines', {
    labels: strings,
    namedBy: z.string().nullable(),
    merged: z.exactOptional(strings),
  }),
  'few-negative-values': note('few-negative-values', { values: whole, value: z.number(), where: z.string() }),
  'logged-twice': note('logged-twice', { maximum: z.number() }),
  'counts-with-fractions': note('counts-with-fractions', { share: z.number(), value: z.number() }),
  'counts-transformed': note('counts-transformed', {
    by: z.enum(['ln', 'log2', 'log10', 'square-root', 'freeman-tukey', 'arcsinh']),
    normalised: z.exactOptional(z.literal(true)),
  }),
  'further-targets': note('further-targets', {
    labels: z.string(),
    column: z.string(),
    cells: whole,
    example: z.string(),
  }),
  'genes-in-rows': note('genes-in-rows', { rows: strings, columns: strings }),
  'names-of-probes': note('names-of-probes', { names: strings }),
  'binary-values': note('binary-values', {}),
  'rounded-values': note('rounded-values', { maximum: z.number() }),
  'scaled-by-gene': note('scaled-by-gene', {
    variance: z.number().nullable(),
    cut: z.object({ maximum: z.number(), times: whole }).nullable(),
  }),
  'corrected-values': note('corrected-values', { zeros: z.number() }),
  'values-below-one': note('values-below-one', { maximum: z.number() }),
  'logarithms-with-offset': note('logarithms-with-offset', { minimum: z.number(), share: z.number() }),
  'z-scores': note('z-scores', { variance: z.number().nullable(), name: z.string().nullable() }),
  contexts: note('contexts', {
    column: z.string(),
    contexts: z.array(z.object({ name: z.string(), count: whole, controls: whole })),
    told: z.exactOptional(z.literal(true)),
  }),
  'one-context': note('one-context', { column: z.string(), context: z.string(), cells: whole, of: whole }),
  'context-unusable': note('context-unusable', {
    column: z.string(),
    values: whole,
    fault: z.enum(['one-value', 'many-values', 'perturbations']),
  }),
  'controls-from-column': note('controls-from-column', { column: z.string(), cells: whole }),
  'controls-contradicted': note('controls-contradicted', {
    column: z.string(),
    perturbed: whole,
    unstated: whole,
    labels: strings,
  }),
  'effects-only': note('effects-only', { labels: strings }),
  'labels-are-drugs': note('labels-are-drugs', { labels: strings }),
  'labels-of-many-guides': note('labels-of-many-guides', { example: z.string(), parts: whole }),
  modalities: note('modalities', {
    expression: z.string(),
    guides: z.string().nullable(),
    leftOut: strings,
  }),
  'duplicate-genes': note('duplicate-genes', { names: strings }),
  'names-like-dates': note('names-like-dates', { names: strings }),
  'labels-like-dates': note('labels-like-dates', { labels: strings }),
  lzf: note('lzf', { path: z.string() }),
  'decimal-comma': note('decimal-comma', {}),
  'rows-commented-out': note('rows-commented-out', { rows: whole, line: whole }),
  'row-is-its-gene': note('row-is-its-gene', { lowest: whole, rows: whole }),
  'matrices-left-out': note('matrices-left-out', { paths: strings }),
  'features-left-out': note('features-left-out', { types: counted }),
  'guide-calls': note('guide-calls', {
    guides: whole,
    threshold: whole,
    mixed: z.exactOptional(whole),
    one: whole,
    several: whole,
    none: whole,
  }),
  'genes-of-genomes': note('genes-of-genomes', { genomes: counted }),
  'genome-matrices': note('genome-matrices', { genomes: strings, leftOut: strings }),
  'many-guides': note('many-guides', {
    column: z.string(),
    perCell: z.number(),
    sets: whole,
    targets: whole,
  }),
  'perturbations-together': note('perturbations-together', { labels: strings }),
  'several-guides': note('several-guides', {
    sameTarget: whole,
    besideControl: whole,
    severalTargets: whole,
  }),
  'labels-from-words': note('labels-from-words', {
    column: z.string(),
    text: z.string(),
    label: z.string(),
  }),
  'labels-from-columns': note('labels-from-columns', {
    names: strings,
    isCounted: z.exactOptional(z.literal(true)),
  }),
  'labels-file': note('labels-file', {
    file: z.string(),
    matched: whole,
    cells: z.exactOptional(whole),
    rows: z.exactOptional(whole),
  }),
  'labels-by-position': note('labels-by-position', { file: z.string(), from: whole }),
  'unfiltered-left-out': note('unfiltered-left-out', { file: z.string() }),
  'spliced-counts': note('spliced-counts', { genes: whole }),
  'controls-file': note('controls-file', {
    file: z.string(),
    cells: whole,
    label: z.string(),
    leftOut: whole,
    lacking: whole,
    samples: strings,
    matricesLeftOut: strings,
  }),
  'few-controls': note('few-controls', { cells: whole }),
  'controls-without-time': note('controls-without-time', { cells: whole }),
  'times-without-controls': note('times-without-controls', { controls: strings, perturbed: strings }),
  'ligands-in-labels': note('ligands-in-labels', { labels: strings }),
  'columns-in-doubt': note('columns-in-doubt', { genes: strings, leftOut: strings }),
  'labels-unknown': note('labels-unknown', { labels: counted }),
  'few-counts': note('few-counts', { counts: z.number() }),
  'empty-cells': note('empty-cells', { share: z.number() }),
  'targets-not-measured': note('targets-not-measured', { labels: strings }),
  'targets-file': note('targets-file', {
    file: z.string(),
    taken: whole,
    absent: strings,
    contradicted: strings,
    ignored: strings,
    unreadDoses: strings,
    withoutUnit: strings,
  }),
  'targets-latent': note('targets-latent', { labels: strings }),
  'labels-not-genes': note('labels-not-genes', { labels: strings }),
  'cells-without-label': note('cells-without-label', { cells: whole }),
  'small-condition': note('small-condition', {
    label: z.string(),
    cells: whole,
    more: z.exactOptional(whole),
  }),
  'rules-set': note('rules-set', { rules: rulesSchema }),
  'guides-filtered': note('guides-filtered', { most: whole, cells: whole }),
  'cells-filtered': note('cells-filtered', {
    cells: whole,
    leftOut: whole,
    rules: z.array(z.object({ rule: z.enum(cellRules), limit: z.number(), cells: whole })),
  }),
  'cells-escaped': note('cells-escaped', { cells: whole, perturbations: counted }),
  'perturbations-too-small': note('perturbations-too-small', { fewest: whole, perturbations: counted }),
  'genes-filtered': note('genes-filtered', { genes: whole, leftOut: whole, least: whole, kept: strings }),
  'outside-not-kept': note('outside-not-kept', { genes: whole, groups: whole }),
  'regulators-not-modelled': note('regulators-not-modelled', { names: strings }),
  'genes-not-found': note('genes-not-found', { names: strings }),
  'one-sample-per-condition': note('one-sample-per-condition', {}),
  'few-cells-each': note('few-cells-each', { most: whole }),
  'cells-subsampled': note('cells-subsampled', {
    kept: whole,
    cells: whole,
    meansOfKept: z.exactOptional(z.literal(true)),
  }),
  'no-header': note('no-header', { rows: z.enum(['cells', 'genes']), named: z.boolean() }),
  'uncertain-guides': note('uncertain-guides', { file: z.string(), cells: whole }),
  synonyms: note('synonyms', { found: z.array(z.object({ label: z.string(), targets: strings })) }),
  'samples-joined': note('samples-joined', {
    samples: counted,
    renamed: whole,
    leftOut: z.exactOptional(z.object({ genes: whole, shared: whole, names: strings })),
    matricesLeftOut: z.exactOptional(strings),
  }),
  'targets-of-guides': note('targets-of-guides', { column: z.string(), guides: whole, known: whole }),
  'one-sample-tables': note('one-sample-tables', {
    samples: strings,
    strand: z.enum(['unstranded', 'forward', 'reverse']).nullable(),
  }),
  'batches-without-controls': note('batches-without-controls', { batches: strings }),
  'confounded-with-batch': note('confounded-with-batch', {
    labels: strings,
    batches: z.exactOptional(strings),
    controls: z.exactOptional(whole),
    unused: z.exactOptional(z.string()),
  }),
  'kind-unlike-change': note('kind-unlike-change', { kind, suggested: kind, change: z.number() }),
} satisfies { [Tag in DatasetNote['tag']]: z.ZodType<Extract<DatasetNote, { tag: Tag }>> };

const anyNote = z.union(Object.values(notes));

export const notesSchema = z.array(z.unknown()).transform((kept): readonly DatasetNote[] =>
  kept.flatMap((one) => {
    const known = anyNote.safeParse(one);
    return known.success ? [known.data] : [];
  }),
);

const control = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('cells'), labels: strings }),
  z.object({ mode: z.literal('others') }),
  z.object({ mode: z.literal('reference'), label: z.string() }),
]);

const groups = {
  condition: int32,
  batch: int32,
  cells: int32,
  cellsInBatch: z.exactOptional(int32.nullable()),
  mean: float32,
  variance: float32,
};

const moments = z.object({
  ...groups,
  distinct: z.exactOptional(whole),
  amount: float32,
  amountVariance: float32.nullable().default(null),
  composed: z.object({ mean: float32, variance: float32 }).nullable(),
});

const outside = z.object({ names: strings, ...groups });

const column = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('category'), name: z.string(), categories: strings, codes: int32 }),
  z.object({ kind: z.literal('number'), name: z.string(), values: float64 }),
]);

const details = z.object({
  places: z.array(z.object({ name: z.string(), points: float32 })),
  columns: z.array(column),
});

const covered = z.object({ all: whole, covered: whole });

export const knownEdges = z.array(
  z.object({
    source: z.string(),
    target: z.string(),
    sign: z.union([z.literal(1), z.literal(-1), z.literal(0)]),
    confidence: z.exactOptional(z.number().min(0).max(1)),
  }),
);

const knowledge: z.ZodType<Knowledge> = z.object({
  name: z.string(),
  edges: knownEdges,
  coverage: z.object({ regulators: covered, genes: covered, edges: covered, signs: covered }),
  asked: z.union([z.literal('auto'), z.number().nonnegative()]),
  strength: z.number().nonnegative(),
  gain: z.object({ mean: z.number(), low: z.number(), high: z.number() }).nullable(),
  shuffledGain: z.number().nullable(),
  wrongGains: z.array(z.object({ share: z.number(), gain: z.number() })),
  curve: z.array(z.object({ strength: z.number().nonnegative(), error: z.number() })),
  likeness: z.exactOptional(float32),
});

/** With what is known of its network beforehand, where it was learned with that. */
export const datasetSchema: z.ZodType<TrainingData> = z.object({
  name: z.string(),
  fingerprint: z.string(),
  genes: strings,
  cells: whole,
  values: float32,
  scale: z.exactOptional(z.literal('log-ratio')),
  conditionOfCell: int32,
  conditions: z.array(
    z.object({
      label: z.string(),
      of: z.exactOptional(z.string()),
      interventions: z.array(
        z.object({
          gene: whole,
          kind,
          dose: z.exactOptional(z.object({ value: z.number(), unit: z.string() })),
          taken: z.exactOptional(z.enum(takenAs).exclude(['measured gene'])),
        }),
      ),
      time: z.number().nullable(),
      cells: whole,
      contexts: z.exactOptional(z.array(z.object({ name: z.string(), cells: whole }))),
    }),
  ),
  control,
  batchOfCell: int32.nullable(),
  batches: strings,
  candidates: int32,
  candidateSource: z.exactOptional(
    z.object({
      are: z.enum([...candidateChoices, 'named']),
      species: z.enum(speciesNames).nullable(),
      factors: strings,
    }),
  ),
  latent: z.exactOptional(z.array(whole)),
  heldOut: strings,
  composition: float64.nullable(),
  moments: z.exactOptional(moments.nullable()),
  counting: z.exactOptional(float64),
  outside: z.exactOptional(outside),
  timeUnit: z.string(),
  edgePenalty: z.exactOptional(float32),
  knowledge: z.exactOptional(knowledge),
  details: z.exactOptional(details),
  contextColumn: z.exactOptional(z.string()),
  cellGuides: z.exactOptional(z.object({ names: strings, ofCell: int32 })),
  notes: notesSchema,
});
