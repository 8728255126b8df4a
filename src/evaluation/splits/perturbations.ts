/** Perturbations held out whole: what is predicted was never seen in any cell. */
import { isControl, type Condition, type Dataset } from '../../dataset/dataset';
import { dealtOut } from './folds';
import { cellsOf, type Split } from './parts';

/** The test side has the controls too: its changes are against them. Labels that there are not are ignored. */
export function heldOutPerturbations(dataset: Dataset, labels: readonly string[]): Split {
  const held = dataset.conditions.map(
    (condition) => !isControl(condition) && labels.includes(condition.label),
  );
  const control = dataset.conditions.map(isControl);
  return {
    train: cellsOf(dataset, (_, condition) => held[condition] !== true),
    test: cellsOf(dataset, (_, condition) => held[condition] === true || control[condition] === true),
  };
}

/** Every perturbation is held out in one of `folds` splits, at random; by label in code-unit order, so the file's order does not matter. */
export function perturbationFolds(dataset: Dataset, folds: number, seed: number): readonly Split[] {
  return dealtOut(perturbationLabels(dataset), folds, seed).map((labels) =>
    heldOutPerturbations(dataset, labels),
  );
}

/** How many of a combination's genes were perturbed by themselves in training. */
interface HeldOutCombination {
  readonly label: string;
  readonly genes: number;
  readonly seenAlone: number;
}

export interface CombinationSplit extends Split {
  readonly combinations: readonly HeldOutCombination[];
}

/**
 * A `share` of the combinations held out, rounded, at least one where there are any, at random by `seed`. In `unseen` (names of genes),
 * perturbations of one of these genes alone are left out of training too, and so are all other combinations with them: with one of its
 * genes unseen a combination is 'one seen' (GEARS; Roohani, Huang & Leskovec 2024).
 */
export function heldOutCombinations(
  dataset: Dataset,
  share: number,
  seed: number,
  unseen: readonly string[] = [],
): CombinationSplit {
  const isUnseen = ({ interventions }: Condition) =>
    interventions.some(({ gene }) => unseen.includes(dataset.genes[gene] ?? ''));
  const labels = perturbationLabels(dataset, isCombination);
  const count = labels.length === 0 ? 0 : Math.max(1, Math.round(share * labels.length));
  const drawn = dealtOut(labels, labels.length, seed).flat().slice(0, count);
  const held = new Set([...drawn, ...perturbationLabels(dataset, isUnseen)]);
  const { train, test } = heldOutPerturbations(dataset, [...held]);
  const alone = new Set(
    train.conditions.flatMap(({ interventions: [only, second] }) => (only && !second ? [only.gene] : [])),
  );
  const combinations = new Map(
    test.conditions.filter(isCombination).map(({ label, interventions }) => [
      label,
      {
        label,
        genes: interventions.length,
        seenAlone: interventions.filter(({ gene }) => alone.has(gene)).length,
      },
    ]),
  );
  return { train, test, combinations: [...combinations.values()] };
}

function isCombination({ interventions }: Condition): boolean {
  return interventions.length > 1;
}

/** Of perturbations that are not held out already, in code-unit order. */
function perturbationLabels(
  { conditions, heldOut }: Dataset,
  isWanted: (condition: Condition) => boolean = () => true,
): string[] {
  const wanted = conditions.filter(
    (condition) => !isControl(condition) && !heldOut.includes(condition.label) && isWanted(condition),
  );
  return [...new Set(wanted.map(({ label }) => label))].toSorted((a, b) => (a < b ? -1 : Number(a > b)));
}
