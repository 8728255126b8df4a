/** Edges of a NetworkFigure: width by strength, head and colour by sign, dashes and fading by stability, marks by a reference. */
import type { ReferenceEdge, Scene } from './compose';
import type { DrawnEdge } from './drawnEdges';
import { mostPills } from './nodeSize';
import { mix, type Palette } from './palette';
import { fadedEdge, type FigureEdge, type TruthMark } from './networkFigure';

export function composeEdges(
  scene: Scene,
  palette: Palette,
  hidden: ReadonlySet<number>,
  focus: ReadonlySet<number> | null,
): FigureEdge[] {
  const truth = new Map(scene.reference?.map((edge) => [idOf(edge), edge]));
  const drawn = scene.edges.map((edge) => learnedEdge(scene, palette, edge, truth.get(idOf(edge))));
  const ids = new Set(drawn.map(({ id }) => id));
  const missed = [...truth.values()]
    .filter((edge) => !ids.has(idOf(edge)))
    .map((edge) => missedEdge(palette, edge, scene.genes.length > mostPills));
  const all = [...drawn, ...missed].filter(
    ({ source, target }) => !hidden.has(source) && !hidden.has(target),
  );
  const present = new Set(all.map(({ id }) => id));
  const { single, mutual } =
    scene.genes.length <= mostPills ? { single: 0.1, mutual: 0.22 } : { single: 0, mutual: 0.2 };
  return all.map((edge) => {
    const isMutual = present.has(`${edge.target}>${edge.source}`);
    return {
      ...edge,
      bow: isMutual ? mutual : single,
      mutual: isMutual,
      opacity: focus && !isInFocus(scene, edge, focus) ? fadedEdge : edge.opacity,
    };
  });
}

/** Edges at the selected gene, the selected edge itself, edges inside the selected module. */
function isInFocus(
  scene: Scene,
  { source, target }: Pick<FigureEdge, 'source' | 'target'>,
  focus: ReadonlySet<number>,
): boolean {
  const { selection } = scene;
  if (selection?.kind === 'gene') return source === selection.gene || target === selection.gene;
  if (selection?.kind === 'edge') return source === selection.source && target === selection.target;
  return focus.has(source) && focus.has(target);
}

function learnedEdge(
  scene: Scene,
  palette: Palette,
  edge: DrawnEdge,
  reference: ReferenceEdge | undefined,
): FigureEdge {
  const activates = edge.weight > 0;
  const mark: TruthMark = !scene.reference
    ? 'plain'
    : reference && (reference.sign === 0 || reference.sign > 0 === activates)
      ? 'found'
      : 'wrong';
  const slim = scene.genes.length > mostPills;
  const colorless = scene.change !== null || scene.doubt !== null;
  return {
    id: idOf(edge),
    source: edge.source,
    target: edge.target,
    head: activates ? 'activates' : 'represses',
    width: slim ? 0.7 + 1.9 * edge.strength : 1.1 + 2.9 * edge.strength,
    slim,
    dashed: mark === 'plain' && (edge.unstable || scene.doubt !== null),
    mark,
    color: colorless ? palette.neutralEdge : activates ? palette.activates : palette.represses,
    opacity: mark === 'wrong' ? 0.75 : edge.unstable ? 0.4 + 0.3 * edge.stability : 0.95,
    bow: 0,
    mutual: false,
  };
}

function missedEdge(palette: Palette, edge: ReferenceEdge, slim: boolean): FigureEdge {
  return {
    id: idOf(edge),
    source: edge.source,
    target: edge.target,
    head: edge.sign === 0 ? 'unknown' : edge.sign > 0 ? 'activates' : 'represses',
    width: slim ? 2.4 : 3.2,
    slim,
    dashed: false,
    mark: 'missed',
    color: mix(palette.text2, palette.canvas, 0.85),
    opacity: 1,
    bow: 0,
    mutual: false,
  };
}

function idOf({ source, target }: { readonly source: number; readonly target: number }): string {
  return `${source}>${target}`;
}
