/** A network for each context of a screen, and what differs between them, in the calling thread: as `modulode contexts` makes them. */
import { type ContextSize, contextPlan, genesOfCommon } from '../dataset/contextSizes';
import type { Mapping } from '../dataset/mapping';
import { compareContexts } from '../inference/run/contextComparison';
import type { ContextDifferences } from '../network/networkDifferences';
import { sharedEdges } from '../network/sharedEdges';
import { contextsFault } from '../present/text/contextNetworks';
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
  const { column: contextColumn, batchColumn, chosen, leftOut } = plan;
  const common = await infer({ ...options, files, mapping: { ...mapping, contextColumn, batchColumn } });
  const shared = { ...mapping, contextColumn, ...genesOfCommon(common.run.dataset) };
  const alone: LearnedRun[] = [];
  for (const { name } of chosen) {
    const run = await infer({ ...options, files, mapping: { ...shared, context: name } });
    alone.push(await run.measureConfidence(fits));
  }
  const contexts: ContextNetwork[] = [];
  for (const [at, own] of alone.entries()) {
    const size = chosen[at];
    if (!size) continue;
    const others = alone.toSpliced(at, 1).map(({ run }) => run.result.network);
    const prior = { name: 'other contexts', edges: sharedEdges(others) };
    const learned = await infer({ ...options, files, mapping: { ...shared, context: size.name }, prior });
    contexts.push({ ...size, alone: own, learned });
  }
  const runs = contexts.map(({ name, alone: { run } }) => ({ name, result: run.result }));
  return { common, contexts, leftOut, differences: compareContexts(runs) };
}
