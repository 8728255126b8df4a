/** Notes on labels and on names of genes: what was not recognised, spoilt by a spreadsheet, or contradicted by another column. */
import type { AnnotationColumn, GeneAxis, OpenedFile } from '../annotation';
import type { DatasetNote } from '../notes';
import type { PerturbationLabel } from '../recognition';
import { isVehicle, statedControls } from './controls';
import { type GeneLookup, type GeneNaming, isProbe } from './geneNames';
import { guidesOfCells, parseLabel, type ParsedLabel } from './guides';
import { addsLigand } from './kind';
import { furtherTargets, type PerturbationColumn } from './perturbationColumn';
import { areDrugs, guidesPerLabel, isDate } from './unmeasuredTargets';

/** Names that tell whether cells are named by barcodes. */
const SAMPLED_NAMES = 500;
/** A date as its number (43891: 1 March 2020), and 2310009E13 of mice as 2.31E+19, where few genes are named so. */
const NUMBER = /^(?:[34]\d{4}|\d(?:\.\d+)?E\+\d+)$/i;
const MAX_SHARE_NUMBERS = 0.05;
/** A single word with a letter: probably a gene that was not measured. */
const GENE_LIKE = /^(?=.*[a-z])[\w.+|;,-]{2,40}$/i;

interface ReadColumn {
  readonly column: PerturbationColumn | null;
  readonly labels: readonly PerturbationLabel[];
  readonly naming: GeneNaming;
  readonly maxGuides: number | undefined;
  readonly obs: readonly AnnotationColumn[];
  /** No network can be learned of the labels. */
  readonly isForEffects: boolean;
}

/** Notes on labels without a measured target (a single word is probably a gene), and on cells with several guides. */
export function labelNotes(read: ReadColumn): DatasetNote[] {
  const { column, labels, naming, maxGuides, obs, isForEffects } = read;
  const notes: DatasetNote[] = [];
  if (naming.repeated.length > 0) notes.push({ tag: 'duplicate-genes', names: naming.repeated });
  const numbers = naming.names.filter((name) => NUMBER.test(name));
  const areIds = 2 * naming.names.filter((name) => /^\d+$/.test(name)).length > naming.names.length;
  const areFew = !areIds && numbers.length <= MAX_SHARE_NUMBERS * naming.names.length;
  const dates = naming.names.filter((name) => isDate(name) || (areFew && NUMBER.test(name)));
  if (dates.length > 0) notes.push({ tag: 'names-like-dates', names: dates });
  const probes = naming.names.filter(isProbe);
  if (2 * probes.length > naming.names.length) notes.push({ tag: 'names-of-probes', names: probes });
  if (column === null) return notes;
  const adding = labels.flatMap(({ label, role }) =>
    role === 'perturbation' && addsLigand(label) ? [label] : [],
  );
  if (adding.length > 1) notes.push({ tag: 'ligands-in-labels', labels: adding });
  const inputs = [...new Set(labels.flatMap((one) => one.inputs ?? []))];
  if (inputs.length > 0)
    notes.push({ tag: isForEffects ? 'effects-only' : 'targets-latent', labels: inputs });
  const unknown = labels
    .filter(({ role }, index) => role === 'unrecognised' && column.parsed[index]?.role === 'unrecognised')
    .map(({ label }) => label);
  const someFound = labels.some(({ role }) => role === 'perturbation');
  const spoilt = unknown.filter(isDate);
  if (spoilt.length > 0) notes.push({ tag: 'labels-like-dates', labels: spoilt });
  const unmeasured = unknown.filter((label) => someFound && GENE_LIKE.test(label) && !spoilt.includes(label));
  const foreign = unknown.filter((label) => !unmeasured.includes(label) && !spoilt.includes(label));
  if (unmeasured.length > 0) notes.push({ tag: 'targets-not-measured', labels: unmeasured });
  if (foreign.length > 0)
    notes.push(
      someFound ? { tag: 'labels-not-genes', labels: foreign } : noteOnForeign(column.name, foreign, obs),
    );
  const unsaid = labels.filter(
    ({ role }, index) => role === 'unrecognised' && column.parsed[index]?.role === 'missing',
  );
  if (unsaid.length > 0)
    notes.push({
      tag: 'labels-unknown',
      labels: unsaid.map(({ label, cells }) => ({ name: label, count: cells })),
    });
  const leftOut = labels.filter(({ role }) => role === 'left-out');
  if (leftOut.length > 0 && maxGuides !== undefined) {
    const cells = leftOut.reduce((sum, label) => sum + label.cells, 0);
    notes.push({ tag: 'guides-filtered', most: maxGuides, cells });
  }
  const cells = labels.map((label) => (label.role === 'left-out' ? 0 : label.cells));
  const renamed = labelsFoundBySynonym(column, labels, naming);
  if (renamed.length > 0) notes.push({ tag: 'synonyms', found: renamed });
  const guides = guidesOfCells({ ...column.values, cells }, naming.lookup);
  const { sameTarget, besideControl, severalTargets } = guides;
  if (sameTarget + besideControl > 0)
    notes.push({ tag: 'several-guides', sameTarget, besideControl, severalTargets });
  return notes;
}

/** On labels none of which names a gene: drugs, many guides, or anything else. */
function noteOnForeign(
  column: string,
  labels: readonly string[],
  obs: readonly AnnotationColumn[],
): DatasetNote {
  const parts = guidesPerLabel(labels);
  if (parts !== null) return { tag: 'labels-of-many-guides', example: labels[0] ?? '', parts };
  return { tag: areDrugs(column, obs) ? 'labels-are-drugs' : 'labels-not-genes', labels };
}

/** A note where a column states other controls than the labels: not one of guides, and positive controls beside a vehicle are none. */
export function contradictedControls(
  { obs, notes }: OpenedFile,
  column: PerturbationColumn | null,
  labels: readonly PerturbationLabel[],
): DatasetNote[] {
  const stated = statedControls(obs);
  if (column === null || stated === null || stated.column === column.name) return [];
  if (notes.some((note) => note.tag === 'labels-from-columns' && note.names.includes(stated.column)))
    return [];
  const hasVehicle = labels.some(({ label, role }) => role === 'control' && isVehicle(label));
  const wrong = new Map<string, number>();
  let [perturbed, unstated] = [0, 0];
  column.values.codes.forEach((code, cell) => {
    const label = labels[code];
    const isStated = stated.isControl[cell] === true;
    if (label === undefined || (label.role === 'control') === isStated) return;
    if (label.role === 'control') unstated += 1;
    else if (label.role === 'perturbation' && !hasVehicle) perturbed += 1;
    else return;
    wrong.set(label.label, (wrong.get(label.label) ?? 0) + 1);
  });
  if (perturbed + unstated === 0) return [];
  const named = [...wrong].toSorted((a, b) => b[1] - a[1]).map(([label]) => label);
  return [{ tag: 'controls-contradicted', column: stated.column, perturbed, unstated, labels: named }];
}

/** Notes on targets in another column, and, without a column, on genes in place of cells. */
export function targetNotes(
  { cellNames }: OpenedFile,
  { index }: GeneAxis,
  column: PerturbationColumn | null,
  ranked: readonly PerturbationColumn[],
): DatasetNote[] {
  const further = column === null ? null : furtherTargets(column, ranked);
  if (column !== null && further !== null)
    return [{ tag: 'further-targets', labels: column.name, ...further }];
  return column === null && areBarcodes(index) && !areBarcodes(cellNames)
    ? [{ tag: 'genes-in-rows', rows: cellNames.slice(0, 3), columns: index.slice(0, 3) }]
    : [];
}

const BARCODE = /(?:^|[^a-z])[ACGTN]{10,}(?:$|[^a-z])/i;

function areBarcodes(names: readonly string[]): boolean {
  const sampled = names.slice(0, SAMPLED_NAMES);
  return 2 * sampled.filter((name) => BARCODE.test(name)).length > sampled.length;
}

const genesOf = (parsed: ParsedLabel) => (parsed.role === 'perturbation' ? parsed.genes : []);

/** Labels whose targets were found by a synonym. */
function labelsFoundBySynonym(
  column: PerturbationColumn,
  labels: readonly PerturbationLabel[],
  { lookup }: GeneNaming,
): readonly { readonly label: string; readonly targets: readonly string[] }[] {
  const written: GeneLookup = { ...lookup, find: lookup.findWritten };
  return labels
    .filter(({ label, role, targets, inputs = [] }, index) => {
      const parsed = column.parsed[index];
      if (role !== 'perturbation' || parsed?.role !== 'perturbation') return false;
      // A protein that was added has no target.
      if (inputs.length === targets.length) return false;
      const [plainly, any] = [parseLabel(label, written), parseLabel(label, lookup)];
      return String(genesOf(plainly)) !== String(genesOf(any));
    })
    .map(({ label, targets }) => ({ label, targets }));
}
