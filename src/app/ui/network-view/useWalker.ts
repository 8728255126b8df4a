/** The keyboard inside the network: arrows walk from gene to gene, N goes through the edges, Enter opens, Escape returns. */
import { useCallback, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';
import { select } from '../../session/actions/view';
import type { NetworkController } from './controller';
import { describeEdge, describeGene, edgesAt, nextGene, type Direction } from './walk';

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export function useWalker(controller: () => NetworkController | null) {
  const [said, setSaid] = useState('');
  const gene = useRef<number | null>(null);
  const edge = useRef(-1);

  const arrive = useCallback(
    (at: number) => {
      const scene = controller()?.scene;
      if (!scene || at >= scene.genes.length) return;
      gene.current = at;
      edge.current = -1;
      controller()?.stage.focus(at);
      setSaid(describeGene(scene, at));
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
      const direction = directions[event.key];
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
        if (edges.length === 0) return setSaid(`${scene.genes[at] ?? ''} has no edges drawn`);
        const step = event.shiftKey ? -1 : 1;
        edge.current =
          edge.current < 0
            ? step > 0
              ? 0
              : edges.length - 1
            : (edge.current + step + edges.length) % edges.length;
        const chosen = edges[edge.current];
        if (chosen) setSaid(describeEdge(scene, chosen));
      } else return;
      event.preventDefault();
      event.stopPropagation();
    },
    [controller, arrive],
  );

  return { said, onFocus, onBlur, onKeyDown };
}
