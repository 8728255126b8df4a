/** Buttons that add what stands beside them to the composed figure, which they load. */
import { Box, Button } from '@mantine/core';
import type { Chart } from '../../../present/chart/chart';
import { composerText } from '../text/composer';
import type { ChartContent } from './content';
import type * as panels from './panels';

/** `of`: what is added, for screen readers. */
export function AddToFigure(props: { of: string; add: (to: typeof panels) => void }) {
  const { of, add } = props;
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={`${composerText.add}: ${of}`}
      onClick={() => void import('./panels').then(add)}
    >
      {composerText.add}
    </Button>
  );
}

/** A picture of effects. `draw`: without what is selected in it. `span`: of the width of the figure. `content`: draws it at any width. */
export function AddEffects(props: {
  title: string;
  draw: () => Chart;
  span?: number;
  content?: ChartContent;
}) {
  const { title, draw, span = 1, content } = props;
  return (
    <Box mt={8}>
      <AddToFigure of={title} add={({ addEffects }) => addEffects(draw(), span, content)} />
    </Box>
  );
}
