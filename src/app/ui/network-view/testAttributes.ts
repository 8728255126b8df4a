/** What the page tells tests: attributes of the section around the canvas, and `window.modulodeTest`. */
import type { Box, Point } from '../../../present/figure/geometry';
import { useRun } from '../../session/stores';
import { placementNow } from '../../session/view/viewBus';
import type { NetworkController } from './controller';

/**
 * Whether the page describes what it draws to tests: in attributes, where `__modulodeTest` was set before the page loaded
 * (end-to-end tests do so; writing them on every frame costs time), and in `window.modulodeTest` where its address has `?test`.
 */
const testHooks = Reflect.get(globalThis, '__modulodeTest') === true;
const testObject = typeof location !== 'undefined' && new URLSearchParams(location.search).has('test');

/** `boxes`: pixels from the corner of the section, by gene. */
export function describeForTests(
  view: Pick<HTMLElement, 'dataset'>,
  { drawn, resting }: Pick<NetworkController, 'drawn' | 'resting'>,
  boxes: ReadonlyMap<number, Box>,
): void {
  if (!testHooks) return;
  const name = (gene: number) => drawn?.scene.genes[gene] ?? '';
  const edges = drawn?.scene.edges.map(({ source, target }) => [name(source), name(target)]) ?? [];
  const places = Array.from(boxes, ([gene, { x, y }]) => [name(gene), [Math.round(x), Math.round(y)]]);
  const sizes = Array.from(boxes, ([gene, { halfWidth, halfHeight }]) => [
    name(gene),
    [2 * halfWidth, 2 * halfHeight],
  ]);
  Object.assign(view.dataset, {
    nodeCount: String(boxes.size),
    edgeCount: String(drawn?.figure.edges.length ?? 0),
    dashedCount: String(drawn?.figure.edges.filter(({ dashed }) => dashed).length ?? 0),
    edgeColors: JSON.stringify([...new Set(drawn?.figure.edges.map(({ color }) => color))]),
    edges: JSON.stringify(edges),
    layout: resting ? 'resting' : 'moving',
    nodePositions: JSON.stringify(Object.fromEntries(places)),
    nodeSizes: JSON.stringify(Object.fromEntries(sizes)),
  });
}

/** World coordinates by gene name, of the run on screen; empty before its genes are arranged. */
function worldCoordinates(): Readonly<Record<string, Point>> {
  const genes = useRun.getState().dataset?.genes ?? [];
  const { positions } = placementNow(genes) ?? {};
  if (!positions) return {};
  return Object.fromEntries(
    genes.map((name, gene) => [name, { x: positions[gene * 2] ?? 0, y: positions[gene * 2 + 1] ?? 0 }]),
  );
}

if (testObject) Object.assign(window, { modulodeTest: { genes: worldCoordinates } });
