/** A run of the terminal as the text of a link without cells, and what such a text says. */
import { judged } from '../../src/inference/verdict/judge';
import type { RunVerdict } from '../../src/inference/verdict/statements';
import { standingOfRun } from '../../src/inference/benchmark/predictions';
import { findingBesideLevel } from '../../src/present/text/benchmark';
import type { EffectsSnapshot } from '../../src/share/effectsSnapshot';
import type { FinishedRun } from '../../src/share/finishedRun';
import { decodeLink, effectsInText, encodeLink } from '../../src/share/link';
import { type SharedNetwork, type Snapshot, snapshotOfFinished, withEffects } from '../../src/share/snapshot';
import type { Source } from './sources';

/** Characters: a file is no address, and has room for all perturbations of a screen of pairs. */
const MOST_CHARACTERS = 48_000;
/** A link says on which day it was made. */
const FROZEN_ON = Date.UTC(2026, 10, 27);

/** `program`: the one that the text names; absent: which learned the run. */
export async function frozenText(
  { id, name }: Source,
  learned: FinishedRun,
  program?: string,
): Promise<string> {
  const run = program === undefined ? learned : { ...learned, result: { ...learned.result, program } };
  const snapshot = snapshotOfFinished(run, {
    title: `${name}: frozen run, no cells`,
    now: FROZEN_ON,
    standing: standingOfRun(run),
    judged: judged(run),
    bare: false,
    sliders: [],
    time: null,
  });
  const measured = await effectsInText(run.effects);
  const effects = measured && program !== undefined ? { ...measured, program } : measured;
  const link = await encodeLink(withEffects(snapshot, effects), 'model', undefined, MOST_CHARACTERS);
  if (!link.ok) throw new Error(`${id} is too long`);
  return link.value.text;
}

/** What a reader of the text is told, from the text alone. */
export interface Told {
  readonly snapshot: Snapshot;
  readonly network: SharedNetwork;
  readonly verdict: RunVerdict;
  readonly effects: EffectsSnapshot;
  readonly cells: number;
  /** Measured ones in the model. */
  readonly genes: number;
  /** As the page says it of the opened run. */
  readonly headline: string;
}

export async function toldBy(text: string): Promise<Told> {
  const read = await decodeLink(text);
  if (!read.ok || read.value.kind !== 'run') throw new Error('not the link of a run');
  const { snapshot } = read.value;
  const { network, sliderModel, effects } = snapshot;
  const verdict = network?.verdict.judged?.verdict;
  if (!network || !verdict || sliderModel?.kind !== 'model' || !effects)
    throw new Error('without its model, verdict or effects');
  const inputs = sliderModel.model.latent?.length ?? 0;
  const standing = network.verdict.caveats?.standing ?? null;
  return {
    snapshot,
    network,
    verdict,
    effects,
    cells: network.data.cells,
    genes: network.network.genes.length - inputs,
    headline: findingBesideLevel(network.verdict, standing, verdict),
  };
}
