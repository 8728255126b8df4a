/** The worker that learns a network for each context of the open file, as terminal and library do. See protocol.ts. */
import { expose, type Remote } from 'comlink';
import type { Dataset } from '../src/dataset/dataset';
import { settingsFor, type TrainingData, type TrainingSettings } from '../src/dynamics/settings';
import { withConfidence } from '../src/inference/run/confidence';
import { type ContextRunAsked, contextRuns } from '../src/inference/run/contextRuns';
import { withKnownEdges } from '../src/inference/knowledge/withKnowledge';
import { TrainingFailed, trainToEnd } from '../src/inference/training/trainToEnd';
import { differencesTsv } from '../src/network/formats/edgeLists';
import type { ContextDifferences } from '../src/network/networkDifferences';
import { drawnDifferences } from '../src/present/figure/differences';
import { placementOfRun } from '../src/present/figure/runFigure';
import { contextText, differencesText, othersName } from '../src/present/text/contextNetworks';
import type { InputError } from '../src/present/text/errors';
import { finishedRunOf } from '../src/share/finishedRun';
import { LossCurve } from '../src/share/lossCurve';
import { browserDevices } from './devices';
import { receiveDataset } from './sendDataset';
import type { ContextsApi, ContextsListener, ContextsStart, ShownDifferences } from './protocol';

/** Edges of two contexts that are listed; the file has all. */
const MOST_LISTED = 2000;

type Listener = ContextsListener | Remote<ContextsListener>;

class Refused extends Error {
  readonly problem: InputError;

  constructor(problem: InputError) {
    super(problem.tag);
    this.problem = problem;
  }
}

/** The values with the edges of other contexts, where the run is learned with them. */
function informed(dataset: Dataset, settings: TrainingSettings, asked: ContextRunAsked): TrainingData {
  if (asked.known === null) return dataset;
  const learned = withKnownEdges(dataset, settings, { name: othersName, edges: asked.known }, 'auto');
  if (!learned.ok) throw new Refused(learned.error);
  return learned.value;
}

async function learnRun(asked: ContextRunAsked, start: ContextsStart, listener: Listener) {
  const loaded = await receiveDataset(await listener.load(asked.mapping));
  const settings = settingsFor(loaded, start.settings, start.named);
  const dataset = informed(loaded, settings, asked);
  const devices = browserDevices(
    { ...start.training, settings },
    { settingUp: () => undefined, measured: () => undefined },
  );
  const losses = new LossCurve([]);
  try {
    const trained = await trainToEnd(devices, dataset, settings, {
      onSnapshot: (snapshot) => {
        losses.take(snapshot);
        void listener.trained(snapshot.step / snapshot.steps);
      },
    });
    const result =
      asked.context !== null && asked.known === null
        ? withConfidence(trained, await listener.measure({ settings, result: trained }))
        : trained;
    const run = finishedRunOf({
      dataset,
      settings,
      truth: null,
      result,
      loss: losses.read(),
      savedAt: Date.now(),
    });
    const { dataset: _, ...rest } = run;
    const { edgePenalty, knowledge } = dataset;
    await listener.finished(rest, { ...(edgePenalty && { edgePenalty }), ...(knowledge && { knowledge }) });
    // Its values are no longer needed.
    return { ...run, dataset: { ...dataset, values: new Float32Array() } };
  } finally {
    devices.dispose();
  }
}

function shown(differences: ContextDifferences, budget: number): ShownDifferences {
  const { edges } = differences;
  return {
    ...drawnDifferences(differences, budget),
    text: differencesText(differences),
    tested: edges.length,
    edges: edges.filter(({ supported }, place) => supported || place < MOST_LISTED),
  };
}

const api: ContextsApi = {
  async learn(start, listener: Listener) {
    try {
      const { common, contexts, differences } = await contextRuns(start.plan, async (asked) => {
        const { number, of, context, known } = asked;
        void listener.begun({ number, of, context: context?.name ?? null, withOthers: known !== null });
        return learnRun(asked, start, listener);
      });
      return {
        ok: true,
        value: {
          learned: contexts.map(({ size, learned: { dataset } }) =>
            contextText(size, dataset.knowledge ?? { strength: 0, gain: null }),
          ),
          differences: differences.map((one) => shown(one, common.view.edgeBudget)),
          placement: placementOfRun(common),
          table: new Blob([differencesTsv(differences)], { type: 'text/tab-separated-values' }),
        },
      };
    } catch (error) {
      if (error instanceof TrainingFailed || error instanceof Refused)
        return { ok: false, error: error.problem };
      throw error;
    }
  },
};

expose(api);
