/** Calibration chart: tenths of predicted changes, from lowest to highest, against their mean measured change. */
import { scaleLinear } from 'd3-scale';
import { shownChange, type Dataset } from '../../dataset/dataset';
import type { Calibration } from '../../inference/benchmark/benchmark';
import { coverageText, slopeText } from '../text/evaluation';
import { decimal, joined, signed } from '../text/format';
import {
  chartSvg,
  commonFrame,
  element,
  round,
  diagonalPlot,
  symmetricView,
  widened,
  type Chart,
  type Frame,
} from './chart';

const ownFrame: Frame = { ...commonFrame, left: 62 };

/** null if all predictions are equal. `width` in pixels. */
export function calibrationChart(
  calibration: Calibration,
  scale: Dataset['scale'],
  width = ownFrame.width,
): Chart | null {
  const frame = widened(ownFrame, width);
  const { slope } = calibration;
  const tenths = calibration.tenths.map(({ predicted, measured }) => ({
    predicted: shownChange(predicted, scale),
    measured: shownChange(measured, scale),
  }));
  const words = slopeText(calibration);
  if (words === null || slope === null || tenths.length === 0) return null;
  const reach =
    1.05 * Math.max(...tenths.flatMap((one) => [Math.abs(one.predicted), Math.abs(one.measured)]));
  const unit = scale === 'log-ratio' ? 'log2 ratio' : 'log1p';
  const plot = diagonalPlot(
    frame,
    symmetricView(reach),
    (range) => scaleLinear(range, []).ticks(4),
    decimal,
    [`predicted change, ${unit}`, `measured change, ${unit}`],
  );
  const { x, y } = plot;
  const end = Math.min(1, 1 / Math.max(Math.abs(slope), Number.EPSILON)) * reach;
  const marks = [
    ...plot.marks,
    element('path', {
      class: 'line',
      d: `M${round(x(-end))} ${round(y(-end * slope))}L${round(x(end))} ${round(y(end * slope))}`,
    }),
    ...tenths.map(({ predicted, measured }) =>
      element('circle', { class: 'gene', cx: round(x(predicted)), cy: round(y(measured)), r: 4 }),
    ),
  ];
  const pairs = tenths.map(({ predicted, measured }) => `${signed(predicted)} measured ${signed(measured)}`);
  const coverage = coverageText(calibration);
  return {
    title: words.replace(/\.$/u, ''),
    svg: chartSvg(frame, `Predicted and measured change in tenths: ${pairs.join(', ')}. ${words}`, marks),
    note: joined(
      'Each dot is a tenth of all genes of all unseen perturbations, by predicted change. Dashed: as measured.',
      coverage && `${coverage} They are based on the errors of the other perturbations.`,
    ),
  };
}
