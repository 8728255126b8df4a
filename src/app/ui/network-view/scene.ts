/** Reads the stores and the newest snapshot into a Scene: what the picture shows, before any colour. Pure. */
import { perturbedGenes } from '../../../dataset/design';
import { beatsNoChange } from '../../../evaluation/predictors';
import type { Module, Network } from '../../../network/network';
import type { RunState, StepName, ViewDocument } from '../../session/state';
import type { Scene } from '../../../present/figure/compose';
import type { EdgeMemory } from '../../../present/figure/drawnEdges';
import { referenceOf } from '../../../present/figure/reference';
import { doubtAbout } from '../../../present/text/doubt';

export interface SceneSource {
  readonly run: RunState;
  readonly view: ViewDocument;
  readonly step: StepName;
  /** The network in training; null before the first snapshot. */
  readonly live: Network | null;
  /** Modules as last looked at while learning; null before the first look. */
  readonly liveModules: readonly Module[] | null;
  /** [R × G] how settled the live network looks. */
  readonly steadiness: Float32Array | null;
}

/** More edges than these are in the table, not on the canvas: live, and once the network stands still. */
const mostDrawnLive = 500;
const mostDrawn = 2000;

/** null: there are no genes to show yet. */
export function sceneOf(source: SceneSource, memory: EdgeMemory): Scene | null {
  const { run, view, live } = source;
  const genes = run.dataset?.genes;
  if (!run.dataset || !genes) return null;
  const network = run.result?.network ?? live;
  if (live) memory.remember(live.weights);
  const prediction = source.step === 'perturb' ? run.prediction : null;
  return {
    genes,
    perturbed: new Set(perturbedGenes(run.dataset)),
    edges: network
      ? memory.draw(
          network,
          run.result ? network.stability : source.steadiness,
          Math.min(view.edgeBudget, run.result ? mostDrawn : mostDrawnLive),
          view.minimumStability,
          run.phase === 'running',
        )
      : [],
    modules: run.result?.modules ?? source.liveModules ?? [],
    moduleNames: view.moduleNames,
    hiddenModules: view.hiddenModules,
    selection: view.selection,
    pinned: new Set(view.pins.map(({ gene }) => gene)),
    reference: view.truthOverlay && run.truth ? referenceOf(run.truth, genes) : null,
    change:
      prediction && prediction.sliders.length > 0
        ? { log2FoldChange: prediction.prediction.log2FoldChange, set: prediction.sliders }
        : null,
    doubt: run.result ? doubtAbout(run.result) : learningDoubt(run),
  };
}

function learningDoubt(run: RunState): string | null {
  const { heldOutError } = run.summary;
  return heldOutError !== null && !beatsNoChange(heldOutError) ? 'Not better than “no change” yet' : null;
}
