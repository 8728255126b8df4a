/** Predicted against measured: the chart of the report, with the gene under the pointer, zoom and files. */
import { ActionIcon } from '@mantine/core';
import { IconArrowsMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import { type PointerEvent, useMemo, useState } from 'react';
import type { View } from '../../../../present/chart/chart';
import { pointsOf, pointText } from '../../../../present/chart/scatter';
import { useDoubt } from '../../../session/run/doubt';
import { type Compared, comparedChart, comparedTable, wholeView } from '../../charts/compared';
import { exportChart } from '../../charts/exportFigure';
import { SvgChart, useWidth } from '../../charts/SvgChart';
import { figureText } from '../../text/figures';
import classes from './FigureView.module.css';
import { FigureFrame } from './FigureView';

const ZOOM = 1.5;

/** `compared`: identical while nothing changes. `height` of the drawing in pixels. */
export function ComparedView({ compared, height }: { compared: Compared; height: number }) {
  const doubt = useDoubt();
  const [parent, width] = useWidth(260);
  const whole = useMemo(() => wholeView(compared), [compared]);
  const [zoomed, setView] = useState<View | null>(null);
  const view = zoomed ?? whole;
  const [source, setSource] = useState<string | null>(null);
  const chart = useMemo(
    () => comparedChart(compared, { view, width, height, isPointed: true }),
    [compared, view, width, height],
  );
  const table = useMemo(() => comparedTable(compared), [compared]);
  const pointed =
    source === null ? undefined : pointsOf(compared.comparison).find(({ gene }) => gene === Number(source));
  const pan = ({ buttons, movementX, movementY }: PointerEvent) => {
    if (buttons === 1) setView(moved(view, -movementX / width, movementY / height));
  };
  const tools = [
    { label: figureText.zoomOut, Sign: IconMinus, to: scaled(view, ZOOM) },
    { label: figureText.zoomIn, Sign: IconPlus, to: scaled(view, 1 / ZOOM) },
    { label: figureText.zoomWhole, Sign: IconArrowsMaximize, to: null },
  ];
  return (
    <FigureFrame
      figure={{ ...chart, table }}
      height={height}
      add={({ addComparison }) => addComparison(compared)}
      save={async (format) =>
        exportChart((size) => comparedChart(compared, size), doubt, 'predicted-measured', format)
      }
    >
      <div ref={parent} className={classes.compared} data-doubtful={doubt === null ? undefined : ''}>
        <div onPointerMove={pan} onDoubleClick={() => setView(null)}>
          <SvgChart chart={chart} onPoint={setSource} />
        </div>
        <span className={classes.zoom}>
          {tools.map(({ label, Sign, to }) => (
            <ActionIcon
              key={label}
              variant="default"
              size={24}
              aria-label={label}
              title={label}
              onClick={() => setView(to)}
            >
              <Sign size={14} stroke={1.75} aria-hidden />
            </ActionIcon>
          ))}
        </span>
        <output className={classes.pointed}>
          {pointed && pointText(pointed, compared.genes[pointed.gene] ?? '')}
        </output>
      </div>
    </FigureFrame>
  );
}

/** Around the middle. */
function scaled({ x, y }: View, factor: number): View {
  const about = ([low, high]: View['x']): View['x'] => {
    const [middle, half] = [(low + high) / 2, (factor * (high - low)) / 2];
    return [middle - half, middle + half];
  };
  return { x: about(x), y: about(y) };
}

/** By shares of the ranges. */
function moved({ x, y }: View, across: number, up: number): View {
  return { x: shifted(x, across), y: shifted(y, up) };
}

function shifted([low, high]: View['x'], share: number): View['x'] {
  const by = share * (high - low);
  return [low + by, high + by];
}
