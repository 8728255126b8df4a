/** The worker that puts the cells of one data set on two axes; it ends after its answer. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { embed } from '../src/dataset/embedding';
import { receiveDataset } from './sendDataset';
import type { EmbeddingApi } from './protocol';

const api: EmbeddingApi = {
  async embed(sent) {
    const embedding = embed(await receiveDataset(sent));
    return embedding && transfer(embedding, [embedding.points.buffer]);
  },
};

expose(api);
