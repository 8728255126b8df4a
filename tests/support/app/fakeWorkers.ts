/** Workers for a session under test: the handles that a test makes, in place of threads. */
import type { StartWorker, WorkerApis, WorkerHandle } from '../../../src/app/session/clients';

/** A handle on what a test implements of a worker; `end` is told when the session ends it. */
export function fakeHandle(remote: unknown, end: () => void = () => undefined): WorkerHandle<never> {
  return fake({ ask: async (call) => ({ ok: true, value: await call(remote) }), end });
}

interface FakeHandle {
  readonly ask: (call: (remote: unknown) => unknown) => Promise<unknown>;
  readonly crashed?: Promise<string>;
  readonly end?: () => void;
}

/** A worker that answers as the test says. */
export function fake({ crashed = new Promise(() => undefined), end = () => undefined, ask }: FakeHandle) {
  // A test answers only the questions that it expects.
  return { ask, crashed, end } as unknown as WorkerHandle<never>;
}

type Makers = { readonly [Name in keyof WorkerApis]?: () => unknown };

/** Throws where a worker is started that the test does not know. */
export function fakeWorkers(makers: Makers): StartWorker {
  return (name) => {
    const make = makers[name];
    if (!make) throw new Error(`no ${name} worker is part of this test`);
    return make() as WorkerHandle<WorkerApis[typeof name]>;
  };
}
