/** Where methods agree, as charts of the page and of the figure composer: the likeness of their rankings, and the edges of several families. Pure. */
import type { Likeness } from '../../../../evaluation/methods/consensus/consensus';
import { type Chart, chartSvg, element, round, text } from '../../../../present/chart/chart';
import { textWidth } from '../../../../present/figure/networkFigure';
import { decimal } from '../../../../present/text/format';
import { agreedNote, agreedTitleOf, likenessTitle, methodsText } from '../../text/methods';
import type { AgreedMarks } from './agreedMarks';

const [CELL, GAP, FONT] = [14, 1, 12];

/** Rank correlations of methods as squares; methods with like rankings stand side by side. */
export function likenessChart(names: readonly string[], { order, correlations }: Likeness): Chart {
  const of = (row: number, column: number) => correlations[row * names.length + column] ?? 0;
  const left = 8 + Math.max(0, ...names.map((name) => textWidth(name, FONT)));
  const size = order.length * CELL;
  const frame = { width: left + size, height: size, left, right: left + size, top: 0, bottom: size };
  const rows = order.flatMap((row, y) => [
    text(left - 8, (y + 0.5) * CELL + 4, names[row] ?? '', 'tick end'),
    ...order.map((column, x) =>
      element(
        'rect',
        {
          class: 'bar',
          'fill-opacity': (0.06 + 0.94 * Math.max(0, of(row, column))).toFixed(2),
          x: left + x * CELL,
          y: y * CELL,
          width: CELL - GAP,
          height: CELL - GAP,
        },
        element('title', {}, `${names[row] ?? ''}, ${names[column] ?? ''}: ${decimal(of(row, column))}`),
      ),
    ),
  ]);
  return {
    title: likenessTitle(names.length),
    svg: chartSvg(frame, descriptionOf(names, { order, correlations }), rows),
    note: methodsText.likenessAbout,
  };
}

/** The most and the least alike pair, in words. */
function descriptionOf(names: readonly string[], { order, correlations }: Likeness): string {
  const pairs = order.flatMap((a, place) =>
    order.slice(place + 1).map((b) => ({ a, b, value: correlations[a * names.length + b] ?? 0 })),
  );
  const sorted = pairs.toSorted((x, y) => y.value - x.value);
  const told = (pair: (typeof sorted)[number] | undefined) =>
    pair ? `${names[pair.a] ?? ''} and ${names[pair.b] ?? ''}, ${decimal(pair.value)}` : '';
  return `${likenessTitle(names.length)}. Most alike: ${told(sorted[0])}. Least alike: ${told(sorted.at(-1))}.`;
}

/** The edges that several families find as a network: wide and full in colour with many families. */
export function agreedChart(
  { edges, genes, labels }: AgreedMarks,
  { width, height }: { readonly width: number; readonly height: number },
  families: number,
  isDoubtful: boolean,
): Chart {
  const frame = { width, height, left: 0, right: width, top: 0, bottom: height };
  const title = agreedTitleOf(edges.length, families);
  const links = edges.flatMap(({ d, head, width: wide, opacity, sign }) => {
    const direction = isDoubtful || sign === null ? '' : sign < 0 ? ' falls' : ' rises';
    const drawn = {
      class: `link${direction}`,
      'stroke-width': round(wide),
      'stroke-opacity': opacity.toFixed(2),
    };
    // Of a run that must not be interpreted.
    const dash = isDoubtful ? '5 4' : undefined;
    return [
      element('path', { ...drawn, 'stroke-dasharray': dash, d }),
      ...(head === '' ? [] : [element('path', { ...drawn, d: head })]),
    ];
  });
  const circles = genes.map(({ name, x, y, radius }) =>
    element(
      'circle',
      { class: 'perturbation', cx: round(x), cy: round(y), r: round(radius) },
      element('title', {}, name),
    ),
  );
  const names = labels.map((label) => text(label.x, label.y, label.text, 'tick small strong halo'));
  return { title, svg: chartSvg(frame, title, [...links, ...circles, ...names]), note: agreedNote };
}
