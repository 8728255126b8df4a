/** A button that adds what stands beside it to the composed figure, which it loads. */
import { Button } from '@mantine/core';
import { composerText } from '../text/composer';
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
