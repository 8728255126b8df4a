/** Predicted against measured change of every gene for one perturbation. */
import { useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import type { Comparison } from '../../inference/result';
import { paletteOf } from '../network-view/picture/palette';
import { PlotlyFigure } from './PlotlyFigure';
import { figureInWords, layoutOf, pointsOf, tracesOf } from './predictedMeasured';

/** `height` in pixels. */
export function PredictedMeasured(props: {
  comparison: Comparison;
  genes: readonly string[];
  height?: number;
}) {
  const { comparison, genes } = props;
  const scheme = useComputedColorScheme('light');
  const figure = useMemo(() => {
    const palette = paletteOf(scheme);
    const points = pointsOf(comparison, genes);
    return {
      traces: tracesOf(points, palette),
      layout: layoutOf(points, palette),
      label: figureInWords(comparison, points),
    };
  }, [comparison, genes, scheme]);
  return <PlotlyFigure {...figure} revision={comparison.label} height={props.height ?? 260} />;
}
