import { expect, it } from 'vitest';
import { DeviceLost } from '../../dynamics/device/device';
import { randomProblem, tinySize } from '../../../tests/support/dynamics/randomProblem';
import type { Gpu } from '../../dynamics/device/webgpu/gpu';
import { KeptGpu } from './keptGpu';

const { problem } = randomProblem(tinySize);

const limits = { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 28 };

/** Adapters that count what is asked of them; no device can be made on what they open. */
function adapters() {
  const asked = { found: 0, opened: 0, settingUp: 0 };
  let lost = false;
  const kept = new KeptGpu(async () => {
    const name = `Card ${++asked.found}`;
    const open = async (): Promise<Gpu> => {
      asked.opened++;
      lost = false;
      return {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing reaches a device of a card that is not there
        device: {} as GPUDevice,
        name,
        software: false,
        clock: () => 0,
        whileAlive: async (work) => {
          if (lost) throw new DeviceLost('unknown', 'gone');
          return work;
        },
      };
    };
    return { name, software: false, limits, open };
  });
  const request = () => kept.request(() => void asked.settingUp++);
  const lose = () => {
    lost = true;
  };
  return { asked, request, lose };
}

it('opens a graphics processor only when a first device is made on it, and once', async () => {
  const { asked, request } = adapters();
  const gpu = await request();
  expect(gpu?.name).toBe('Card 1');
  expect(asked).toEqual({ found: 1, opened: 0, settingUp: 0 });
  await expect(gpu?.create(problem)).rejects.toThrow(Error);
  await expect(gpu?.create(problem)).rejects.toThrow(Error);
  expect(asked).toEqual({ found: 1, opened: 1, settingUp: 2 });
});

it('keeps the open one for later runs until it is lost, then asks anew', async () => {
  const { asked, request, lose } = adapters();
  await expect((await request())?.create(problem)).rejects.toThrow(Error);
  expect((await request())?.name).toBe('Card 1');
  expect(asked).toMatchObject({ found: 1, opened: 1 });
  lose();
  expect((await request())?.name).toBe('Card 2');
});

it('says that there is none where none is found', async () => {
  expect(await new KeptGpu(async () => null).request(() => undefined)).toBeNull();
});
