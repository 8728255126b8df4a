/** What the page shows of the effects of a screen; the changes of single perturbations are asked for. */
import type { DatasetNote } from '../../dataset/notes';
import type { Signal } from '../../inference/diagnosis/signal';
import { groupResponse, type GroupResponse } from '../../effects/groupResponse';
import type { MeasuredContexts } from '../../effects/contexts';
import type { DoseCurve } from '../../effects/doses';
import { typicalTests, type TypicalTests } from '../../effects/power';
import { type EffectsMap, effectsMap } from '../chart/effects';
import { placedPerturbations, type PlacedPerturbation } from '../chart/effectsMap';
import { calibrationSentence, type Comparison } from '../text/effects';
import { escapedCount } from './cells';
import type { ToldPerturbations } from './effects';
import type { EffectsOfScreen } from './effectsOfScreen';
import type { PairLine } from './pairs';

export interface ShownScreen extends Comparison, ToldPerturbations {
  /** The control first. */
  readonly labels: readonly string[];
  readonly signal: Signal;
  readonly map: EffectsMap;
  /** Perturbations whose effects are large enough to compare, in a plane. */
  readonly placed: readonly PlacedPerturbation[];
  /** Perturbations that act alike, the largest group first. */
  readonly groups: readonly GroupResponse[];
  /** Pairs whose singles are measured too, and combinations of more than two, which are not judged. */
  readonly pairs: readonly PairLine[];
  readonly largerCombinations: number;
  /** As a whole, of perturbations with several doses. */
  readonly doses: readonly DoseCurve[];
  /** null: not told apart. */
  readonly contexts: MeasuredContexts | null;
  /** Cells that a model of responding cells leaves out, and of how many perturbations. */
  readonly escaped: ReturnType<typeof escapedCount>;
  /** Of all control guides, or parts of the controls, tested beside each other: as a sentence. */
  readonly calibration: string;
  /** Notes that limit what can be believed. */
  readonly limits: readonly DatasetNote[];
  /** What could have been missed; null where the variance of a change is not known. */
  readonly missed: TypicalTests | null;
}

export function shownScreen(found: EffectsOfScreen): ShownScreen {
  const { effects, labels, lines, suspects, pairs, combined, rate } = found;
  const {
    genes,
    isPooled,
    depth,
    dominating,
    cells,
    guides,
    unit,
    values,
    isRecovered,
    isTested,
    isCompared,
    batchReplicates,
    confounded,
  } = effects;
  // Those that share no batch with a perturbation are no part of the comparison.
  const hasControls = isCompared[0] === true;
  return {
    labels,
    signal: found.signal,
    genes,
    lines,
    suspects,
    guides: found.guides,
    map: effectsMap(effects, lines, labels, rate),
    placed: placedPerturbations(effects, lines, labels),
    groups: effects.alike.groups.map((members) => groupResponse(effects, members, rate)),
    pairs,
    largerCombinations: combined,
    doses: found.doses,
    contexts: found.contexts,
    escaped: escapedCount(effects, found.cells),
    isPooled,
    depth,
    dominating,
    controls: { cells: hasControls ? (cells[0] ?? 0) : 0, guides: hasControls ? (guides[0] ?? 0) : 0 },
    calibration: calibrationSentence(effects),
    limits: found.limits,
    missed: typicalTests(effects, rate),
    unit,
    values,
    ...(isRecovered && { isRecovered }),
    ...(batchReplicates !== undefined && { batchReplicates }),
    ...(confounded && { confounded }),
    isTested,
  };
}
