/** Attributes of the section around the canvas that end-to-end tests read. */
import { testHooks } from '../../session/testHooks';
import type { NetworkController } from './controller';

/** `places`: pixels from the corner of the section, by gene. */
export function describeForTests(
  view: Pick<HTMLElement, 'dataset'>,
  { scene, figure, resting }: Pick<NetworkController, 'scene' | 'figure' | 'resting'>,
  places: ReadonlyMap<number, { readonly x: number; readonly y: number }>,
): void {
  if (!testHooks) return;
  const name = (gene: number) => scene?.genes[gene] ?? '';
  view.dataset['nodeCount'] = String(places.size);
  view.dataset['edgeCount'] = String(figure?.edges.length ?? 0);
  view.dataset['edges'] = JSON.stringify(
    scene?.edges.map(({ source, target }) => [name(source), name(target)]) ?? [],
  );
  view.dataset['layout'] = resting ? 'resting' : 'moving';
  view.dataset['nodePositions'] = JSON.stringify(
    Object.fromEntries(
      Array.from(places, ([gene, { x, y }]) => [name(gene), [Math.round(x), Math.round(y)]]),
    ),
  );
}
