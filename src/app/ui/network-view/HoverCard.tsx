/** The card beside the gene or edge under the pointer or the keyboard. The walker says the same to screen readers. */
import type { Point } from '../../../present/figure/geometry';
import type { HoverText } from '../text/network';
import classes from './HoverCard.module.css';

/** Pixels between the card and what it is about. */
const GAP = 16;

/** `at`: pixels from the corner of the panel, of which the card keeps to the free side. */
export function HoverCard(props: {
  text: HoverText;
  at: Point;
  panel: { readonly width: number; readonly height: number };
}) {
  const { text, at, panel } = props;
  const style = {
    ...(at.x < panel.width / 2 ? { left: at.x + GAP } : { right: panel.width - at.x + GAP }),
    ...(at.y < panel.height / 2 ? { top: at.y + GAP } : { bottom: panel.height - at.y + GAP }),
  };
  return (
    <div className={classes.card} style={style} aria-hidden="true" data-hover-card="">
      <b>{text.title}</b>
      {text.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}
