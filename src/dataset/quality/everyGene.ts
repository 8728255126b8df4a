/**
 * The values of every measured gene, for the effects of perturbations: one pass over the file after another, in constant memory, with the
 * guide and the batch of each cell. Times are batches of their own, so that a perturbation is compared with what was measured at its time.
 */
import { truncateName } from '../../numerics/format';
import { type Entries, EntryReader, type ExpressionSource } from '../source';
import type { Mapping, PerturbationKind, ValueScale } from '../mapping';
import { distinctValues, labelColumn } from '../recognise/columns';
import type { Dose } from '../recognise/doses';
import type { Recognition } from '../recognition';
import type { CellQuality } from './measure';
import { isControl } from './perturbations';
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
  /** How and when they were perturbed; null for the control. */
  readonly kind: PerturbationKind | null;
  readonly time: number | null;
  /** Where doses are told apart: its own, and what is common to all doses of it, the label and the time. */
  readonly dose?: Dose & { readonly of: string };
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
  /** [cells] */
  readonly guideOfCell: Int32Array;
  readonly batchOfCell: Int32Array;
  /** Reads the file once, waiting for `turn` before each block; the entries are valid within the call. Throws DatasetFailure. */
  pass(
    use: (counts: Entries) => void,
    onBytes: (done: number, total: number) => void,
    turn?: () => Promise<unknown>,
  ): Promise<void>;
}

/** @throws DatasetFailure where the cells cannot be used */
export function everyGene(
  source: ExpressionSource,
  recognition: Recognition,
  mapping: Mapping,
  quality: CellQuality | null,
): EveryGene {
  const { opened } = source;
  const { plan, naming, placeOfGene } = chooseCells(opened, recognition, mapping, quality, 'effects');
  const { cells, conditionOfRow, batchOfRow } = plan.used;
  const times = [...new Set(plan.conditions.map(({ time }) => time))];
  const placeOfName = new Map(naming.names.map((name, place) => [name, place]));
  const perturbations: MeasuredPerturbation[] = [
    { label: 'control', labelInFile: 'control', targets: [], names: [], kind: null, time: null },
  ];
  const perturbationOfCondition = plan.conditions.map(({ perturbation, time }) => {
    if (mapping.control.mode === 'cells' && isControl({ perturbation })) return 0;
    const at = times.length > 1 ? ` at ${time} ${plan.timeUnit}` : '';
    const { dose } = perturbation;
    return (
      perturbations.push({
        label: `${perturbation.label}${at}`,
        labelInFile: dose?.of ?? perturbation.label,
        ...(dose && { dose: { ...dose, of: `${dose.of}${at}` } }),
        targets: perturbation.targets.flatMap((name) => placeOfName.get(name) ?? []),
        names: perturbation.targets,
        kind: perturbation.kind,
        time,
      }) - 1
    );
  });
  const column =
    labelColumn(opened, mapping.guideColumn ?? null) ?? labelColumn(opened, mapping.perturbationColumn);
  if (column === null) throw new Error('The cells have labels.');
  const { labels, codes } = distinctValues(column);
  const guides = new Index<{ name: string; perturbation: number }>();
  const batches = new Index<string>();
  const guideOfCell = new Int32Array(cells.length);
  const batchOfCell = new Int32Array(cells.length);
  const rowOfCell = new Int32Array(opened.cells).fill(-1);
  cells.forEach((cell, row) => {
    rowOfCell[cell] = row;
    const condition = conditionOfRow[row] as number;
    const perturbation = perturbationOfCondition[condition] as number;
    const name = labels[codes[cell] ?? -1] ?? '';
    guideOfCell[row] = guides.at(`${perturbation} ${name}`, { name: truncateName(name), perturbation });
    const time = times.length > 1 ? ` at ${plan.conditions[condition]?.time} ${plan.timeUnit}` : '';
    const batch = `${batchOfRow === null ? 'all cells' : (plan.batches[batchOfRow[row] as number] ?? '')}${time}`;
    batchOfCell[row] = batches.at(batch, batch);
  });
  const noGroups = new Int32Array(cells.length);
  return {
    file: opened.name,
    genes: naming.names,
    perturbations,
    guides: guides.values,
    batches: batches.values,
    values: mapping.values,
    guideOfCell,
    batchOfCell,
    async pass(use, onBytes, turn) {
      const reader = new EntryReader(placeOfGene, rowOfCell, noGroups);
      for await (const block of source.blocks(mapping.matrix, onBytes)) {
        await turn?.();
        reader.portionsOf(block, use);
      }
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
