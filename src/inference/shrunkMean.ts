/**
 * The mean of the known perturbations, shrunk as the model's predictions are: what these have in common without any network. Few
 * controls are off in every comparison alike, and cells may answer any perturbation alike; both are predicted by this.
 */
import { shrinkage, shrunk, shrunkByOthers, type LabelledShift } from './shrinkage';
import { leftOutShifts, meanOfKnown, type Judged, type Unseen, type UnseenComparison } from './unseen';

/** [judged of `unseen`] each [G], z; times what the other perturbations left out suggest. */
export function shrunkMeans(result: Judged, unseen: Unseen): readonly ArrayLike<number>[] {
  switch (unseen.what) {
    case 'left out in turn':
      return shrunkByOthers(unseen.judged.map(byMean)).map(({ predicted }) => predicted);
    case 'held out': {
      const trust = shrinkage(leftOutShifts(result).judged.map(byMean));
      return unseen.judged.map((one) => shrunk(byMean(one), trust).predicted);
    }
    default:
      return unseen.what satisfies never;
  }
}

function byMean(one: UnseenComparison): LabelledShift {
  const { label, targets, measured } = one;
  const nothing = new Float64Array(measured.length);
  return { label, targets, measured, predicted: meanOfKnown(one), shared: nothing, sharedChance: nothing };
}
