/** Gene sets as bars of −log10 q, the best on top. Pure. */
import type { Palette } from '../../../present/figure/palette';
import { probability, setTitle } from '../../../present/text/geneSets';
import { SIGNIFICANT } from '../text/enrichment';
import { axisFor, escapeText, type Figure, layoutFor, paperText } from './figure';

export interface SetBar {
  readonly group: string;
  readonly set: string;
  readonly overlap: number;
  readonly size: number;
  readonly p: number;
  readonly q: number;
}

const MOST = 10;
const LETTERS = 58;

/** `rows` in any order; `title`: the finding. */
export function enrichmentFigure(rows: readonly SetBar[], title: string, palette: Palette): Figure {
  const drawn = rows.toSorted((a, b) => a.q - b.q || a.p - b.p).slice(0, MOST);
  const several = new Set(drawn.map(({ group }) => group)).size > 1;
  const names = drawn.map(({ group, set }) =>
    shortened(several ? `${setTitle(set)} (${group})` : setTitle(set)),
  );
  // q of a probability that underflows is drawn at the largest finite value.
  const height = ({ q }: SetBar) => Math.abs(Math.log10(Math.max(q, Number.MIN_VALUE)));
  const lengths = drawn.map(height);
  // Room for the line of q and for the numbers at the ends of bars.
  const reach = 1.18 * Math.max(-Math.log10(SIGNIFICANT), ...lengths);
  return {
    title,
    words: `${title}. ${drawn.map(({ set, q }) => `${setTitle(set)}: q ${probability(q)}`).join('; ')}.`,
    note: `Bars: −log10 q, the ${drawn.length} smallest of ${rows.length}; at their ends, genes of the set in the group and in the model. Dashed: q = ${SIGNIFICANT}.`,
    traces: [
      {
        type: 'bar',
        orientation: 'h',
        x: lengths,
        y: drawn.map((_, place) => place),
        marker: { color: drawn.map(({ q }) => (q <= SIGNIFICANT ? palette.accent : palette.outline)) },
        text: drawn.map(({ overlap, size }) => `${overlap} of ${size}`),
        textposition: 'outside',
        textfont: { size: 10, color: palette.text2 },
        constraintext: 'none',
        cliponaxis: false,
        hovertemplate: drawn.map(
          ({ group, set, p, q }) =>
            `${escapeText(group)}: ${escapeText(set)}<br>p ${probability(p)}, q ${probability(q)}<extra></extra>`,
        ),
      },
    ],
    layout: {
      ...layoutFor(palette),
      margin: { l: 20, r: 60, t: 8, b: 36 },
      bargap: 0.35,
      xaxis: { ...axisFor(palette), title: { text: '−log10 q' }, range: [0, reach] },
      yaxis: {
        ...axisFor(palette),
        showgrid: false,
        zeroline: false,
        tickvals: drawn.map((_, place) => place),
        ticktext: names.map(escapeText),
        range: [drawn.length - 0.5, -0.5],
        automargin: true,
      },
      shapes: [
        {
          type: 'line',
          yref: 'paper',
          x0: -Math.log10(SIGNIFICANT),
          x1: -Math.log10(SIGNIFICANT),
          y0: 0,
          y1: 1,
          line: { color: palette.text2, width: 1, dash: 'dash' },
        },
      ],
      annotations:
        drawn.length === 0 ? [paperText('No set to draw', 12, palette.text2, { x: 0.4, y: 0.5 })] : [],
    },
    revision: names.join('\n'),
    table: {
      columns: ['Set', 'Group', 'Shared', 'In the model', 'p', 'q'],
      rows: drawn.map(({ group, set, overlap, size, p, q }) => [
        set,
        group,
        String(overlap),
        String(size),
        probability(p),
        probability(q),
      ]),
    },
  };
}

function shortened(name: string): string {
  return name.length <= LETTERS ? name : `${name.slice(0, LETTERS - 1).trimEnd()}…`;
}
