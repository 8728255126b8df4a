/** The cells on a canvas, drawn in parts between frames; arrows and the lasso lie above it. */
import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { FlowArrow } from '../../../../dynamics/cellFlow';
import type { Palette } from '../../../../present/figure/palette';
import { type CellColours, drawingOrder } from '../../charts/cellColours';
import {
  arrowPath,
  clearImage,
  type Corner,
  drawnArrows,
  frameOf,
  paintCells,
  radiusFor,
} from '../../charts/cellPainter';
import { cellsText } from '../../text/cells';
import classes from './Cells.module.css';

const MARGIN = 16;
/** Cells drawn between two frames. */
const PART = 10_000;
/** Corners of a lasso lie at least so many pixels apart. */
const APART = 3;

interface Painted {
  readonly points: Float32Array;
  readonly shown: Int32Array;
  readonly colours: CellColours;
  readonly isPicked: Uint8Array | null;
  readonly palette: Palette;
}

/** Paints the cells in parts, a part a frame; `width`, `height` of the panel in pixels. */
function useCanvas({ points, shown, colours, isPicked, palette }: Painted, width: number, height: number) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const order = useMemo(() => drawingOrder(colours, shown), [colours, shown]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || width === 0 || height === 0) return undefined;
    const ratio = globalThis.devicePixelRatio;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    const image = context.createImageData(across, down);
    const painted = {
      points,
      order,
      of: colours.of,
      colors: colours.table,
      isPicked,
      frame: frameOf(points, across, down, MARGIN * ratio),
      radius: radiusFor(shown.length) * ratio,
    };
    let next = 0;
    const paint = () => {
      if (next === 0) {
        // Setting the size empties a canvas.
        context.canvas.width = across;
        context.canvas.height = down;
        clearImage(image, palette.canvas);
      }
      const end = Math.min(order.length, next + PART);
      paintCells(image, painted, next, end);
      next = end;
      context.putImageData(image, 0, 0);
      context.canvas.dataset['drawn'] = String(next);
      if (next < order.length) waiting = requestAnimationFrame(paint);
    };
    let waiting = requestAnimationFrame(paint);
    return () => cancelAnimationFrame(waiting);
  }, [points, order, colours, isPicked, palette, width, height, shown.length]);
  return canvas;
}

export function CellsPlot(
  props: Painted & {
    arrows: readonly FlowArrow[];
    words: string;
    /** Corners in the plane of the points. */
    onPick: (corners: readonly Corner[]) => void;
  },
) {
  const { points, palette, words, onPick } = props;
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const canvas = useCanvas(props, width, height);
  const [lasso, setLasso] = useState<readonly Corner[] | null>(null);
  const description = useId();
  const frame = useMemo(() => frameOf(points, width, height, MARGIN), [points, width, height]);

  const end = () => {
    if (lasso && lasso.length > 2)
      onPick(lasso.map(([x, y]) => [(x - frame.left) / frame.scale, (frame.top - y) / frame.scale]));
    setLasso(null);
  };
  const arrows = useMemo(
    () => drawnArrows(props.arrows, frame).map(arrowPath).join(''),
    [props.arrows, frame],
  );

  return (
    <div
      ref={ref}
      className={classes.plot}
      role="img"
      aria-label={cellsText.heading}
      aria-describedby={description}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setLasso([cornerAt(event)]);
      }}
      onPointerMove={(event) => {
        if (!lasso) return;
        const corner = cornerAt(event);
        const last = lasso.at(-1) ?? corner;
        if (Math.hypot(corner[0] - last[0], corner[1] - last[1]) >= APART) setLasso([...lasso, corner]);
      }}
      onPointerUp={end}
      onPointerCancel={() => setLasso(null)}
    >
      <canvas ref={canvas} className={classes.canvas} aria-hidden="true" />
      <svg className={classes.above} width={width} height={height} aria-hidden="true">
        {arrows === '' ? null : (
          <>
            <path d={arrows} fill="none" stroke={palette.canvas} strokeWidth="3.4" strokeOpacity="0.8" />
            <path d={arrows} fill="none" stroke={palette.text} strokeWidth="1.3" data-arrows="" />
          </>
        )}
        {lasso && lasso.length > 1 ? (
          <path
            d={`M${lasso.map((corner) => corner.join(' ')).join('L')}Z`}
            fill={palette.accent}
            fillOpacity="0.12"
            stroke={palette.accent}
            strokeDasharray="5 4"
          />
        ) : null}
      </svg>
      <p id={description} className="visually-hidden">
        {words}
      </p>
    </div>
  );
}

function cornerAt(event: PointerEvent): Corner {
  const box = event.currentTarget.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}
