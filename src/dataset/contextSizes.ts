/** How much of a screen each of its contexts has, told from labels alone: a network of its own needs cells to learn from. */
import type { OpenedFile } from './annotation';
import type { Dataset } from './dataset';
import type { Mapping } from './mapping';
import type { Recognition } from './recognition';
import { distinctValues } from './recognise/columns';
import { contextCells } from './recognise/contexts';
import { labelColumn } from './recognise/labelColumn';

/** Cells with a control label or that of a perturbation. */
export interface ContextSize {
  readonly name: string;
  readonly cells: number;
  readonly controls: number;
  readonly perturbations: number;
}

/** Fewest perturbations of two cells or more: with fewer, none can be left out to see how well it is predicted. */
const MIN_PERTURBATIONS = 3;
/** Fewest controls, where the screen has any. */
const MIN_CONTROLS = 2;

/** Which contexts get a network. */
export interface ContextPlan {
  readonly file: string;
  /** null: no column of contexts was recognised or chosen. */
  readonly column: string | null;
  /** All values of the column: times and doses ascending, others with most cells first. */
  readonly sizes: readonly ContextSize[];
  /** Those asked for that are none of them. */
  readonly missing: readonly string[];
  readonly chosen: readonly ContextSize[];
  /** Asked for, with too few cells. */
  readonly leftOut: readonly ContextSize[];
  /** Batches of the run of all contexts: these, where the mapping has no other. */
  readonly batchColumn: string | null;
}

/** @param asked names of contexts; absent: all */
export function contextPlan(
  opened: OpenedFile,
  recognition: Recognition,
  asked?: readonly string[],
): ContextPlan {
  const { contextColumn: column = null, batchColumn, control } = recognition.mapping;
  const sizes = contextSizes(opened, recognition);
  const wanted = sizes.filter(({ name }) => asked?.includes(name) ?? true);
  const isChosen = (size: ContextSize) => isEnough(size, control.mode === 'cells');
  return {
    file: opened.name,
    column,
    sizes,
    missing: (asked ?? []).filter((name) => sizes.every((size) => size.name !== name)),
    chosen: wanted.filter(isChosen),
    leftOut: wanted.filter((size) => !isChosen(size)),
    batchColumn: batchColumn ?? column,
  };
}

/** Genes and regulators of the run of all contexts, for those of each. What is not measured comes with its perturbations. */
export function genesOfCommon({
  genes,
  candidates,
  latent = [],
}: Dataset): Pick<Mapping, 'genes' | 'regulators'> {
  const isMeasured = (gene: number) => !latent.includes(gene);
  const pasted = genes.filter((_, gene) => isMeasured(gene));
  const regulators = [...candidates].filter(isMeasured).map((gene) => genes[gene] ?? '');
  return { genes: { total: pasted.length, pasted }, regulators };
}

/** Values of the mapping's column of contexts; empty where it has none. */
function contextSizes(opened: OpenedFile, { mapping, labels }: Recognition): readonly ContextSize[] {
  const contexts = labelColumn(opened, mapping.contextColumn ?? null);
  const perturbed = labelColumn(opened, mapping.perturbationColumn);
  if (contexts === null || perturbed === null) return [];
  const labelled = new Map(labels.map((label) => [label.label, label]));
  const names = distinctValues(perturbed);
  const ofName = names.labels.map((name) => labelled.get(name));
  return contextCells(distinctValues(contexts), (cell) => ofName[names.codes[cell] ?? -1]).map(
    ({ perturbed: cellsOf, ...size }) => ({
      ...size,
      perturbations: [...cellsOf.values()].filter((cells) => cells > 1).length,
    }),
  );
}

/** Whether a network can be learned from the context by itself. `hasControls`: the screen is compared with controls. */
function isEnough({ controls, perturbations }: ContextSize, hasControls: boolean): boolean {
  return perturbations >= MIN_PERTURBATIONS && (!hasControls || controls >= MIN_CONTROLS);
}
