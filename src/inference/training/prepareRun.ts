/** The beginning of a run: its inference on the devices it gets. */
import type { Dataset } from '../../dataset/dataset';
import { DeviceLost } from '../../dynamics/device/device';
import type { TrainingSettings } from '../../dynamics/settings';
import { Inference } from '../inference';
import type { RunDevices } from './run';
import { runSizeOf, type RunSize } from './runSize';

interface PreparingDevices extends Pick<RunDevices, 'create' | 'replace'> {
  /** Throws NoRoom before anything is made. */
  expectRoom(size: RunSize): unknown;
}

/** Again where a device is lost before the run has begun; in the end the processor is not. */
export async function prepareRun(
  devices: PreparingDevices,
  dataset: Dataset,
  settings: TrainingSettings,
): Promise<Inference> {
  devices.expectRoom(runSizeOf(dataset));
  try {
    return await Inference.create(dataset, settings, (problem) => devices.create(problem));
  } catch (error) {
    if (!(error instanceof DeviceLost)) throw error;
    await devices.replace(error);
    return prepareRun(devices, dataset, settings);
  }
}
