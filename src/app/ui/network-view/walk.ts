/**
 * Walking the network without a mouse: which gene lies next in a direction, which edge comes next, and what is said.
 * Pure; NetworkView holds where the walker stands.
 */
import type { Scene } from '../../../present/figure/compose';
import type { DrawnEdge } from '../../../present/figure/drawnEdges';

export type Direction = 'left' | 'right' | 'up' | 'down';

interface Place {
  readonly x: number;
  readonly y: number;
}

const along: Readonly<Record<Direction, Place>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/**
 * The nearest gene in the quarter of the plane that the direction names; distance across counts double. The gene itself
 * where there is none. Screen coordinates, y down.
 */
export function nextGene(places: ReadonlyMap<number, Place>, from: number, direction: Direction): number {
  const start = places.get(from);
  if (!start) return from;
  const axis = along[direction];
  let best = { gene: from, cost: Infinity };
  for (const [gene, place] of places) {
    if (gene === from) continue;
    const forward = (place.x - start.x) * axis.x + (place.y - start.y) * axis.y;
    const across = Math.abs((place.x - start.x) * axis.y) + Math.abs((place.y - start.y) * axis.x);
    if (forward <= 0 || across > forward) continue;
    const cost = forward + 2 * across;
    if (cost < best.cost) best = { gene, cost };
  }
  return best.gene;
}

/** Edges at a gene in the order N goes through them: out of it strongest first, then into it. */
export function edgesAt(edges: readonly DrawnEdge[], gene: number): DrawnEdge[] {
  return [...edges.filter(({ source }) => source === gene), ...edges.filter(({ target }) => target === gene)];
}

/** "GATA1, 5 targets, 2 regulators, module M2, knocked …": what a screen reader hears on arriving. */
export function describeGene(scene: Scene, gene: number): string {
  const targets = scene.edges.filter(({ source }) => source === gene).length;
  const regulators = scene.edges.filter(({ target }) => target === gene).length;
  const module = scene.modules.findIndex(({ genes }) => genes.includes(gene));
  const name = scene.modules[module]?.name;
  const given = scene.moduleNames[module];
  return [
    scene.genes[gene] ?? '',
    counted(targets, 'target'),
    counted(regulators, 'regulator'),
    ...(name ? [`module ${name}${given ? ` ${given}` : ''}`] : []),
    ...(scene.perturbed.has(gene) ? ['perturbed in the screen'] : []),
    ...(scene.pinned.has(gene) ? ['pinned'] : []),
  ].join(', ');
}

export function describeEdge(scene: Scene, edge: DrawnEdge): string {
  const verb = edge.weight > 0 ? 'activates' : 'represses';
  const doubt = edge.unstable || scene.doubt ? ', unstable' : '';
  return `${scene.genes[edge.source] ?? ''} ${verb} ${scene.genes[edge.target] ?? ''}, weight ${edge.weight.toFixed(2)}${doubt}`;
}

function counted(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;
}
