/** Keyboard navigation of the network: arrow keys go to the nearest gene, N follows edges, Enter selects, Shift moves and adds. */
import { type FocusEvent, type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import type { Point } from '../../../present/figure/geometry';
import type { DrawnEdge, Scene } from '../../../present/figure/scene';
import { moveGenes, selectGenes, toggleSelected } from '../../session/view/genes';
import { endGesture, select } from '../../session/view/view';
import type { Selection } from '../../session/state';
import { useView } from '../../session/stores';
import { genesIn } from '../../session/view/viewGenes';
import type { NetworkController } from './controller';

const DIRECTIONS = ['left', 'right', 'up', 'down'] as const;

interface Pointing {
  /** The gene or edge with keyboard focus; null: none. */
  readonly point: (at: Selection) => void;
  readonly openMenu: (of: Selection) => void;
}

export function useWalker(controller: RefObject<NetworkController | null>, { point, openMenu }: Pointing) {
  const [announcement, announce] = useState('');
  const gene = useRef<number | null>(null);
  const edge = useRef(-1);

  const arrive = (at: number) => {
    const here = controller.current;
    endGesture();
    if (!here?.drawn || at >= here.drawn.scene.genes.length) return;
    gene.current = at;
    edge.current = -1;
    here.stage.focus(at);
    point({ kind: 'gene', gene: at });
    announce(describeGene(here.drawn.scene, at));
  };

  const onFocus = (event: FocusEvent) => {
    if (!event.currentTarget.matches(':focus-visible')) return;
    const places = controller.current?.stage.onScreen();
    const first =
      gene.current !== null && places?.has(gene.current) ? gene.current : places?.keys().next().value;
    if (first !== undefined) arrive(first);
  };

  const onBlur = () => {
    controller.current?.stage.focus(null);
    point(null);
    endGesture();
  };

  /** The gene or the edge where the keyboard is; before its first move, what is selected. */
  const focused = (scene: Scene): Selection => {
    const at = gene.current;
    if (at === null) {
      const { selection } = useView.getState().present;
      const [first] = genesIn(selection);
      return first === undefined ? selection : { kind: 'gene', gene: first };
    }
    const { source, target } = edgesAt(scene.edges, at)[edge.current] ?? {};
    return source === undefined || target === undefined
      ? { kind: 'gene', gene: at }
      : { kind: 'edge', source, target };
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const here = controller.current;
    if (!here?.drawn || event.altKey) return;
    const { scene } = here.drawn;
    const at = gene.current;
    const direction = DIRECTIONS.find((one) => event.key.toLowerCase() === `arrow${one}`);
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== 'a') return;
      selectGenes(here.drawn.figure.nodes.map((node) => node.gene));
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))
      openMenu(focused(scene));
    else if (direction && event.shiftKey && at !== null) {
      const selected = genesIn(useView.getState().present.selection);
      const step = AXES[direction];
      moveGenes(
        (selected.includes(at) ? selected : [at]).map((moved) => {
          const { x, y } = here.stage.worldPlaceOf(moved);
          return { gene: moved, x: x + STEP * step.x, y: y + STEP * step.y };
        }),
      );
      point(null);
    } else if (direction) arrive(at === null ? 0 : nextGene(here.stage.onScreen(), at, direction));
    else if (event.key === 'Enter' && at !== null) {
      if (event.shiftKey) toggleSelected(at);
      else select(focused(scene));
    } else if (event.key === 'Escape') {
      point(null);
      select(null);
    } else if (event.key.toLowerCase() === 'n' && at !== null) {
      const edges = edgesAt(scene.edges, at);
      if (edges.length === 0) return announce(`${scene.genes[at] ?? ''} has no edges drawn`);
      // Backwards from the gene itself, the last edge is the first.
      const from = event.shiftKey ? Math.max(0, edge.current) - 1 : edge.current + 1;
      edge.current = (from + edges.length) % edges.length;
      const chosen = edges[edge.current];
      if (chosen) {
        announce(describeEdge(scene, chosen));
        point({ kind: 'edge', source: chosen.source, target: chosen.target });
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return { announcement, onFocus, onBlur, onKeyDown };
}

/** World units that Shift and an arrow key move a gene. */
const STEP = 12;

type Direction = (typeof DIRECTIONS)[number];

const AXES: Readonly<Record<Direction, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/**
 * The nearest gene in the quadrant of the direction, with distance across it counted twice; the gene itself where there
 * is none. Screen coordinates, y down.
 */
export function nextGene(places: ReadonlyMap<number, Point>, from: number, direction: Direction): number {
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
