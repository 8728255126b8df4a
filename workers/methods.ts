/** One of the workers that run methods of the gallery, one method at a time. See protocol.ts. */
import { expose } from 'comlink';
import { methodNamed } from '../src/evaluation/methods/gallery';
import { judge } from '../src/evaluation/methods/judged';
import { compareMethods } from '../src/evaluation/methods/consensus/comparison';
import { runMethod } from '../src/evaluation/methods/runMethod';
import { inScreenOrder, screenOf, type Screen } from '../src/evaluation/methods/screen';
import { receiveDataset } from './sendDataset';
import type { MethodsApi } from './protocol';

/** Milliseconds between two reports of progress. */
const REPORT_MS = 100;

let used: Promise<Screen> | null = null;

const api: MethodsApi = {
  async use(sent) {
    used = receiveDataset(sent).then(screenOf);
    await used;
  },
  async run({ name, run, networks, cells, knowledge, embeddings, ...request }, onProgress) {
    const method = methodNamed(name);
    if (!used || !method) throw new Error(`There is no method ${name}`);
    const own = await used;
    const screen = knowledge ? { ...own, original: { ...own.original, knowledge } } : own;
    const known = networks.map((network) => ({ ...network, scores: inScreenOrder(network.scores, screen) }));
    const steps = runMethod(method, screen, {
      ...request,
      networks: known,
      ...(run && { run }),
      ...(cells && { cells }),
      ...(embeddings && { embeddings }),
    });
    const started = performance.now();
    let reported = started;
    for (let step = await steps.next(); ; step = await steps.next()) {
      const now = performance.now();
      if (step.done === true) {
        const { network, predictions, links, without } = step.value;
        const { unseen } = judge({ network, predictions }, null);
        const seconds = (now - started) / 1000;
        return { network, unseen, seconds, ...(links && { links }), ...(without && { without }) };
      }
      if (now - reported < REPORT_MS) continue;
      reported = now;
      onProgress(step.value);
    }
  },
  compare: async (networks, truth, edges) => compareMethods(networks, truth, edges),
};

expose(api);
