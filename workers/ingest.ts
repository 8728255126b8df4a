/** The ingest worker: one import. See protocol.ts. */
import { expose } from 'comlink';
import { createIngest } from './ingestApi';

expose(createIngest());
