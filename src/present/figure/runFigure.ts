/** The network figure of a finished run for reports and the terminal: its scene and the positions of its genes. */
import { perturbedGenes } from '../../dataset/dataset';
import type { FinishedRun } from '../../share/finishedRun';
import type { Placement } from '../../share/view';
import type { Scene } from './scene';
import { EdgeMemory } from './scene';
import { arrangeFromNames, arrange } from './layout/layout';
import type { LayoutGraph } from './layout/graph';

/** Typical size of the page's network panel, in pixels. */
const room = { width: 750, height: 600 };
const firstTicks = 220;
/** Updates repeat until no coordinate moves by more than `settled` layout units. */
const [updateTicks, maxUpdates, settled] = [8, 60, 0.4];

/** The scene of the run's saved view, without selection, sliders or a reference. `doubt`: see Scene. */
export function sceneOfRun({ dataset, result, view }: FinishedRun, doubt: string | null): Scene {
  const { network, modules } = result;
  return {
    genes: dataset.genes,
    perturbed: new Set(perturbedGenes(dataset)),
    edges: new EdgeMemory().draw(network, network.stability, view.edgeBudget, view.minimumStability, false),
    modules,
    moduleNames: view.moduleNames,
    hiddenModules: view.hiddenModules,
    selection: null,
    pinned: new Set(view.pins.map(({ gene }) => gene)),
    reference: null,
    change: null,
    doubt,
  };
}

/** Saved positions of the genes, or else those of a new layout. */
export function placementOfRun(run: FinishedRun, scene: Scene): Placement {
  return run.placement ?? { positions: arranged(graphOf(run, scene)), room };
}

function graphOf({ view }: FinishedRun, scene: Scene): LayoutGraph {
  const modules = new Int32Array(scene.genes.length).fill(-1);
  // Modules of a run that does not beat "no change" do not influence the layout.
  const known = scene.doubt === null ? scene.modules : [];
  for (const [index, module] of known.entries()) for (const gene of module.genes) modules[gene] = index;
  const edges = scene.edges.map(({ source, target, strength }) => ({ source, target, strength }));
  return { genes: scene.genes, edges, modules, pins: view.pins, room };
}

function arranged(graph: LayoutGraph): Float32Array {
  let positions = arrangeFromNames(graph, firstTicks);
  for (let update = 0; update < maxUpdates; update++) {
    const next = arrange(positions, graph, updateTicks);
    const before = positions;
    positions = next;
    if (next.every((value, i) => Math.abs(value - (before[i] ?? 0)) <= settled)) break;
  }
  return positions;
}
