/** The card beside the gene or edge under the pointer or the keyboard. The walker says the same to screen readers. */
import { useLayoutEffect, useRef } from 'react';
import type { Point } from '../../../present/figure/geometry';
import type { HoverText } from '../text/network';
import classes from './HoverCard.module.css';

/** `at`: pixels from the corner of the panel, of which the card keeps to the free side. */
export function HoverCard({ text, at }: { text: HoverText; at: Point }) {
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const panel = card.current?.offsetParent;
    if (!card.current || !panel) return;
    const { style } = card.current;
    const isLeft = at.x < panel.clientWidth / 2;
    const isUpper = at.y < panel.clientHeight / 2;
    style.left = isLeft ? `${at.x + GAP}px` : '';
    style.right = isLeft ? '' : `${panel.clientWidth - at.x + GAP}px`;
    style.top = isUpper ? `${at.y + GAP}px` : '';
    style.bottom = isUpper ? '' : `${panel.clientHeight - at.y + GAP}px`;
  }, [at]);
  return (
    <div ref={card} className={classes.card} aria-hidden="true" data-hover-card="">
      <b>{text.title}</b>
      {text.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}

/** Pixels between the card and what it is about. */
const GAP = 16;
