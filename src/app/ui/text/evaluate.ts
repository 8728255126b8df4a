/** Sentences of Evaluate: comparison with other methods, confidence measurement, sections. */
import type { BenchmarkState } from '../../session/state';
import { count, duration, percent, plural, timeRange } from '../../../present/text/format';
import { benchmarkRefusedText } from '../../../present/text/run';
import type { BenchmarkProgress } from '../../../inference/benchmark/benchmark';
import { networkSourceNames } from '../../../present/text/names';
import type { ConfidenceProgress } from '../../../inference/confidence/pool';
import { MIN_FITS } from '../../../inference/run/confidence';
import type { Hindrance } from '../../session/page/actions';

export const noCells =
  'A link contains no cells for other methods: open the run file or the data to compare.';

/** `methods`: number of other networks. */
export function benchmarkText(benchmark: BenchmarkState, methods: number): string {
  switch (benchmark.phase) {
    case 'idle':
      return '';
    case 'running':
      return benchmark.progress
        ? `${partText(benchmark.progress.part)}, ${percent(benchmark.progress.share)}`
        : 'Comparing with other methods';
    case 'done':
      return `Compared with ${methods} other methods on the same data.`;
    case 'cancelled':
      return 'The comparison was cancelled; results so far are shown.';
    case 'refused':
      return benchmarkRefusedText(benchmark);
    case 'failed':
      return `The comparison with other methods failed: ${benchmark.detail}`;
    default:
      return benchmark satisfies never;
  }
}

function partText(part: BenchmarkProgress['part']): string {
  if (part === 'predictions') return 'Comparing with simpler predictions';
  if (part === 'cells') return 'Comparing predicted cells with measured ones';
  if (part === 'identifiability') return 'Testing identifiability';
  return part === 'modulode'
    ? 'Evaluating the network on the data'
    : `Comparing with ${networkSourceNames[part]}`;
}

export const confidencePanelText = {
  about:
    'Refits the model to resampled cells and perturbations, and once with shuffled labels. Recurring edges are reliable; edges also found with shuffled labels are not. Edges are then drawn solid or dashed by these fits. The page stays usable; a new training run ends the measurement.',
  tooFew: `Cancelled before ${MIN_FITS} fits were done: too few, so nothing changed.`,
  failedTitle: 'The measurement failed',
  failed: 'A fit failed twice. Edges, numbers and sliders are unchanged.',
  copied: 'Copied.',
  notCopied: 'Copying is blocked by this browser.',
} as const;

export function hindranceText(hindrance: Exclude<Hindrance, 'under-way'>): string {
  return {
    'no-result': 'Train first.',
    training: 'Available when training has ended.',
    'no-cells': 'A link contains no cells for refits; stability is shown as measured by the sender.',
  }[hindrance];
}

/** '20 fits, about 20–60 s'. */
export function costText(fits: number, seconds: readonly [number, number]): string {
  const [least, most] = seconds;
  return `${plural(fits, 'fit')}, about ${timeRange([Math.max(1, least), Math.max(1, most)])}`;
}

export function measuringText({ stage, done, fits, secondsLeft }: ConfidenceProgress): string {
  const left = secondsLeft === null ? '' : `, about ${duration(Math.max(1, secondsLeft))} left`;
  return {
    fits: `${count(done)} of ${plural(fits, 'fit')}${left}`,
    labels: `${plural(fits, 'fit')} done; the check with shuffled labels${left}`,
    summary: `${plural(done, 'fit')} done; summarising`,
  }[stage];
}

/** The three numbers of Evaluate, and its sections. */
export const keyNumberText = {
  label: 'The run in three numbers',
  best: 'Best simpler prediction',
  chance: (density: number) => `chance: ${density < 0.01 ? density.toPrecision(2) : density.toFixed(2)}`,
  interval: '95 % interval',
  more: 'More figures',
  openAll: 'Open all sections',
  closeAll: 'Close all sections',
} as const;
