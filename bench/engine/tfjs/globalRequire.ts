/** tfjs-core asks for `require` where it finds itself in Node, which modules do not have: imported before it, this gives one. */
import { createRequire } from 'node:module';

Object.assign(globalThis, { require: createRequire(import.meta.url) });
