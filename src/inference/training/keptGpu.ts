/**
 * The graphics processor that is open, kept for later runs until it is lost, because what was compiled on it stays with it.
 * Where it comes from is the caller's: a browser, or Dawn in Node.
 */
import { createDevice } from '../../dynamics/device/createDevice';
import type { Gpu, GpuOffer } from '../../dynamics/device/webgpu/gpu';
import type { AvailableGpu } from './chooseDevice';

export class KeptGpu {
  readonly #find: () => Promise<GpuOffer | null>;
  #opened: Promise<Gpu> | null = null;

  /** `find`: null where there is no adapter; called again after a loss. */
  constructor(find: () => Promise<GpuOffer | null>) {
    this.#find = find;
  }

  /** It is opened only when a first device is made on it; `settingUp` is called whenever a device is about to be made. */
  async request(settingUp: () => void): Promise<AvailableGpu | null> {
    const kept = await this.#stillOpen();
    if (kept) return available({ ...kept, limits: kept.device.limits }, async () => kept, settingUp);
    const offer = await this.#find();
    return offer && available(offer, () => (this.#opened ??= offer.open()), settingUp);
  }

  async #stillOpen(): Promise<Gpu | null> {
    try {
      const gpu = await this.#opened;
      return gpu && (await gpu.whileAlive(Promise.resolve(gpu)));
    } catch {
      this.#opened = null;
      return null;
    }
  }
}

function available(
  { name, software, limits }: Pick<GpuOffer, 'name' | 'software' | 'limits'>,
  open: () => Promise<Gpu>,
  settingUp: () => void,
): AvailableGpu {
  return {
    name,
    software,
    limits,
    create: async (problem) => {
      settingUp();
      return createDevice('webgpu', problem, { gpu: await open() });
    },
  };
}
