/** The network of a finished run as a figure without a page: what is drawn, and where the genes stand. */
import { perturbedGenes } from '../../dataset/dataset';
import type { FinishedRun } from '../../share/finishedRun';
import type { Placement } from '../../share/view';
import type { Scene } from './compose';
import { EdgeMemory } from './drawnEdges';
import { arrangeAnew } from './layout/anew';
import type { LayoutGraph } from './layout/graph';
import { arrange } from './layout/layout';

/** The common panel of the page, in pixels. */
const room = { width: 750, height: 600 };
const firstTicks = 220;
/** Then as the page goes on until nothing moves by more than `settled`, in layout units. */
const [updateTicks, mostUpdates, settled] = [8, 60, 0.4];

/** As the run's view shows it, without selection, sliders or a reference. `doubt`: see Scene. */
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

/** Where the run says its genes are, or where they come to rest when arranged anew. */
export function placementOfRun(run: FinishedRun, scene: Scene): Placement {
  return run.placement ?? { positions: arranged(graphOf(run, scene)), room };
}

function graphOf({ view }: FinishedRun, scene: Scene): LayoutGraph {
  const modules = new Int32Array(scene.genes.length).fill(-1);
  // Modules of a run that has learned nothing are no finding: they hold nothing together.
  const known = scene.doubt === null ? scene.modules : [];
  for (const [index, module] of known.entries()) for (const gene of module.genes) modules[gene] = index;
  const edges = scene.edges.map(({ source, target, strength }) => ({ source, target, strength }));
  return { genes: scene.genes, edges, modules, pins: view.pins, room };
}

function arranged(graph: LayoutGraph): Float32Array {
  let positions = arrangeAnew(graph, firstTicks);
  for (let update = 0; update < mostUpdates; update++) {
    const next = arrange(positions, graph, updateTicks);
    const before = positions;
    positions = next;
    if (next.every((value, i) => Math.abs(value - (before[i] ?? 0)) <= settled)) break;
  }
  return positions;
}
