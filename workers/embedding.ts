/** The worker that puts the cells on two axes; it lives for one question. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { embed } from '../src/dataset/embedding';
import { sendCellsInPieces, whole } from './cellsInPieces';
import type { EmbeddingApi } from './protocol';

const api: EmbeddingApi = {
  embed(dataset) {
    const embedding = embed(dataset);
    return Promise.resolve(embedding && transfer(embedding, [embedding.points.buffer]));
  },
};

sendCellsInPieces();
expose(whole(api));
