/** Colours of cells: groups or amounts, as a small table of colours to which every cell refers. Pure. */
import { quantileOfSorted } from '../../../numerics/statistics';
import { changeColor, mix, type Palette } from '../../../present/figure/palette';

/** Groups with a colour of their own; smaller ones are drawn as other. */
export const MAX_GROUPS = 17;
/** Steps of a scale. */
const STEPS = 32;
/** Groups are mixed in 2 to the power of this many layers. */
const MIXED_BITS = 7;
/** Share of the cells beyond each end of a scale. */
const BEYOND = 0.01;

export interface CellGroup {
  readonly name: string;
  readonly cells: number;
  readonly color: string;
  /** Index of the group; null: all groups without a colour of their own, or cells without a value. */
  readonly code: number | null;
}

export interface CellColours {
  readonly table: readonly string[];
  /** [cells] index into the table. */
  readonly of: Uint8Array;
  /** Whether higher indices are drawn above lower ones, as for amounts; groups are mixed. */
  readonly isOrdered: boolean;
  readonly legend:
    | {
        readonly kind: 'groups';
        /** With a colour of their own, largest first. */
        readonly groups: readonly CellGroup[];
        /** Groups drawn as other; [] without. */
        readonly others: readonly CellGroup[];
        /** Cells in no group. */
        readonly missing: number;
      }
    | {
        readonly kind: 'scale';
        readonly low: number;
        readonly high: number;
        readonly hasMiddle: boolean;
        readonly colors: readonly string[];
        readonly missing: number;
      };
}

/** Colours of groups, in an order that keeps large groups apart for all kinds of colour vision. */
function groupColours(palette: Palette): readonly string[] {
  return [palette.represses, palette.activates, ...palette.modules];
}

/** `isPlain`: groups in grey, such as controls; they take no colour. */
export function coloursOfGroups(
  codes: Int32Array,
  names: readonly string[],
  palette: Palette,
  isPlain: (code: number) => boolean = () => false,
): CellColours {
  const cells = names.map(() => 0);
  let missing = 0;
  for (const code of codes)
    if (code < 0) missing += 1;
    else cells[code] = (cells[code] ?? 0) + 1;
  const largest = [...names.keys()]
    .filter((code) => (cells[code] ?? 0) > 0)
    .toSorted((a, b) => (cells[b] ?? 0) - (cells[a] ?? 0) || a - b);
  const plain = mix(palette.outline, palette.canvas, 0.75);
  const faint = mix(palette.outline, palette.canvas, 0.35);
  const colors = groupColours(palette);
  const coloured = largest.filter((code) => !isPlain(code)).slice(0, MAX_GROUPS);
  const place = new Map(coloured.map((code, at) => [code, at]));
  const table = [...coloured.map((_, at) => colors[at % colors.length] ?? plain), plain, faint];
  const [plainAt, faintAt] = [coloured.length, coloured.length + 1];
  const indexOf = (code: number) => place.get(code) ?? (isPlain(code) ? plainAt : faintAt);
  const group = (code: number): CellGroup => ({
    name: names[code] ?? '',
    cells: cells[code] ?? 0,
    color: table[indexOf(code)] ?? plain,
    code,
  });
  const own = (code: number) => place.has(code) || isPlain(code);
  return {
    table,
    of: Uint8Array.from(codes, (code) => (code < 0 ? faintAt : indexOf(code))),
    isOrdered: false,
    legend: {
      kind: 'groups',
      groups: largest.filter(own).map(group),
      others: largest.filter((code) => !own(code)).map(group),
      missing,
    },
  };
}

/** `middle`: the scale is even around it, blue below and orange above; null: from grey to violet. */
export function coloursOfAmounts(values: Float32Array, palette: Palette, middle: number | null): CellColours {
  const sorted = values.filter(Number.isFinite).toSorted();
  let [low, high] = [quantileOfSorted(sorted, BEYOND), quantileOfSorted(sorted, 1 - BEYOND)];
  // Most cells may have the same value, as a gene that few cells express.
  if (!(high > low)) [low, high] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  if (middle !== null) {
    const reach = Math.max(middle - low, high - middle);
    [low, high] = [middle - reach, middle + reach];
  }
  const colors = Array.from({ length: STEPS }, (_, step) => {
    const share = step / (STEPS - 1);
    return middle === null
      ? mix(palette.accentText, mix(palette.outline, palette.canvas, 0.75), share)
      : changeColor({ ...palette, panel: palette.outline }, 4 * share - 2);
  });
  const table = [...colors, mix(palette.outline, palette.canvas, 0.35)];
  const width = high - low || 1;
  let missing = 0;
  const of = new Uint8Array(values.length);
  for (const [cell, value] of values.entries()) {
    const isKnown = Number.isFinite(value);
    if (!isKnown) missing += 1;
    of[cell] = isKnown
      ? Math.min(STEPS - 1, Math.max(0, Math.round(((value - low) / width) * (STEPS - 1))))
      : STEPS;
  }
  return {
    table,
    of,
    isOrdered: true,
    legend: { kind: 'scale', low, high, hasMiddle: middle !== null, colors, missing },
  };
}

/**
 * The order in which cells are drawn, of `shown` [n] indices: cells without a value first, then amounts ascending; groups mixed, so
 * that none lies above another.
 */
export function drawingOrder({ of, table, isOrdered }: CellColours, shown: Int32Array): Int32Array {
  const last = table.length - 1;
  const rank = (cell: number) => {
    const index = of[cell] ?? 0;
    if (index === last) return 0;
    return isOrdered ? index + 1 : 1 + (Math.imul(cell + 1, 0x9e3779b1) >>> (32 - MIXED_BITS));
  };
  const counts = new Int32Array(2 ** MIXED_BITS + 2);
  for (const cell of shown) counts[rank(cell) + 1] = (counts[rank(cell) + 1] ?? 0) + 1;
  for (let at = 1; at < counts.length; at++) counts[at] = (counts[at] ?? 0) + (counts[at - 1] ?? 0);
  const order = new Int32Array(shown.length);
  for (const cell of shown) {
    const at = rank(cell);
    order[counts[at] ?? 0] = cell;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return order;
}
