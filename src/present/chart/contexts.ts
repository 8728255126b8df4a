/** Two contexts beside each other: genes that each perturbation changes in either, and one perturbation gene by gene. */
import type { ContextsBeside, MeasuredContexts } from '../../effects/contexts';
import { truncateName } from '../../numerics/format';
import { textWidth } from '../figure/networkFigure';
import { contextVerdict, pairNames } from '../report/contexts';
import { plural } from '../text/format';
import { axes, axisMarks, chartSvg, element, round, text, type Chart, type Frame } from './chart';
import { twoChangesSvg } from './twoChanges';

const [row, right, plotWidth] = [20, 16, 230];
const different = new Set(['only first', 'only second', 'differs']);

/** Perturbations that act in one of the two or differ, those that differ first, then by the genes that they change. */
export function shownInContexts({ alone }: MeasuredContexts, { first, second, lines }: ContextsBeside) {
  const changed = (k: number, context: number) => {
    const line = alone[k]?.[context];
    return line?.acts === true ? line.increased + line.decreased : 0;
  };
  return lines
    .filter(({ verdict }) => verdict !== 'neither' && verdict !== 'few cells')
    .map((line) => ({
      ...line,
      genes: [changed(line.perturbation, first), changed(line.perturbation, second)] as const,
    }))
    .toSorted(
      (a, b) =>
        Number(different.has(b.verdict)) - Number(different.has(a.verdict)) ||
        Math.max(...b.genes) - Math.max(...a.genes),
    );
}

/** Genes that each changes in either context, joined by a line. @param selected perturbation whose name stands out; @param most rows */
export function contextsChart(
  contexts: MeasuredContexts,
  pair: ContextsBeside,
  labels: readonly string[],
  { selected, most }: { readonly selected: number | null; readonly most: number },
): Chart {
  const names = pairNames(contexts, pair);
  const shown = shownInContexts(contexts, pair).slice(0, most);
  const rows = shown.map((line) => ({ ...line, name: truncateName(labels[line.perturbation] ?? '') }));
  const left = Math.max(60, ...rows.map(({ name }) => textWidth(name, 12))) + 14;
  const [top, bottom] = [8, 8 + rows.length * row];
  const frame: Frame = {
    width: left + plotWidth + right,
    height: bottom + 46,
    left,
    right: left + plotWidth,
    top,
    bottom,
  };
  const largest = Math.max(1, ...rows.flatMap(({ genes }) => genes));
  // Of few and of many genes differences are seen.
  const x = (genes: number) => left + plotWidth * Math.sqrt(genes / largest);
  const ticks = [...new Set([0, Math.round(largest / 16), Math.round(largest / 4), largest])];
  const title = `Genes changed in ${names[0]} and in ${names[1]}`;
  return {
    title,
    svg: chartSvg(frame, title, [
      ...axes(frame, axisMarks('genes changed', ticks, x, String), { ticks: [], title: '' }),
      ...rows.flatMap(({ genes, name, perturbation, verdict }, at) => {
        const y = top + (at + 0.5) * row;
        const words = `${name}: ${genes.map((number, of) => `${plural(number, 'gene')} in ${names[of]}`).join(', ')}; ${contextVerdict(verdict, names)}`;
        return [
          ...(perturbation === selected
            ? [element('rect', { class: 'selected', x: 0, y: y - row / 2, width: frame.width, height: row })]
            : []),
          text(left - 8, y + 4, name, 'tick end'),
          element('path', {
            class: different.has(verdict) ? 'whisker strong' : 'whisker',
            d: `M${round(x(genes[0]))} ${y}H${round(x(genes[1]))}`,
          }),
          element('circle', { class: 'dot', cx: round(x(genes[0])), cy: y, r: 4 }),
          element('path', { class: 'diamond', d: `M${round(x(genes[1]))} ${y - 5}l5 5l-5 5l-5 -5z` }),
          element(
            'path',
            { class: 'pointed', 'data-source': String(perturbation), d: `M0 ${y}H${frame.width}` },
            element('title', {}, words),
          ),
        ];
      }),
    ]),
    note: `Circle: ${names[0]}; diamond: ${names[1]}. Bold line: the two differ significantly.`,
  };
}

const LEAST_REACH = 1;

/** The genes that a perturbation changes in either context, by their changes in both. @param rate false discovery rate of differences */
export function contextScatter(
  contexts: MeasuredContexts,
  pair: ContextsBeside,
  {
    perturbation,
    label,
    rate,
  }: { readonly perturbation: number; readonly label: string; readonly rate: number },
): Chart {
  const { genes } = pair;
  const [first, second] = pairNames(contexts, pair);
  const all = Array.from(genes.gene.keys()).filter((at) => genes.perturbation[at] === perturbation);
  // Beside the change of a target the others would be points at the centre.
  const places = all.filter((at) => genes.own[at] === 0);
  const differing = places
    .filter((at) => (genes.q[at] as number) < rate)
    .toSorted((a, b) => (genes.p[a] as number) - (genes.p[b] as number));
  const sizes = places.flatMap((at) => [genes.first[at] as number, genes.second[at] as number].map(Math.abs));
  const reach = Math.max(LEAST_REACH, ...sizes.map((size) => Math.min(size, 7)));
  const line = pair.lines.find((one) => one.perturbation === perturbation);
  const verdict = line ? `: ${contextVerdict(line.verdict, [first, second])}` : '';
  const title = `${label}${verdict}; ${plural(differing.length, 'gene')} of ${places.length} changed ${differing.length === 1 ? 'differs' : 'differ'}`;
  return {
    title,
    svg: twoChangesSvg(
      title,
      { places, differing },
      {
        first: (at) => genes.first[at] as number,
        second: (at) => genes.second[at] as number,
        isAbove: (at) => (genes.difference[at] as number) < 0,
        nameOf: (at) => contexts.genes[genes.gene[at] ?? 0] ?? '',
      },
      reach,
      [first, second],
    ),
    note: `Genes that change in ${first} (across) or in ${second} (up)${places.length < all.length ? ', without its own target' : ''}. Dashed: the same in both. Colour: they differ, q below ${rate}.`,
  };
}
