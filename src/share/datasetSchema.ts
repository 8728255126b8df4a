/**
 * Validators of a data set: its arrays, the notes on it and the rules for its cells, genes and perturbations. They give exactly the
 * types of the dataset room, so a field or note added there does not compile until it is checked here.
 */
import { z } from 'zod';
import { cellRules, type DatasetNote } from '../dataset/notes';
import type { Dataset } from '../dataset/dataset';
import { perturbationKinds, type FilterRules } from '../dataset/mapping';

// Compiled validators are faster, but the page's content security policy forbids code made at run time.
z.config({ jitless: true });

const float32 = z.instanceof(Float32Array);
const float64 = z.instanceof(Float64Array);
const int32 = z.instanceof(Int32Array);
const whole = z.int().nonnegative();
const strings = z.array(z.string());
const counted = z.array(z.object({ name: z.string(), count: whole }));
const kind = z.enum(perturbationKinds);

const limit = z.exactOptional(z.int().positive());

export const rulesSchema: z.ZodType<FilterRules> = z.strictObject({
  leastCounts: limit,
  leastGenes: limit,
  mostMitochondrial: z.exactOptional(z.number().min(0).max(1)),
  leastCellsOfGene: limit,
  fewestCells: limit,
  mostGuides: limit,
});

/** One validator per note: a new note does not compile until it is added. */
const notes = {
  transposed: z.object({ tag: z.literal('transposed'), reason: z.string() }),
  'duplicate-genes': z.object({ tag: z.literal('duplicate-genes'), names: strings }),
  lzf: z.object({ tag: z.literal('lzf'), path: z.string() }),
  'decimal-comma': z.object({ tag: z.literal('decimal-comma') }),
  'row-is-its-gene': z.object({ tag: z.literal('row-is-its-gene'), lowest: whole, rows: whole }),
  'features-left-out': z.object({ tag: z.literal('features-left-out'), types: counted }),
  'guide-calls': z.object({
    tag: z.literal('guide-calls'),
    guides: whole,
    threshold: whole,
    one: whole,
    several: whole,
    none: whole,
  }),
  'genes-of-genomes': z.object({ tag: z.literal('genes-of-genomes'), genomes: counted }),
  'genome-matrices': z.object({ tag: z.literal('genome-matrices'), genomes: strings, leftOut: strings }),
  'several-guides': z.object({
    tag: z.literal('several-guides'),
    sameTarget: whole,
    besideControl: whole,
    severalTargets: whole,
  }),
  'weak-guides': z.object({
    tag: z.literal('weak-guides'),
    guides: z.array(z.object({ guide: z.string(), strength: z.number() })),
    of: whole,
  }),
  'targets-unmoved': z.object({
    tag: z.literal('targets-unmoved'),
    kind,
    opposite: strings,
    unclear: strings,
    of: whole,
  }),
  'labels-file': z.object({ tag: z.literal('labels-file'), file: z.string(), matched: whole }),
  'controls-file': z.object({
    tag: z.literal('controls-file'),
    file: z.string(),
    cells: whole,
    label: z.string(),
    leftOut: whole,
    lacking: whole,
    samples: strings,
    matricesLeftOut: strings,
  }),
  'few-controls': z.object({ tag: z.literal('few-controls'), cells: whole }),
  'controls-without-time': z.object({ tag: z.literal('controls-without-time'), cells: whole }),
  'targets-not-measured': z.object({ tag: z.literal('targets-not-measured'), labels: strings }),
  'labels-not-genes': z.object({ tag: z.literal('labels-not-genes'), labels: strings }),
  'cells-without-label': z.object({ tag: z.literal('cells-without-label'), cells: whole }),
  'small-condition': z.object({
    tag: z.literal('small-condition'),
    label: z.string(),
    cells: whole,
    more: z.exactOptional(whole),
  }),
  'rules-set': z.object({ tag: z.literal('rules-set'), rules: rulesSchema }),
  'guides-filtered': z.object({ tag: z.literal('guides-filtered'), most: whole, cells: whole }),
  'cells-filtered': z.object({
    tag: z.literal('cells-filtered'),
    cells: whole,
    leftOut: whole,
    rules: z.array(z.object({ rule: z.enum(cellRules), limit: z.number(), cells: whole })),
  }),
  'perturbations-too-small': z.object({
    tag: z.literal('perturbations-too-small'),
    fewest: whole,
    perturbations: counted,
  }),
  'genes-filtered': z.object({
    tag: z.literal('genes-filtered'),
    genes: whole,
    leftOut: whole,
    least: whole,
    kept: strings,
  }),
  'regulators-not-modelled': z.object({ tag: z.literal('regulators-not-modelled'), names: strings }),
  'genes-not-found': z.object({ tag: z.literal('genes-not-found'), names: strings }),
  'one-sample-per-condition': z.object({ tag: z.literal('one-sample-per-condition') }),
  'cells-subsampled': z.object({ tag: z.literal('cells-subsampled'), kept: whole, cells: whole }),
  'escaping-cells': z.object({
    tag: z.literal('escaping-cells'),
    perturbations: z.array(z.object({ label: z.string(), share: z.number() })),
  }),
  'no-header': z.object({
    tag: z.literal('no-header'),
    rows: z.enum(['cells', 'genes']),
    named: z.boolean(),
  }),
  'uncertain-guides': z.object({ tag: z.literal('uncertain-guides'), file: z.string(), cells: whole }),
  synonyms: z.object({
    tag: z.literal('synonyms'),
    found: z.array(z.object({ label: z.string(), targets: strings })),
  }),
  'samples-joined': z.object({ tag: z.literal('samples-joined'), samples: counted, renamed: whole }),
  'batches-without-controls': z.object({ tag: z.literal('batches-without-controls'), batches: strings }),
  'confounded-with-batch': z.object({ tag: z.literal('confounded-with-batch'), labels: strings }),
  'kind-unlike-change': z.object({
    tag: z.literal('kind-unlike-change'),
    kind,
    suggested: kind,
    change: z.number(),
  }),
} satisfies { [Tag in DatasetNote['tag']]: z.ZodType<Extract<DatasetNote, { tag: Tag }>> };

const note = z.union(Object.values(notes));

export const notesSchema = z.array(z.unknown()).transform((kept): readonly DatasetNote[] =>
  kept.flatMap((one) => {
    const known = note.safeParse(one);
    return known.success ? [known.data] : [];
  }),
);

const control = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('cells'), labels: strings }),
  z.object({ mode: z.literal('others') }),
  z.object({ mode: z.literal('reference'), label: z.string() }),
]);

const guide = z.object({
  guide: z.string(),
  target: z.string(),
  cells: whole,
  strength: z.number(),
  error: z.number(),
  verdict: z.enum(['alike', 'weak', 'unclear']),
});

export const datasetSchema: z.ZodType<Dataset> = z.object({
  name: z.string(),
  fingerprint: z.string(),
  genes: strings,
  cells: whole,
  values: float32,
  conditionOfCell: int32,
  conditions: z.array(
    z.object({
      label: z.string(),
      interventions: z.array(z.object({ gene: whole, kind })),
      time: z.number().nullable(),
      cells: whole,
    }),
  ),
  control,
  batchOfCell: int32.nullable(),
  batches: strings,
  candidates: int32,
  heldOut: strings,
  composition: float64.nullable(),
  timeUnit: z.string(),
  guides: z.exactOptional(z.array(guide)),
  notes: notesSchema,
});
