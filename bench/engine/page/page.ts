/** Exposes the worker's functions to the program that drives the browser: `timing.open(name)`. */
import { wrap } from 'comlink';
import type { TimingApi } from './worker';

const timing = wrap<TimingApi>(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));

Object.assign(globalThis, { timing });
