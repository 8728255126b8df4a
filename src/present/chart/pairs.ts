/** Measured pairs as pictures: all of them as a matrix of their singles, and one beside the sum of its singles, gene by gene. */
import type { PairChanges } from '../../effects/changes';
import { truncateName } from '../../numerics/format';
import { compareNaturally } from '../../numerics/naturalOrder';
import { textWidth } from '../figure/networkFigure';
import { pairKindText, type PairLine } from '../report/pairs';
import { decimal, intervalText, plural } from '../text/format';
import { chartSvg, element, round, text, type Chart, type Frame } from './chart';
import { twoChangesSvg } from './twoChanges';

const side = 18;
/** Share of its colour that a pair keeps of which cannot be told whether effects add up. */
const PALE = 0.2;

/** Singles × singles: what of the sum of their effects each pair has. @param selected place of the line whose cell is framed */
export function pairMatrix(lines: readonly PairLine[], selected: number | null): Chart {
  const singles = [...new Set(lines.flatMap(({ parts }) => parts))].toSorted(compareNaturally);
  const names = singles.map((name) => truncateName(name));
  const place = new Map(singles.map((name, at) => [name, at]));
  const longest = Math.max(0, ...names.map((name) => textWidth(name, 11)));
  const [left, top] = [longest + 12, 0.87 * longest + 14];
  const end = singles.length * side;
  // Names of columns lean to the right.
  const ends = names.map((name, at) => (at + 0.7) * side + textWidth(name, 11) / 2 + 10);
  const cells = lines.flatMap((line, at) => {
    const [a, b] = line.parts.map((part) => place.get(part) ?? 0) as [number, number];
    const share = line.together.value;
    const known = Number.isFinite(share);
    const strength = known ? Math.min(1, Math.abs(share - 1)) * (line.kind === null ? PALE : 1) : PALE;
    return [
      [a, b],
      [b, a],
    ].map(([row = 0, column = 0]) =>
      element(
        'rect',
        {
          class: `${known ? `bar ${share > 1 ? 'rises' : 'falls'}` : 'count'} ${at === selected ? 'framed' : 'cell'}`,
          'data-source': String(at),
          'fill-opacity': String(Number(strength.toFixed(2))),
          x: left + column * side + 0.5,
          y: round(top + row * side + 0.5),
          width: side - 1,
          height: side - 1,
        },
        element(
          'title',
          {},
          `${line.label}: ${pairKindText(line)}${known ? `, ${decimal(share)}${intervalText(line.together)} of the sum` : ''}`,
        ),
      ),
    );
  });
  const labels = names.flatMap((name, at) => [
    text(left - 6, top + (at + 0.5) * side + 4, name, 'tick small end'),
    element(
      'text',
      {
        class: 'tick small start',
        transform: `translate(${left + (at + 0.7) * side} ${round(top - 6)}) rotate(-60)`,
      },
      name,
    ),
  ]);
  const title = `${plural(lines.length, 'pair')} of ${plural(singles.length, 'perturbation')}`;
  const frame: Frame = {
    width: left + Math.max(end, ...ends),
    height: top + end + 4,
    left,
    right: left + end,
    top,
    bottom: top + end,
  };
  return {
    title,
    svg: chartSvg(frame, title, [...labels, ...cells]),
    note: 'Orange: more than the sum of both effects; blue: less; no colour: the sum. Pale or grey: unclear. No square: not measured.',
  };
}

const [LEAST_REACH, REACH_QUANTILE] = [1, 0.995];

/** One pair: measured change of each gene against the sum of the changes by its singles. @param rate false discovery rate of differences */
export function sumScatter(
  { observed, sum, q }: PairChanges,
  genes: readonly string[],
  { label, rate }: { readonly label: string; readonly rate: number },
): Chart {
  const tested = Array.from(genes.keys()).filter((gene) => Number.isFinite(q[gene]));
  const differing = tested
    .filter((gene) => (q[gene] as number) < rate)
    .toSorted((a, b) => (q[a] as number) - (q[b] as number));
  const sizes = tested
    .map((gene) => Math.max(Math.abs(observed[gene] as number), Math.abs(sum[gene] as number)))
    .toSorted((a, b) => a - b);
  const reach = Math.max(LEAST_REACH, sizes[Math.floor(REACH_QUANTILE * (sizes.length - 1))] ?? 0);
  const title = `${label}: ${plural(differing.length, 'gene')} of ${tested.length} tested ${differing.length === 1 ? 'differs' : 'differ'} from the sum of both`;
  return {
    title,
    svg: twoChangesSvg(
      title,
      { places: tested, differing },
      {
        first: (gene) => sum[gene] as number,
        second: (gene) => observed[gene] as number,
        isAbove: (gene) => (observed[gene] as number) > (sum[gene] as number),
        nameOf: (gene) => genes[gene] ?? '',
      },
      reach,
      ['sum of the two alone', 'measured together'],
    ),
    note: `Dashed: the effects add up. Colour: differs from the sum, q below ${rate}.`,
  };
}
