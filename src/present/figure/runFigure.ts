/** The network figure of a finished run for reports and the terminal: its scene and the positions of its genes. */
import { perturbedGenes } from '../../dataset/dataset';
import type { FinishedRun } from '../../share/finishedRun';
import type { Placement, ViewDocument } from '../../share/view';
import type { Module, Network } from '../../network/network';
import type { Point } from './geometry';
import type { Scene } from './scene';
import { EdgeMemory, withoutHidden } from './scene';
import { layoutGraph } from './layout/graph';
import { placeByForces } from './layout/forceLayout';
import { placeByLayers } from './layout/layeredLayout';
import { arrange, pinned } from './layout/layout';

/** The scene of the run's saved view, without selection, sliders or a reference. `doubt`: see Scene. */
export function sceneOfRun({ dataset, result, view }: FinishedRun, doubt: string | null): Scene {
  return { ...sceneOfNetwork({ ...result, perturbed: perturbedGenes(dataset) }, view), doubt };
}

interface DrawnNetwork {
  readonly network: Network;
  readonly modules: readonly Module[];
  /** Genes that were perturbed. */
  readonly perturbed: readonly number[];
}

/** The same of a network by itself. */
export function sceneOfNetwork({ network, modules, perturbed }: DrawnNetwork, view: ViewDocument): Scene {
  return {
    genes: network.genes,
    perturbed: new Set(perturbed),
    edges: withoutHidden(
      new EdgeMemory().draw(network, network.stability, view.edgeBudget, view.minimumStability, false),
      view,
    ),
    modules,
    moduleNames: view.moduleNames,
    hiddenModules: view.hiddenModules,
    hiddenGenes: view.hiddenGenes,
    hiddenEdges: view.hiddenEdges,
    arrangement: view.arrangement,
    selection: null,
    hovered: null,
    shading: null,
    sizes: null,
    pinned: new Set(view.pins.map(({ gene }) => gene)),
    reference: null,
    change: null,
    doubt: null,
  };
}

/** World coordinates of the genes: those saved with the run, or else its arrangement, as the page makes it. */
export function placementOfRun({ result, view, placement }: FinishedRun): Placement {
  if (placement) return placement;
  const place = view.arrangement === 'layered' ? placeByLayers : placeByForces;
  return pinned(arrange(layoutGraph(result.network, result.modules), place), view.pins);
}

/** By gene. */
export function placesOf({ positions }: Placement): ReadonlyMap<number, Point> {
  return new Map(
    Array.from({ length: positions.length / 2 }, (_, gene) => [
      gene,
      { x: positions[gene * 2] ?? 0, y: positions[gene * 2 + 1] ?? 0 },
    ]),
  );
}
