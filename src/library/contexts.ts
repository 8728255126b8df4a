/** A network for each context of a screen, and what differs between them, in the calling thread: as `modulode contexts` makes them. */
import { type ContextSize, contextPlan } from '../dataset/contextSizes';
import type { Mapping } from '../dataset/mapping';
import { contextRuns } from '../inference/run/contextRuns';
import type { ContextDifferences } from '../network/networkDifferences';
import { contextsFault, othersName } from '../present/text/contextNetworks';
import { type InferOptions, infer } from './infer';
import type { LearnedRun } from './learnedRun';
import { openData } from './openData';

export interface InferContextsInput extends Pick<InferOptions, 'settings' | 'onProgress' | 'signal'> {
  readonly files: readonly File[];
  /** With `contextColumn`, unless one is recognised. */
  readonly mapping?: Partial<Mapping>;
  /** Names of contexts; all with enough cells unless given. */
  readonly contexts?: readonly string[];
  /** Resampled fits of each context, 5 to 1,000, default 20. */
  readonly fits?: number;
}

export interface ContextNetwork extends ContextSize {
  /** From its own cells alone, with confidence: what the differences rest on. */
  readonly alone: LearnedRun;
  /** With the edges of the other contexts as a known network, whose strength cross-validation chose: `run.dataset.knowledge`. */
  readonly learned: LearnedRun;
}

export interface ContextNetworks {
  /** From the cells of all contexts, each with its own scale. */
  readonly common: LearnedRun;
  readonly contexts: readonly ContextNetwork[];
  /** Too small for a network. */
  readonly leftOut: readonly ContextSize[];
  /** Of every two contexts. */
  readonly differences: readonly ContextDifferences[];
}

/**
 * Learns the networks of a screen with a column of contexts (docs/method.md, "Networks of contexts"). Rejects as `infer` does, and with
 * RangeError where no two contexts can be compared, or for an impossible number of fits.
 */
export async function inferContexts(input: InferContextsInput): Promise<ContextNetworks> {
  const { files, mapping = {}, contexts: asked, fits, ...options } = input;
  const opened = await openData(files);
  const plan = await opened
    .recognise(mapping)
    .then((recognition) => contextPlan(opened.opened, recognition, asked))
    .finally(() => opened.close());
  const fault = contextsFault(plan);
  if (fault) throw new RangeError(`${fault.title}. ${fault.why}`);
  const { common, contexts, differences } = await contextRuns(plan, async (run) => {
    const prior = run.known && { name: othersName, edges: run.known };
    const own = { ...options, files, mapping: { ...mapping, ...run.mapping }, ...(prior && { prior }) };
    const first = await infer(own);
    const isAlone = run.context !== null && run.known === null;
    const learned = isAlone ? await first.measureConfidence(fits) : first;
    const { dataset, result } = learned.run;
    return { dataset, result, run: learned };
  });
  return {
    common: common.run,
    contexts: contexts.map(({ size, alone, learned }) => ({
      ...size,
      alone: alone.run,
      learned: learned.run,
    })),
    leftOut: plan.leftOut,
    differences,
  };
}
