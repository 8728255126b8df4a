/**
 * Keyboard navigation of the network: arrow keys go to the nearest gene, N follows the edges, Enter selects, Escape
 * returns.
 */
import { type FocusEvent, type KeyboardEvent, useCallback, useRef, useState } from 'react';
import type { Scene } from '../../../present/figure/scene';
import type { DrawnEdge } from '../../../present/figure/scene';
import { select } from '../../session/actions/view';
import type { NetworkController } from './controller';

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export function useWalker(controller: () => NetworkController | null) {
  const [announcement, announce] = useState('');
  const gene = useRef<number | null>(null);
  const edge = useRef(-1);

  const arrive = useCallback(
    (at: number) => {
      const scene = controller()?.scene;
      if (!scene || at >= scene.genes.length) return;
      gene.current = at;
      edge.current = -1;
      controller()?.stage.focus(at);
      announce(describeGene(scene, at));
    },
    [controller],
  );

  const onFocus = useCallback(
    (event: FocusEvent) => {
      if (!event.currentTarget.matches(':focus-visible')) return;
      const stage = controller()?.stage;
      const places = stage?.onScreen();
      const first =
        gene.current !== null && places?.has(gene.current) ? gene.current : places?.keys().next().value;
      if (first !== undefined) arrive(first);
    },
    [controller, arrive],
  );

  const onBlur = useCallback(() => controller()?.stage.focus(null), [controller]);

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const here = controller();
      const scene = here?.scene;
      if (!here || !scene || event.ctrlKey || event.metaKey || event.altKey) return;
      const at = gene.current;
      const direction = DIRECTIONS[event.key];
      if (direction) arrive(at === null ? 0 : nextGene(here.stage.onScreen(), at, direction));
      else if (event.key === 'Enter' && at !== null) {
        const chosen = edge.current < 0 ? undefined : edgesAt(scene.edges, at)[edge.current];
        select(
          chosen
            ? { kind: 'edge', source: chosen.source, target: chosen.target }
            : { kind: 'gene', gene: at },
        );
      } else if (event.key === 'Escape') select(null);
      else if (event.key.toLowerCase() === 'n' && at !== null) {
        const edges = edgesAt(scene.edges, at);
        if (edges.length === 0) return announce(`${scene.genes[at] ?? ''} has no edges drawn`);
        const step = event.shiftKey ? -1 : 1;
        edge.current =
          edge.current < 0
            ? step > 0
              ? 0
              : edges.length - 1
            : (edge.current + step + edges.length) % edges.length;
        const chosen = edges[edge.current];
        if (chosen) announce(describeEdge(scene, chosen));
      } else return;
      event.preventDefault();
      event.stopPropagation();
    },
    [controller, arrive],
  );

  return { announcement, onFocus, onBlur, onKeyDown };
}

type Direction = 'left' | 'right' | 'up' | 'down';

interface Place {
  readonly x: number;
  readonly y: number;
}

const AXES: Readonly<Record<Direction, Place>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/**
 * The nearest gene in the quadrant of the direction, with distance across it countOf twice; the gene itself where there
 * is none. Screen coordinates, y down.
 */
export function nextGene(places: ReadonlyMap<number, Place>, from: number, direction: Direction): number {
  const start = places.get(from);
  if (!start) return from;
  const axis = AXES[direction];
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

/** Edges of a gene in the order of N: outgoing, then incoming, strongest first. */
export function edgesAt(edges: readonly DrawnEdge[], gene: number): DrawnEdge[] {
  return [...edges.filter(({ source }) => source === gene), ...edges.filter(({ target }) => target === gene)];
}

/** Screen reader text on arrival: "GATA1, 5 targets, 2 regulators, module M2, knocked …". */
export function describeGene(scene: Scene, gene: number): string {
  const targets = scene.edges.filter(({ source }) => source === gene).length;
  const regulators = scene.edges.filter(({ target }) => target === gene).length;
  const module = scene.modules.findIndex(({ genes }) => genes.includes(gene));
  const name = scene.modules[module]?.name;
  const userName = scene.moduleNames[module];
  return [
    scene.genes[gene] ?? '',
    countOf(targets, 'target'),
    countOf(regulators, 'regulator'),
    ...(name ? [`module ${name}${userName ? ` ${userName}` : ''}`] : []),
    ...(scene.perturbed.has(gene) ? ['perturbed in the screen'] : []),
    ...(scene.pinned.has(gene) ? ['pinned'] : []),
  ].join(', ');
}

export function describeEdge(scene: Scene, edge: DrawnEdge): string {
  const verb = edge.weight > 0 ? 'activates' : 'represses';
  const doubt = edge.unstable || scene.doubt ? ', unstable' : '';
  return `${scene.genes[edge.source] ?? ''} ${verb} ${scene.genes[edge.target] ?? ''}, weight ${edge.weight.toFixed(2)}${doubt}`;
}

function countOf(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;
}
