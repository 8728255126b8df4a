/** How far a run has been set beside other methods, in a quiet line. */
import type { Judging } from '../../session/state';
import type { JudgingProgress } from '../../../inference/benchmark/benchmark';
import { judgingRefusedText } from '../../../present/text/memory';
import { networkSourceNames } from '../../../present/text/methodNames';
import { percent } from '../../../present/text/numbers';

export const noCells =
  'A link carries no cells, so other methods have nothing to learn from: open the run file or the data to compare.';

/** `methods`: how many networks stand beside the run's own. */
export function judgingText(judging: Judging, methods: number): string {
  switch (judging.phase) {
    case 'idle':
      return '';
    case 'running':
      return judging.progress
        ? `${partText(judging.progress.part)}, ${percent(judging.progress.share)}`
        : 'Comparing with other methods';
    case 'done':
      return `Beside ${methods} other methods on the same cells, with the same perturbations held out and as many edges.`;
    case 'cancelled':
      return 'Comparing was cancelled; what was known by then is shown.';
    case 'refused':
      return judgingRefusedText(judging);
    case 'failed':
      return `Comparing with other methods broke off: ${judging.detail}`;
    default:
      return judging satisfies never;
  }
}

function partText(part: JudgingProgress['part']): string {
  if (part === 'predictions') return 'Comparing with simpler predictions';
  if (part === 'cells') return 'Comparing predicted cells with measured ones';
  if (part === 'identifiability') return 'Asking what the screen can tell';
  return part === 'modulode'
    ? 'Judging the network by the cells'
    : `Comparing with ${networkSourceNames[part]}`;
}
