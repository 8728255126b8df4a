/** What cannot be learned from, said before the time is spent on reading: each with the tag of its sentence. */
import type { OpenedFile } from '../annotation';
import { DatasetFailure } from '../errors';
import type { Mapping } from '../mapping';
import type { PerturbationLabel } from '../recognition';
import type { GeneNaming } from '../recognise/geneNames';
import { labelColumn } from '../recognise/labelColumn';
import type { CellPlan } from './cells';
import type { GeneSelection } from './genes';

const FEWEST_CELLS = 10;
const FEWEST_GENES = 3;
/** Names given as examples in a message. */
const EXAMPLES = 5;

/**
 * Throws DatasetFailure where labels, controls or numbers of cells and genes do not allow training; where rules left cells out,
 * they are named as the reason.
 */
export function refuseUnusablePlan(
  opened: OpenedFile,
  mapping: Mapping,
  labels: readonly PerturbationLabel[],
  plan: CellPlan,
  naming: GeneNaming,
): void {
  const file = opened.name;
  const perturbed = plan.conditions.filter(({ perturbation }) => perturbation.targets.length > 0);
  const distinct = new Set(perturbed.map(({ perturbation }) => perturbation));
  const fewCells = (cells: number) =>
    new DatasetFailure({ tag: 'too-few-cells', file, cells, needed: FEWEST_CELLS });

  const { usable, passing } = plan;
  const byRules =
    passing < usable
      ? new DatasetFailure({ tag: 'rules-leave-too-little', file, cells: usable, left: passing })
      : null;

  if (opened.cells < FEWEST_CELLS) throw fewCells(opened.cells);
  if (naming.names.length < FEWEST_GENES) {
    throw new DatasetFailure({
      tag: 'too-few-genes',
      file,
      genes: naming.names.length,
      needed: FEWEST_GENES,
    });
  }
  if (labelColumn(opened, mapping.perturbationColumn) === null) {
    const columns = opened.obs.map(({ name }) => name);
    throw new DatasetFailure({ tag: 'no-perturbation-column', file, columns });
  }
  if (perturbed.length === 0) {
    const examples = labels.map(({ label }) => label).slice(0, EXAMPLES);
    const genes = naming.names.slice(0, EXAMPLES);
    throw byRules ?? new DatasetFailure({ tag: 'no-targets-measured', file, labels: examples, genes });
  }
  // Without controls each perturbation is compared with the others, so there must be others.
  const isComparable =
    mapping.control.mode === 'others' ? distinct.size > 1 : perturbed.length < plan.conditions.length;
  if (!isComparable) {
    const examples = labels.map(({ label }) => label).slice(0, EXAMPLES);
    throw byRules ?? new DatasetFailure({ tag: 'no-controls', file, labels: examples });
  }
  if (plan.cells.length < FEWEST_CELLS) throw byRules ?? fewCells(plan.cells.length);
  if (perturbed.every(({ perturbation }) => perturbation.heldOut)) {
    throw byRules ?? new DatasetFailure({ tag: 'no-training-perturbations', file });
  }
}

/** Throws DatasetFailure where too few genes vary or none of the listed regulators was measured. */
export function refuseUnusableGenes(opened: OpenedFile, selection: GeneSelection): void {
  const genes = selection.genes.length;
  if (genes < FEWEST_GENES) {
    throw new DatasetFailure({ tag: 'too-few-genes', file: opened.name, genes, needed: FEWEST_GENES });
  }
  if (selection.candidates.length === 0)
    throw new DatasetFailure({ tag: 'no-regulators', file: opened.name });
}
