/** Exposes the worker's functions to the specification: `checks.name(argument)`. */
import { wrap } from 'comlink';
import type { Checks } from './worker';

const checks = wrap<Checks>(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));

Object.assign(globalThis, { checks });
