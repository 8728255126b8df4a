/** Genes by two changes of each: those that differ in colour, the clearest with their names. */
import { fold } from '../text/format';
import { chartSvg, diagonalPlot, element, round, symmetricView, type Frame, type SvgElement } from './chart';
import { namesBeside } from './placeLabels';

const frame: Frame = { width: 330, height: 286, left: 66, right: 322, top: 12, bottom: 244 };
/** Genes named, and genes whose name a pointer shows. */
const [MOST_NAMED, MOST_POINTED] = [8, 60];

/** By the place of a gene: log2 fold changes across and up, whether the second is the larger, and the name. */
interface TwoChanges {
  readonly first: (place: number) => number;
  readonly second: (place: number) => number;
  readonly isAbove: (place: number) => boolean;
  readonly nameOf: (place: number) => string;
}

/** @param differing of the places, the surest first @param reach of both axes from 0 @param names of the axes */
export function twoChangesSvg(
  title: string,
  { places, differing }: { readonly places: readonly number[]; readonly differing: readonly number[] },
  { first, second, isAbove, nameOf }: TwoChanges,
  reach: number,
  names: readonly [string, string],
): SvgElement {
  const { x, y, marks } = diagonalPlot(
    frame,
    symmetricView(reach),
    () => [-Math.floor(reach), 0, Math.floor(reach)],
    fold,
    names,
  );
  const at = (place: number) => ({ x: x(first(place)), y: y(second(place)) });
  const dots = (of: readonly number[]) =>
    of.map((place) => `M${round(at(place).x)} ${round(at(place).y)}h0`).join('');
  const isDiffering = new Set(differing);
  return chartSvg(frame, title, [
    ...marks,
    element('path', { class: 'points', d: dots(places.filter((place) => !isDiffering.has(place))) }),
    element('path', { class: 'points rises', d: dots(differing.filter(isAbove)) }),
    element('path', { class: 'points falls', d: dots(differing.filter((place) => !isAbove(place))) }),
    ...namesBeside(
      differing
        .slice(0, MOST_POINTED)
        .map((place, rank) => ({ ...at(place), name: rank < MOST_NAMED ? nameOf(place) : '' })),
      frame,
    ),
  ]);
}
