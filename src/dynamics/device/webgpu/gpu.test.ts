/** What the program hears of a GPU that fails, with a mock of the browser's. */
import { expect, it } from 'vitest';
import { findGpu } from './gpu';

class MockDevice extends EventTarget {
  lose: (why: { readonly reason: string; readonly message: string }) => void = () => undefined;
  readonly lost = new Promise((resolve) => {
    this.lose = resolve;
  });
  /** Dawn in Node reports an error from within the call that it refuses, and waits for the end of that call before it destroys. */
  reporting = false;
  destroyedInCall = false;
  destroy(): void {
    this.destroyedInCall ||= this.reporting;
    this.lose({ reason: 'destroyed', message: 'destroyed by the program' });
  }
  fail(message: string): void {
    this.reporting = true;
    this.dispatchEvent(Object.assign(new Event('uncapturederror'), { error: { message } }));
    this.reporting = false;
  }
}

async function opened() {
  const device = new MockDevice();
  const adapter = {
    info: { vendor: 'test', architecture: '', description: '', isFallbackAdapter: false },
    limits: {},
    requestDevice: async () => device,
  };
  const offer = await findGpu({ requestAdapter: async () => adapter } as unknown as GPU, () => 0);
  if (!offer) throw new Error('an adapter is offered');
  return { device, gpu: await offer.open() };
}

const never = new Promise<number>(() => undefined);

it('gives results while the GPU lives', async () => {
  const { gpu } = await opened();
  await expect(gpu.whileAlive(Promise.resolve(3))).resolves.toBe(3);
});

it('ends pending and later work once the GPU is lost, as after sleep or a reset of the driver', async () => {
  const { device, gpu } = await opened();
  const pending = gpu.whileAlive(never);
  device.lose({ reason: 'unknown', message: 'reset' });
  await expect(pending).rejects.toMatchObject({ name: 'DeviceLost', reason: 'unknown', message: 'reset' });
  await expect(gpu.whileAlive(Promise.resolve(3))).rejects.toMatchObject({ name: 'DeviceLost' });
});

it.each(['out of memory', 'validation failed'])(
  'counts an error that nobody waits for (%s) as a loss, gives the GPU back, and lets it be requested again',
  async (message) => {
    const { device, gpu } = await opened();
    const pending = gpu.whileAlive(never);
    device.fail(message);
    await expect(pending).rejects.toMatchObject({ name: 'DeviceLost', reason: 'unknown', message });
    await expect(device.lost).resolves.toMatchObject({ reason: 'destroyed' });
    expect(device.destroyedInCall).toBe(false);
    await expect(gpu.whileAlive(Promise.resolve(3))).rejects.toMatchObject({ reason: 'unknown', message });
  },
);
