/** The cells on their two main axes as plotly traces: the start of predictions, the predicted shift, the measured cells. */
import type { Layout, Trace } from 'plotly.js-cartesian-dist-min';
import type { Embedding } from '../../../dataset/embedding';
import { capital, count } from '../../../present/text/format';
import type { RowNoun } from '../../../dataset/rows';
import type { Palette } from '../../../present/figure/palette';
import { figureText } from '../text/figures';
import type { Cloud, Point } from './cloud';
import { axisFor, type Figure, layoutFor } from './figure';

export function embeddingFigure(
  { origin, shares }: Pick<Embedding, 'origin' | 'shares'>,
  cloud: Cloud,
  row: RowNoun,
  palette: Palette,
): Figure {
  const { shift, measured, centre, measuredCentre } = cloud;
  const title = figureText.cloudTitle(cloud.moved, cloud.measuredMoved, row);
  const note = figureText.cloudNote(origin, shift !== null, row);
  const originName = figureText.originName(origin, row);
  const square = { color: palette.modules[0] ?? palette.text, size: 5, opacity: 0.8, symbol: 'square-open' };
  const moved = (by: Point) => cloud.origin.map(([x, y]): Point => [x + by[0], y + by[1]]);
  return {
    title,
    words: `${title}. ${note}`,
    note,
    traces: [
      points(originName, cloud.origin, { color: palette.outline, size: 4, opacity: 0.7 }),
      ...(shift
        ? [points('predicted', moved(shift), { color: palette.accent, size: 4, opacity: 0.45 })]
        : []),
      ...(measured.length > 0 ? [points('measured', measured, square)] : []),
    ],
    layout: layoutOf(shares, cloud, palette),
    revision: 'embedding',
    table: {
      columns: ['Mean of', 'PC 1', 'PC 2', `${capital(row)}s shown`],
      rows: [
        [originName, ...printed(centre), count(cloud.origin.length)],
        ...(shift ? [['predicted', ...printed([centre[0] + shift[0], centre[1] + shift[1]]), '–']] : []),
        ...(measuredCentre ? [['measured', ...printed(measuredCentre), count(measured.length)]] : []),
      ],
    },
  };
}

function printed([x, y]: Point): readonly string[] {
  return [x.toFixed(2), y.toFixed(2)];
}

function points(name: string, at: readonly Point[], marker: Trace): Trace {
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    x: at.map(([x]) => x),
    y: at.map(([, y]) => y),
    marker,
    hoverinfo: 'skip',
  };
}

function layoutOf(shares: readonly [number, number], { centre, shift }: Cloud, palette: Palette): Layout {
  const axis = { ...axisFor(palette), zeroline: false, showgrid: false, showticklabels: false };
  return {
    ...layoutFor(palette),
    showlegend: true,
    legend: { orientation: 'h', x: 0, y: 1, yanchor: 'bottom', bgcolor: 'rgba(0,0,0,0)' },
    margin: { l: 36, r: 14, t: 26, b: 30 },
    annotations: shift
      ? [
          {
            x: centre[0] + shift[0],
            y: centre[1] + shift[1],
            ax: centre[0],
            ay: centre[1],
            axref: 'x',
            ayref: 'y',
            text: '',
            showarrow: true,
            arrowhead: 2,
            arrowwidth: 2,
            arrowcolor: palette.text,
          },
        ]
      : [],
    xaxis: { ...axis, title: { text: figureText.axisName(1, shares[0]), standoff: 4 } },
    yaxis: { ...axis, scaleanchor: 'x', title: { text: figureText.axisName(2, shares[1]), standoff: 4 } },
  };
}
