/** What differs between the networks of two contexts: edges of both in grey, those that only one has, or has more strongly, in its colour. */
import type { ContextDifferences, EdgeDifference } from '../../network/networkDifferences';
import type { FinishedRun } from '../../share/finishedRun';
import { plural } from '../text/format';
import { compose } from './compose';
import type { FigureEdge, LegendEntry, NetworkFigure } from './networkFigure';
import type { Palette } from './palette';
import { placementOfRun, placesOf, sceneOfRun } from './runFigure';
import { writeSvg } from './svg/svg';
import type { Page } from './svg/page';

type Side = 'both' | 'first' | 'second';

/** Every drawn edge once; edges that only one network has without support are left out. */
interface SidedEdge extends EdgeDifference {
  readonly side: Side;
}

/** What of the differences between two contexts is drawn. */
export interface DrawnDifferences extends Pick<ContextDifferences, 'first' | 'second'> {
  /** Edges among the strongest of both, and supported differences. */
  readonly drawn: readonly SidedEdge[];
  /** How many edges are among the strongest of one, without support. */
  readonly omitted: number;
}

/** @param count how many edges of a network are its strongest */
export function drawnDifferences(
  { first: one, second: other, edges }: ContextDifferences,
  count: number,
): DrawnDifferences {
  const strongest = (size: (edge: EdgeDifference) => number) =>
    new Set(edges.toSorted((a, b) => size(b) - size(a)).slice(0, count));
  const [first, second] = [
    strongest((edge) => Math.abs(edge.first)),
    strongest((edge) => Math.abs(edge.second)),
  ];
  const drawn = edges.flatMap((edge): readonly SidedEdge[] => {
    if (edge.supported)
      return [{ ...edge, side: Math.abs(edge.first) > Math.abs(edge.second) ? 'first' : 'second' }];
    return first.has(edge) && second.has(edge) ? [{ ...edge, side: 'both' }] : [];
  });
  const omitted = edges.filter((edge) => !edge.supported && first.has(edge) !== second.has(edge)).length;
  return { first: one, second: other, drawn, omitted };
}

function weightOf({ side, first, second }: SidedEdge): number {
  return side === 'second' ? second : first;
}

/** `common`: a run of all cells, which arranges the genes. */
export function differencesFigure(
  common: FinishedRun,
  { first, second, drawn, omitted }: DrawnDifferences,
  palette: Palette,
): NetworkFigure {
  const { genes } = common.dataset;
  const indexOf = new Map(genes.map((name, gene) => [name, gene]));
  const most = Math.max(...drawn.map((edge) => Math.abs(weightOf(edge))), Number.MIN_VALUE);
  const placed = drawn.map((edge) => ({
    edge,
    source: indexOf.get(edge.source) ?? 0,
    target: indexOf.get(edge.target) ?? 0,
  }));
  const scene = sceneOfRun(common, null);
  const figure = compose(
    {
      ...scene,
      modules: [],
      edges: placed.map(({ edge, source, target }) => {
        const weight = weightOf(edge);
        return { source, target, weight, strength: Math.abs(weight) / most, stability: 1, unstable: false };
      }),
    },
    palette,
  );
  const sides = new Map(placed.map(({ edge, source, target }) => [`${source}>${target}`, edge.side]));
  const colours: Readonly<Record<Side, string>> = {
    both: palette.neutralEdge,
    first: palette.modules[0] ?? palette.text,
    second: palette.modules[1] ?? palette.text,
  };
  const sided = (edge: FigureEdge): FigureEdge => {
    const side = sides.get(edge.id) ?? 'both';
    return { ...edge, color: colours[side], dashed: side === 'second' };
  };
  const entry = (side: Side, label: string): LegendEntry => ({
    kind: 'edge',
    label: `${label}: ${plural(drawn.filter((edge) => edge.side === side).length, 'edge')}`,
    head: 'unknown',
    dashed: side === 'second',
    mark: 'plain',
    color: colours[side],
  });
  return {
    ...figure,
    edges: figure.edges.map(sided),
    legend: [
      entry('both', 'in both'),
      entry('first', `only or stronger in ${first}`),
      entry('second', `only or stronger in ${second}`),
      ...figure.legend.filter(({ kind }) => kind === 'ring' || kind === 'note'),
      {
        kind: 'note',
        label: `not drawn: ${plural(omitted, 'edge')} of one network without a supported difference`,
      },
    ],
  };
}

/** The figure as SVG, with the genes where the common network has them. */
export function differencesSvg(
  common: FinishedRun,
  differences: DrawnDifferences,
  palette: Palette,
  caption: readonly string[],
): Page {
  const figure = differencesFigure(common, differences, palette);
  return writeSvg({ figure, palette, places: placesOf(placementOfRun(common)), caption });
}
