/** tfjs-core calls `require` in Node, which modules do not have: imported before it, this file defines one. */
import { createRequire } from 'node:module';

Object.assign(globalThis, { require: createRequire(import.meta.url) });
