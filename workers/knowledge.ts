/** The worker that reads known networks, lays them over the genes of a data set, and measures what they give. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { embeddingsAmong, laidPrior, readPrior } from '../src/evaluation/networks/truthFile';
import { withKnowledge } from '../src/inference/knowledge/withKnowledge';
import { receiveDataset } from './sendDataset';
import type { KnowledgeApi } from './protocol';

const api: KnowledgeApi = {
  read: readPrior,
  lay: laidPrior,
  embed: embeddingsAmong,
  async learn(sent, settings, prior, strength, onProgress) {
    const dataset = await receiveDataset(sent);
    const computation = withKnowledge(dataset, settings, prior, strength);
    for (let step = computation.next(); ; step = computation.next()) {
      if (step.done) {
        const { edgePenalty, knowledge } = step.value;
        const learned = { ...(edgePenalty && { edgePenalty }), ...(knowledge && { knowledge }) };
        return edgePenalty ? transfer(learned, [edgePenalty.buffer]) : learned;
      }
      onProgress(step.value);
    }
  },
};

expose(api);
