/** Predicted changes in tenths, from the most lowered to the most raised, against the mean measured change of each. */
import type { Calibration } from '../../../../../inference/benchmark/benchmark';
import { decimal, signed } from '../../../../../present/text/format';
import { ChartFrame } from './ChartFrame';

const [width, height] = [300, 230];
const box = { left: 44, right: 12, top: 10, bottom: 38 };

export function CalibrationPlot({ calibration: { tenths, slope } }: { calibration: Calibration }) {
  const reach = Math.max(...tenths.flatMap((t) => [Math.abs(t.predicted), Math.abs(t.measured)]), 1e-3);
  const x = (value: number) => box.left + ((width - box.left - box.right) * (value / reach + 1)) / 2;
  const y = (value: number) => box.top + ((height - box.top - box.bottom) * (1 - value / reach)) / 2;
  const line = slope === null ? null : Math.min(1, 1 / Math.max(Math.abs(slope), 1e-9)) * reach;
  return (
    <ChartFrame
      width={width}
      height={height}
      maxWidth={380}
      label={`Predicted and measured change in tenths: ${tenths
        .map(({ predicted, measured }) => `${signed(predicted)} measured ${signed(measured)}`)
        .join(', ')}`}
    >
      {[-reach, 0, reach].map((level) => (
        <g key={level}>
          <path
            d={`M${x(-reach)} ${y(level)}H${x(reach)}M${x(level)} ${y(-reach)}V${y(reach)}`}
            stroke="var(--line)"
          />
          <text x={box.left - 6} y={y(level) + 4} textAnchor="end">
            {decimal(level)}
          </text>
          <text x={x(level)} y={height - 22} textAnchor={level < 0 ? 'start' : level > 0 ? 'end' : 'middle'}>
            {decimal(level)}
          </text>
        </g>
      ))}
      <text x={x(0)} y={height - 5} textAnchor="middle">
        predicted change, log1p
      </text>
      <text transform={`translate(10 ${y(0)}) rotate(-90)`} textAnchor="middle">
        measured
      </text>
      <path
        d={`M${x(-reach)} ${y(-reach)}L${x(reach)} ${y(reach)}`}
        stroke="var(--text)"
        strokeDasharray="4 3"
      />
      {slope === null || line === null ? null : (
        <path d={`M${x(-line)} ${y(-line * slope)}L${x(line)} ${y(line * slope)}`} stroke="var(--accent)" />
      )}
      {tenths.map(({ predicted, measured, genes }, tenth) => (
        <circle
          // The tenths are in order and never change places.
          key={`${tenth} ${genes}`}
          cx={x(predicted)}
          cy={y(measured)}
          r="4"
          fill="var(--accent)"
        />
      ))}
    </ChartFrame>
  );
}
