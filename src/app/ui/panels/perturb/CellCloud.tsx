/**
 * Control cells on their first two principal axes, and the same cells shifted by the predicted mean change. A shift of
 * one shape follows a slider at no cost; it is not a predicted distribution.
 */
import { Checkbox } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import { rowNoun, type RowNoun } from '../../../../dataset/rows';
import { useDoubt } from '../../../session/run/doubt';
import type { Cloud, Point } from '../../charts/cloud';
import { figureText } from '../../text/figures';
import { useCloud } from '../figures/useCloud';
import classes from './CellCloud.module.css';

/** Renders nothing while the axes are computed, or without cells. */
export function CellCloud({ dataset }: { dataset: Dataset }) {
  const shown = useCloud(dataset);
  const [withMeasured, setWithMeasured] = useState(true);
  const isDoubtful = useDoubt() !== null;
  if (!shown) return null;
  const { embedding, cloud, measuredCells } = shown;
  const { origin, shares } = embedding;
  const row = rowNoun(dataset);
  return (
    <section
      className={classes.panel}
      aria-labelledby="cloud-title"
      data-doubtful={isDoubtful ? '' : undefined}
    >
      <div className={classes.head}>
        <h2 id="cloud-title">{figureText.cloudHeading(row)}</h2>
        <ul className={classes.legend} aria-label="Colours">
          <li data-of="origin">{figureText.originName(origin, row)}</li>
          {cloud.shift ? <li data-of="predicted">predicted</li> : null}
        </ul>
        {cloud.measured.length > 0 ? (
          <Checkbox
            label={figureText.measuredName(cloud.measured.length, measuredCells)}
            color="var(--module-1)"
            classNames={{ label: classes.choice ?? '' }}
            checked={withMeasured}
            onChange={(event) => setWithMeasured(event.currentTarget.checked)}
          />
        ) : null}
      </div>
      <p className={classes.finding} aria-live="polite">
        {figureText.cloudTitle(cloud.moved, cloud.measuredMoved, row)}
      </p>
      <Drawing
        cloud={cloud}
        points={embedding.points}
        withMeasured={withMeasured}
        row={row}
        isDoubtful={isDoubtful}
      />
      <p className={classes.axes}>
        Across: {figureText.axisName(1, shares[0])}. Up: {figureText.axisName(2, shares[1])}.
      </p>
      <p className={classes.note}>{figureText.cloudNote(origin, cloud.shift !== null, row)}</p>
    </section>
  );
}

function Drawing(props: {
  cloud: Cloud;
  points: Float32Array;
  withMeasured: boolean;
  row: RowNoun;
  isDoubtful: boolean;
}) {
  const { cloud, points, withMeasured, row, isDoubtful } = props;
  const { origin, measured, centre, shift } = cloud;
  const dots = useMemo(() => pathOf(origin), [origin]);
  const squares = useMemo(() => pathOf(measured), [measured]);
  const [dx, dy] = shift ?? [0, 0];
  const frame = useMemo(() => frameAround(points, origin, [dx, dy]), [points, origin, dx, dy]);
  return (
    <svg
      className={classes.drawing}
      viewBox={frame.viewBox}
      role="img"
      aria-label={figureText.cloudWords(cloud.moved, cloud.measuredMoved, row)}
    >
      <path className={classes.dots} d={dots} data-of="origin" />
      {shift ? (
        <g className={classes.moving} style={{ transform: `translate(${dx}px, ${-dy}px)` }}>
          <path className={classes.dots} d={dots} data-of="predicted" />
          {isDoubtful ? <path className={classes.hollow} d={dots} /> : null}
        </g>
      ) : null}
      {withMeasured && measured.length > 0 ? (
        <path className={classes.squares} d={squares} data-of="measured" />
      ) : null}
      {shift ? <path className={classes.arrow} d={arrowOf(centre, shift, frame.size)} /> : null}
    </svg>
  );
}

/** Arrow from the mean cell to its predicted position. */
function arrowOf([x, y]: Point, [dx, dy]: Point, size: number): string {
  const [toX, toY] = [x + dx, -(y + dy)];
  const head = Math.min(0.03 * size, 0.4 * Math.hypot(dx, dy));
  const angle = Math.atan2(-dy, dx);
  const side = (turn: number) =>
    `${toX - head * Math.cos(angle + turn)} ${toY - head * Math.sin(angle + turn)}`;
  return `M${x} ${-y}L${toX} ${toY}M${side(0.5)}L${toX} ${toY}L${side(-0.5)}`;
}

/** Margin around the cells, as a share of their larger extent. */
const MARGIN = 0.06;
/** The frame grows in steps of this share, so that it does not change continuously. */
const GROWTH = 0.2;

interface Frame {
  readonly viewBox: string;
  /** Larger extent of the cells. */
  readonly size: number;
}

/** Equal on both axes. `points`: [cells × 2]; also contains `origin` moved by `shift`. The y axis of SVG points down. */
export function frameAround(points: Float32Array, origin: readonly Point[], shift: Point): Frame {
  const x = extent(points.filter((_, i) => i % 2 === 0));
  const y = extent(points.filter((_, i) => i % 2 === 1));
  const size = Math.max(x.high - x.low, y.high - y.low, 1e-6);
  const across = extended(x, extent(origin.map((point) => point[0] + shift[0])), size);
  const up = extended(y, extent(origin.map((point) => point[1] + shift[1])), size);
  const box = [across.low, -up.high, across.high - across.low, up.high - up.low];
  return { viewBox: box.map((value) => value.toFixed(4)).join(' '), size };
}

interface Extent {
  readonly low: number;
  readonly high: number;
}

function extent(values: ArrayLike<number>): Extent {
  let [low, high] = [Infinity, -Infinity];
  for (const value of Array.from(values)) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}

function extended({ low, high }: Extent, wanted: Extent, size: number): Extent {
  const steps = (beyond: number) => GROWTH * size * Math.max(0, Math.ceil(beyond / (GROWTH * size)));
  return {
    low: low - MARGIN * size - steps(low - wanted.low),
    high: high + MARGIN * size + steps(wanted.high - high),
  };
}

export function pathOf(points: readonly Point[]): string {
  return points.map(([x, y]) => `M${x.toFixed(3)} ${(-y).toFixed(3)}h0`).join('');
}
