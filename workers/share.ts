/** The share worker: packs what is on screen into links and run files, and reads them. See protocol.ts. */
import { expose } from 'comlink';
import { decodeLink, encodeLink } from '../src/snapshot/link';
import { readRunFile, writeRunFile } from '../src/snapshot/runFile';
import type { ShareApi } from './protocol';

const api: ShareApi = {
  encode: (snapshot, tier) => encodeLink(snapshot, tier),
  decode: (text) => decodeLink(text),
  async write(run) {
    return new Blob([...writeRunFile(run)], { type: 'application/json' });
  },
  async read(file) {
    return readRunFile(await file.text(), file.name);
  },
};

expose(api);
