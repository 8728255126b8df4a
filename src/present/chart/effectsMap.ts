/** Perturbations in a plane, near each other where their effects are similar; those that act alike are outlined together. */
import type { MeasuredEffects } from '../../effects/measure';
import { fastSymmetricEigen } from '../../numerics/dense/eigen';
import { compareNaturally } from '../../numerics/naturalOrder';
import { mean } from '../../numerics/statistics';
import { changedGenes, type PerturbationLine } from '../report/effects';
import { areaOf, type Point } from '../figure/geometry';
import { listOf, plural } from '../text/format';
import { chartSvg, element, round, type Chart, type SvgElement } from './chart';
import { namesBeside, namesOfGroups, type NamedGroup } from './placeLabels';

export interface PlacedPerturbation {
  readonly label: string;
  /** Its number among the perturbations of the screen. */
  readonly perturbation: number;
  readonly group: number | null;
  readonly changed: number;
  /** In units of distance: two perturbations without similarity are √2 apart. */
  readonly x: number;
  readonly y: number;
}

/** Perturbations whose similarity to others can be told, in the plane. */
export function placedPerturbations(
  { alike: { value }, cells: { length: n } }: Pick<MeasuredEffects, 'alike' | 'cells'>,
  lines: readonly PerturbationLine[],
  labels: readonly string[],
): readonly PlacedPerturbation[] {
  const lineOf = new Map(lines.map((line) => [line.label, line]));
  const told = Array.from({ length: n }, (_, k) => k).filter((k) => Number.isFinite(value[k * n + k]));
  const similarities = Float64Array.from({ length: told.length ** 2 }, (_, at) => {
    const [a, b] = [told[Math.floor(at / told.length)] as number, told[at % told.length] as number];
    return Math.min(1, value[a * n + b] as number);
  });
  const { x, y } = plane(similarities, told.length);
  return told.flatMap((perturbation, at) => {
    const line = lineOf.get(labels[perturbation] ?? '');
    if (!line) return [];
    const place = { x: x[at] as number, y: y[at] as number };
    return [{ label: line.label, perturbation, group: line.group, changed: changedGenes(line), ...place }];
  });
}

/** Rounds in which distances in the plane come to agree with those wanted, and the most distances in all rounds. */
const [MOST_ROUNDS, FEWEST_ROUNDS, MOST_DISTANCES] = [200, 20, 2e7];

/**
 * Multidimensional scaling of distances √(2 − 2s): classical (Torgerson 1952), then with the least sum of squared errors of distances (SMACOF;
 * de Leeuw 1977). Deterministic: the item that lies farthest out on an axis lies on its positive side. @param similarities [n × n]
 */
export function plane(similarities: Float64Array, n: number) {
  const rows = Float64Array.from({ length: n }, (_, i) => mean(similarities.subarray(i * n, (i + 1) * n)));
  const all = mean(rows);
  const centred = similarities.map(
    (s, at) => s - (rows[Math.floor(at / n)] as number) - (rows[at % n] as number) + all,
  );
  const { values, vectors } = n > 1 ? fastSymmetricEigen(centred, n) : { values: [], vectors: [] };
  const axis = (rank: number) => {
    const [value, from] = [values[n - rank] ?? 0, (n - rank) * n];
    const length = Math.sqrt(Math.max(value, 0));
    const entries = Float64Array.from({ length: n }, (_, i) => length * (vectors[from + i] ?? 0));
    const farthest = entries.reduce(
      (most, entry) => (Math.abs(entry) > Math.abs(most) + 1e-9 ? entry : most),
      0,
    );
    return farthest < 0 ? entries.map((entry) => -entry) : entries;
  };
  let [x, y] = [axis(1), axis(2)];
  const rounds = Math.max(FEWEST_ROUNDS, Math.min(MOST_ROUNDS, MOST_DISTANCES / n ** 2));
  for (let done = 0; done < rounds; done++) {
    const moved = (from: Float64Array, by: Float64Array) =>
      from.map((own, i) => {
        let sum = 0;
        from.forEach((other, j) => {
          sum += (by[i * n + j] as number) * (own - other);
        });
        return sum / n;
      });
    const wanted = similarities.map((s, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      const distance = Math.hypot((x[i] as number) - (x[j] as number), (y[i] as number) - (y[j] as number));
      return distance > 1e-9 ? Math.sqrt(Math.max(2 - 2 * s, 0)) / distance : 0;
    });
    [x, y] = [moved(x, wanted), moved(y, wanted)];
  }
  return { x, y };
}

/** Room for names beside and above, and half the width of an outline, in pixels. */
const [SIDES, TOP, OUTLINE] = [64, 44, 17];
const [LEAST_HEIGHT, MOST_HEIGHT] = [320, 460];
/** Members that are named, fewer where there is no space for more. */
const NAMED_IN_GROUP = [4, 2, 1];
/** From a disc or an outline to the baseline of its name above and below, and beside it from its middle, in pixels. */
const [ABOVE, BELOW, BESIDE] = [6, 14, 4];
/** Rounds in which discs are pushed apart. */
const MOST_PUSHES = 60;

/** @param selected the perturbation that is marked; null: none */
export function effectsMapChart(
  placed: readonly PlacedPerturbation[],
  width: number,
  selected: number | null,
): Chart {
  const height = Math.round(Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, 0.6 * width)));
  const frame = { width, height, left: 0, right: width, top: 0, bottom: height };
  const most = Math.max(1, ...placed.map(({ changed }) => changed));
  const points = apart(
    inFrame(placed, width, height).map(({ x, y }, at) => ({
      x,
      y,
      radius: 3 + 5 * Math.sqrt((placed[at]?.changed ?? 0) / most),
    })),
  );
  const at = (one: PlacedPerturbation) => points[placed.indexOf(one)] as Disc;
  const groups = new Map<number, PlacedPerturbation[]>();
  for (const one of placed)
    if (one.group !== null) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  const named = [...groups.values()]
    .toSorted((a, b) => changedBy(b) - changedBy(a))
    .map((members): NamedGroup => {
      const labels = members.map(({ label }) => label).toSorted(compareNaturally);
      return {
        names: NAMED_IN_GROUP.map((shown) => listOf(labels, shown)),
        spots: spotsAround(members.map(at), OUTLINE),
      };
    });
  const discs = points.map(({ x, y, radius }) => areaOf({ x, y, halfWidth: radius, halfHeight: radius }));
  const ofSelected = placed
    .filter(({ perturbation }) => perturbation === selected)
    .map((one): NamedGroup => ({ names: [one.label], spots: spotsAround([at(one)], at(one).radius) }));
  const free = namesOfGroups(ofSelected, discs, frame);
  // That of the selected one is always there.
  const own = free.names.length > 0 ? free : namesOfGroups(ofSelected, [], frame);
  const { names, areas } = namesOfGroups(named, [...discs, ...own.areas], frame);
  const dots = placed.map((one) => {
    const { x, y, radius } = at(one);
    const isSelected = one.perturbation === selected;
    return element(
      'circle',
      {
        class: `placed${isSelected ? ' picked' : ''}${one.group === null ? '' : ' grouped'}`,
        'data-source': String(one.perturbation),
        cx: round(x),
        cy: round(y),
        r: round(radius),
      },
      element('title', {}, `${one.label}: ${plural(one.changed, 'gene')} changed`),
    );
  });
  const single = placed.map((one) => ({
    ...at(one),
    name: one.group === null && one.perturbation !== selected ? one.label : '',
  }));
  const title = `${plural(placed.length, 'perturbation')} by the similarity of their effects`;
  return {
    title,
    svg: chartSvg(frame, title, [
      ...[...groups.values()].map((members) => outline(members.map(at))),
      ...dots,
      ...own.names,
      ...names,
      ...namesBeside(single, { left: 0, width }, [...own.areas, ...areas]),
    ]),
    note: 'Close together: similar effects, as far as two dimensions can show. Outlined groups act alike. Size: number of other genes that change.',
  };
}

/** Where a name may stand around discs. @param reach from their middles, in pixels */
function spotsAround(discs: readonly Disc[], reach: number): NamedGroup['spots'] {
  const [across, down] = [discs.map(({ x }) => x), discs.map(({ y }) => y)];
  const [[left, right], [top, bottom]] = [range(across), range(down)];
  const [x, y] = [mean(across), mean(down) + BESIDE];
  return [
    { x, y: top - reach - ABOVE, side: 0 },
    { x, y: bottom + reach + BELOW, side: 0 },
    { x: right + reach, y, side: 1 },
    { x: left - reach, y, side: -1 },
  ];
}

function changedBy(members: readonly PlacedPerturbation[]): number {
  return members.reduce((sum, { changed }) => sum + changed, 0);
}

function range(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/** Where perturbations lie in the drawing, both axes on one scale. */
function inFrame(placed: readonly PlacedPerturbation[], width: number, height: number) {
  const [[left, right], [top, bottom]] = [range(placed.map(({ x }) => x)), range(placed.map(({ y }) => y))];
  const scale = Math.min(
    (width - 2 * SIDES) / Math.max(right - left, 0.5),
    (height - 2 * TOP) / Math.max(bottom - top, 0.5),
  );
  return placed.map(({ x, y }) => ({
    x: width / 2 + scale * (x - (left + right) / 2),
    y: height / 2 - scale * (y - (top + bottom) / 2),
  }));
}

interface Disc extends Point {
  readonly radius: number;
}

/** Discs that lie on each other are pushed apart, so that each can be chosen. */
function apart(discs: readonly Disc[]): readonly Disc[] {
  const moved = discs.map((disc) => ({ ...disc }));
  for (let done = 0, isMoving = true; done < MOST_PUSHES && isMoving; done++) {
    isMoving = false;
    moved.forEach((a, i) => {
      for (const b of moved.slice(i + 1)) {
        const [dx, dy] = [b.x - a.x || 1e-3 * (i + 1), b.y - a.y || 1e-3];
        const [distance, least] = [Math.hypot(dx, dy), a.radius + b.radius];
        if (distance >= least - 0.1) continue;
        const share = (least - distance) / distance / 2;
        a.x -= share * dx;
        a.y -= share * dy;
        b.x += share * dx;
        b.y += share * dy;
        isMoving = true;
      }
    });
  }
  return moved;
}

/** A closed line around the points, in order of their direction from the middle, drawn as wide as the outline. */
function outline(points: readonly Point[]): SvgElement {
  const middle = { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
  const direction = ({ x, y }: Point) => Math.atan2(y - middle.y, x - middle.x);
  const around = points.toSorted((a, b) => direction(a) - direction(b));
  const d = `M${around.map(({ x, y }) => `${round(x)} ${round(y)}`).join('L')}Z`;
  return element('path', { class: 'outline', 'stroke-width': 2 * OUTLINE, d });
}
