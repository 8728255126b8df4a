/**
 * The values of every measured gene, for the effects of perturbations: one pass over the file after another, in constant memory, with the
 * guide and the batch of each cell. Times are batches of their own, so that a perturbation is compared with what was measured at its time, unless controls
 * have none.
 */
import type { CellSets } from '../annotation';
import { atTime } from '../dataset';
import { type DatasetNote, limitsOfEffects } from '../notes';
import { truncateName } from '../../numerics/format';
import { type Entries, EntryReader, type ReadSource } from '../entryReader';
import { isRatio, type Mapping, type PerturbationKind, type TakenFor, type ValueScale } from '../mapping';
import { distinctValues } from '../recognise/columns';
import { hasFewCellsEach, rowNounOfFile, type RowNoun } from '../rows';
import { contextsOfCells, type ToldContexts } from '../recognise/contexts';
import { guideKey, guideName } from '../recognise/guides';
import { labelColumn } from '../recognise/labelColumn';
import { takenFor } from '../recognise/taken';
import type { Recognition } from '../recognition';
import { toldTotals, type ToldTotals } from './allGenes';
import type { CellQuality } from './measure';
import { assertFewGuides, perturbationOfLabels, setsOf } from './guidesOfCells';
import { isControl, type Perturbation } from './perturbations';
import { onUsualScale } from './ratios';
import { addNegatives, noNegatives, refuseNegatives } from './scan';
import { chooseCells } from './select';

export interface MeasuredPerturbation {
  /** The label, followed by the dose where doses are told apart, and by the time where there are several. */
  readonly label: string;
  /** The label alone. */
  readonly labelInFile: string;
  /** Positions of its targets among the genes, those that are measured; none of a compound. */
  readonly targets: readonly number[];
  /** Names of all its targets, measured or not, in canonical order. */
  readonly names: readonly string[];
  /** What they were taken for; absent where it is not known. */
  readonly taken?: readonly TakenFor[];
  /** How and when they were perturbed; null for the control. */
  readonly kind: PerturbationKind | null;
  readonly time: number | null;
  /** Where doses are told apart: its own, and what is common to all doses of it, the label and the time. */
  readonly dose?: Perturbation['dose'];
}

interface PassOptions {
  readonly onBytes: (done: number, total: number) => void;
  /** [genes] position that stands in the entries for that of the gene; −1: left out. */
  readonly places?: Int32Array;
  /** Is waited for before each block. */
  readonly turn?: () => Promise<unknown>;
}

export interface EveryGene {
  /** Name of the file. */
  readonly file: string;
  /** [genes] in canonical order. */
  readonly genes: readonly string[];
  /** The control first; without cells where there is none. */
  readonly perturbations: readonly MeasuredPerturbation[];
  /** [guides] name and perturbation. Where no column names guides, the labels of the file are the guides. */
  readonly guides: readonly { readonly name: string; readonly perturbation: number }[];
  readonly batches: readonly string[];
  readonly values: ValueScale;
  /** Normalised values of a file, from which counts may be recovered; `isRecovered`: they were, and `values` are these counts (effects/recoveredCounts.ts). */
  readonly mayHoldCounts?: boolean;
  readonly isRecovered?: boolean;
  /** Counts of the cells over all genes, of which the file may hold a part. */
  readonly totals?: readonly ToldTotals[];
  /** What the rows are; absent: as their numbers say (effects/samples.ts). */
  readonly rows?: RowNoun;
  /** [cells] */
  readonly guideOfCell: Int32Array;
  /** Where cells have several guides: those of each, of which `guideOfCell` has one. */
  readonly guideSets?: CellSets;
  readonly batchOfCell: Int32Array;
  /** Perturbations that lie in batches with too few controls, by a column that is not used as batch. */
  readonly confounded?: { readonly column: string; readonly labels: readonly string[] };
  /** Notes that limit what can be believed of its effects. */
  readonly limits?: readonly DatasetNote[];
  /** Absent where cells are read as of one context. */
  readonly contexts?: ToldContexts;
  /** Of each cell its place and name in the file; absent: it has none. */
  readonly inFile?: { readonly cells: Int32Array; readonly names: readonly string[] };
  /** Reads the file once; the entries are valid within the call. Throws DatasetFailure. */
  pass(use: (counts: Entries) => void, how: PassOptions): Promise<void>;
}

/** @throws DatasetFailure where the cells cannot be used */
export function everyGene(
  source: ReadSource,
  recognition: Recognition,
  mapping: Mapping,
  quality: CellQuality | null,
): EveryGene {
  const { opened } = source;
  const { plan, naming, placeOfGene } = chooseCells(opened, recognition, mapping, { quality }, 'effects');
  const { cells, conditionOfRow, batchOfRow } = plan.used;
  const times = [...new Set(plan.conditions.map(({ time }) => time))];
  const areApart = times.length > 1 && !times.includes(null);
  const takenAs = takenFor(opened, mapping);
  const placeOfName = new Map(naming.names.map((name, place) => [name, place]));
  const control = {
    label: 'control',
    labelInFile: 'control',
    targets: [],
    names: [],
    kind: null,
    time: null,
  };
  const perturbations = new Index<MeasuredPerturbation>();
  perturbations.at('', control);
  const placeOf = (perturbation: Perturbation, time: number | null): number => {
    if (mapping.control.mode !== 'others' && isControl({ perturbation })) return 0;
    const { label: own, kind, targets: names, dose } = perturbation;
    const at = times.length > 1 ? atTime(time, plan.timeUnit) : '';
    const label = `${own}${at}`;
    return perturbations.at(`${label} ${kind}`, {
      label,
      labelInFile: dose?.of ?? own,
      ...(dose && { dose: { ...dose, of: `${dose.of}${at}` } }),
      targets: names.flatMap((name) => placeOfName.get(name) ?? []),
      names,
      taken: names.map(takenAs),
      kind,
      time,
    });
  };
  const perturbationOfCondition = plan.conditions.map(({ perturbation, time }) =>
    placeOf(perturbation, time),
  );
  const labelled = labelColumn(opened, mapping.perturbationColumn);
  const sets = labelled?.kind === 'category' ? labelled.sets : undefined;
  const column = sets ? labelled : (labelColumn(opened, mapping.guideColumn ?? null) ?? labelled);
  if (column === null) throw new Error('The cells have labels.');
  const { labels, codes } = distinctValues(column);
  // 'STAT1.12' is a cell then, and no guide; nor is any where guides shall not be told apart.
  const isOneEach =
    mapping.guideColumn === null ||
    (labels.length === codes.length && rowNounOfFile(opened, plan.screenSize, mapping) === 'cell');
  const guides = new Index<{ name: string; perturbation: number }>();
  // Spellings that differ in capital letters, or in the order of a pair, are one guide.
  const namesOfGuide = new Map<string, { readonly key: string; readonly name: string }>();
  const guideAt = (label: string, perturbation: number) => {
    const { key, name } = namesOfGuide.get(label) ?? {
      key: guideKey(label),
      name: truncateName(guideName(label)),
    };
    namesOfGuide.set(label, { key, name });
    return guides.at(`${perturbation} ${key}`, { name, perturbation });
  };
  const batches = new Index<string>();
  const guideOfCell = new Int32Array(cells.length);
  const batchOfCell = new Int32Array(cells.length);
  const rowOfCell = new Int32Array(opened.cells).fill(-1);
  cells.forEach((cell, row) => {
    rowOfCell[cell] = row;
    const condition = conditionOfRow[row] as number;
    const guide = isOneEach ? plan.conditions[condition]?.perturbation.label : labels[codes[cell] ?? -1];
    guideOfCell[row] = guideAt(guide ?? '', perturbationOfCondition[condition] as number);
    const time = areApart ? atTime(plan.conditions[condition]?.time ?? null, plan.timeUnit) : '';
    const batch = `${batchOfRow === null ? 'all cells' : (plan.batches[batchOfRow[row] as number] ?? '')}${time}`;
    batchOfCell[row] = batches.at(batch, batch);
  });
  const timeOf = (row: number) => plan.conditions[conditionOfRow[row] as number]?.time ?? null;
  const guideSets =
    column?.kind === 'category' && column.sets
      ? setsOf(
          { ...column, sets: column.sets },
          cells,
          perturbationOfLabels(opened, mapping, column),
          (name, perturbation, row) => guideAt(name, placeOf(perturbation, timeOf(row))),
        )
      : null;
  if (guideSets) assertFewGuides(opened.name, guides.values.length, 'guides');
  const contexts = contextsOfCells(opened, mapping, cells, (row) => {
    const place = perturbationOfCondition[conditionOfRow[row] as number] as number;
    return place === 0 ? null : place;
  });
  const confounded = plan.notes.flatMap((note) =>
    note.tag === 'confounded-with-batch' && note.unused !== undefined
      ? [{ column: note.unused, labels: note.labels }]
      : [],
  )[0];
  const scaled = onUsualScale(source, mapping.values);
  return {
    file: opened.name,
    genes: naming.names,
    perturbations: perturbations.values,
    guides: guides.values,
    batches: batches.values,
    values: mapping.values,
    mayHoldCounts: mapping.values !== 'counts' && !isRatio(mapping.values),
    totals: toldTotals(opened.obs, cells),
    ...(hasFewCellsEach(opened, plan.screenSize, mapping) && { rows: 'cell' as const }),
    guideOfCell,
    ...(guideSets && { guideSets }),
    batchOfCell,
    ...(confounded && { confounded }),
    limits: limitsOfEffects(recognition.notes),
    ...(contexts && { contexts }),
    inFile: { cells, names: opened.cellNames },
    async pass(use, { onBytes, places, turn }) {
      const placed = places ? placeOfGene.map((place) => places[place] ?? -1) : placeOfGene;
      const reader = new EntryReader(placed, rowOfCell, guideOfCell);
      const negative = noNegatives();
      for await (const block of scaled.blocks(mapping.matrix, onBytes)) {
        await turn?.();
        reader.portionsOf(block, (entries) => {
          // Once, in the first pass, which has all genes; before `use`, which may convert them.
          if (!places && !isRatio(mapping.values)) addNegatives(negative, entries);
          use(entries);
        });
      }
      // As training does.
      refuseNegatives({ source, path: mapping.matrix, rowOfCell, placeOfGene: placed }, negative);
    },
  };
}

/** Values by key, in the order in which they came. */
export class Index<Value> {
  readonly values: Value[] = [];
  readonly #places = new Map<string, number>();

  at(key: string, value: Value): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}
