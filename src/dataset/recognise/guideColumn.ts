/** The column that names the guide of each cell: the perturbation column itself, or one whose values lie within its perturbations. */
import { median } from '../../numerics/statistics';
import type { AnnotationColumn } from '../annotation';
import type { Guess, PerturbationLabel } from '../recognition';
import { distinctValues, sampleLabels, type DistinctValues } from './columns';
import { guideKey, isGuideCallColumn, namesGuides } from './guides';
import { columnOfSets } from './guideSets';
import type { PerturbationColumn } from './perturbationColumn';

/** Share of the cells of a guide that have its most frequent perturbation. */
const WITHIN = 0.95;
/** Share of the targets that have several guides. */
const WITH_SEVERAL = 0.5;
/** Guides of the controls that tell how guides differ where each target has one. */
const ENOUGH_CONTROL_GUIDES = 4;
/** In place of a target; no name is blank. */
const CONTROLS = ' ';

/** Beside the column of targets (X-Atlas/Orion). */
const BESIDE_TARGETS = /^guide[-_. ]?targets?$/i;

interface GuessedGuides {
  readonly column: string;
  readonly guess: Guess;
}

/**
 * null if no column tells guides of most targets apart. `labels`: those of the perturbation column.
 */
export function guessGuideColumn(
  others: readonly AnnotationColumn[],
  perturbations: PerturbationColumn,
  labels: readonly PerturbationLabel[],
): GuessedGuides | null {
  const { values, name } = perturbations;
  // Labels of one cell each name samples, or cells.
  if (values.labels.length === values.codes.length) return null;
  const targetOf = new Map(
    labels.flatMap(({ label, targets, role }) =>
      role === 'perturbation'
        ? [[label, targets.toSorted().join('+')]]
        : role === 'control'
          ? [[label, CONTROLS]]
          : [],
    ),
  );
  const targetOfCode = values.labels.map((label) => targetOf.get(label) ?? null);
  // Labels of several controls may name what is not alike.
  const targetOfLabel = targetOfCode.map((target) => (target === CONTROLS ? null : target));
  const inLabels = guidesOfTargets(values, targetOfLabel, targetOfLabel);
  if (inLabels !== null) return guessed(name, values, inLabels, true);
  // Of cells with many guides, another column has many, too.
  if (columnOfSets(name) !== null) return null;
  // Called at another threshold, a cell has other guides: more of them are ambient.
  const called = [perturbations, ...others].find((column) => isGuideCallColumn(column.name))?.name ?? '';
  const isCalledAlike = (column: string) => isGuideCallColumn(column) && wayOf(column) === wayOf(called);
  for (const column of others) {
    const isOfGuides = [namesGuides, isCalledAlike].some((names) => names(column.name));
    if (!isOfGuides && !BESIDE_TARGETS.test(column.name)) continue;
    const guides = distinctValues(column);
    const found = guidesOfTargets(guides, targetsOfGuides(guides, values, targetOfCode), targetOfCode);
    if (found !== null) return guessed(column.name, guides, found, false);
  }
  return null;
}

/** '(UMIs ≥ 5)' of a column that was made from counts of guides. */
const wayOf = (column: string) => column.slice(column.indexOf('('));

function guessed(
  column: string,
  values: DistinctValues,
  perTarget: readonly number[],
  inLabels: boolean,
): GuessedGuides {
  const guides = perTarget.reduce((sum, count) => sum + count, 0);
  return {
    column,
    guess: {
      field: 'guideColumn',
      samples: sampleLabels(values),
      reason: { tag: 'guides', guides, perTarget: Math.round(median(perTarget)), inLabels },
      certainty: 'likely',
    },
  };
}

/** Numbers of guides of the targets, or null unless most, or the controls, have several. `targets`: of each guide, null for none. */
function guidesOfTargets(
  { labels }: DistinctValues,
  targets: readonly (string | null)[],
  all: readonly (string | null)[],
): readonly number[] | null {
  const guidesOf = new Map<string, Set<string>>();
  for (const target of all) if (target !== null) guidesOf.set(target, new Set());
  targets.forEach((target, guide) => {
    if (target !== null) guidesOf.get(target)?.add(guideKey(labels[guide] ?? ''));
  });
  const ofControls = guidesOf.get(CONTROLS)?.size ?? 0;
  guidesOf.delete(CONTROLS);
  const counts = Array.from(guidesOf.values(), ({ size }) => size);
  if (counts.length > 0 && ofControls >= ENOUGH_CONTROL_GUIDES) return counts;
  const several = counts.filter((count) => count > 1).length;
  return several > 0 && several >= WITH_SEVERAL * counts.length ? counts : null;
}

/** [guides] the target of most of its cells; null where that is none, or where too few of its cells have it. */
function targetsOfGuides(
  guides: DistinctValues,
  perturbations: DistinctValues,
  targetOfCode: readonly (string | null)[],
): readonly (string | null)[] {
  const cells = guides.labels.map(() => new Map<string | null, number>());
  guides.codes.forEach((guide, cell) => {
    const code = perturbations.codes[cell] ?? -1;
    const counts = cells[guide];
    if (counts === undefined || code < 0) return;
    const target = targetOfCode[code] ?? null;
    counts.set(target, (counts.get(target) ?? 0) + 1);
  });
  return cells.map((counts) => {
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const [target, most] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? [null, 0];
    return most >= WITHIN * total ? target : null;
  });
}
