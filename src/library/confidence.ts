/** How sure the edges of a run are, for programs: the page's resampled fits, one after the other. */
import { fitResampled } from '../inference/confidence/fitResampled';
import { fewestFits, fitsByDefault, mostFits } from '../inference/confidence/howMany';
import type { ResampledFit } from '../inference/confidence/resampledFit';
import { shuffledCheck } from '../inference/confidence/shuffledCheck';
import { summarise } from '../inference/confidence/summarise';
import { withConfidence } from '../inference/confidence/withConfidence';
import { createDevice } from '../dynamics/device/createDevice';
import { simdSupported } from '../numerics/dense/webAssembly';
import type { CreateDevice } from '../inference/fit';
import type { FitResult } from '../inference/result';
import type { FinishedRun } from '../share/runFile';

/** The same numbers as the terminal's. Throws RangeError where `fits` is no number of fits that can be made. */
export async function sureResult(run: FinishedRun, fits = fitsByDefault): Promise<FitResult> {
  if (!Number.isInteger(fits) || fits < fewestFits || fits > mostFits)
    throw new RangeError(`${fits} is no whole number of fits from ${fewestFits} to ${mostFits}`);
  const kind = simdSupported() ? 'wasm' : 'reference';
  const device: CreateDevice = (problem) => createDevice(kind, problem);
  const ended: ResampledFit[] = [];
  for (let index = 0; index < fits; index++) ended.push(await fitResampled(run, index, device, unheard));
  const shuffled = await shuffledCheck(run, device, unheard);
  return withConfidence(run.result, summarise(run.result, run.dataset, ended, shuffled));
}

function unheard(): void {
  return undefined;
}
