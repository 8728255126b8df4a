/** A trained result with how sure its edges are, where the command asks for that. */
import { withConfidence } from '../../inference/confidence/withConfidence';
import type { TrainingSettings } from '../../dynamics/settings';
import type { FitResult } from '../../inference/result';
import { plural } from '../../present/text/format';
import { duration } from '../../present/text/numbers';
import type { Learning } from '../infer/learn';

/** Never throws: a run that was trained is written, without confidence where that could not be measured, and the log says so. */
export async function sureResult(
  { config, dataset, log, host, quiet, interruption }: Learning,
  settings: TrainingSettings,
  result: FitResult,
): Promise<FitResult> {
  const fits = config.confidence;
  if (fits === null) return result;
  const started = host.now();
  log.say(`Fitting ${plural(fits, 'time')} more, to resampled cells and perturbations.`);
  const threads = config.threads ?? host.cores;
  const onFit = (done: number) => {
    if (!quiet) host.status?.(`${done} of ${plural(fits, 'resampled fit')}`);
  };
  try {
    // The threads are made when they are first needed.
    const { measureConfidence } = await import('./measure');
    const confidence = await measureConfidence(
      { dataset, settings, result },
      { fits, threads, onFit },
      interruption,
    );
    if (confidence === null) {
      log.say('Stopped before enough resampled fits had ended: how sure the edges are was not measured.');
      return result;
    }
    log.note(`${plural(confidence.fits, 'resampled fit')} in ${duration((host.now() - started) / 1000)}.`);
    return withConfidence(result, confidence);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.say(`How sure the edges are could not be measured: ${why}.`);
    return result;
  } finally {
    if (!quiet) host.status?.('');
  }
}
