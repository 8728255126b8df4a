/** A panel below the network: choices at the left and what they give at the right, or one above the other where it is narrow. */
import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './blocks.module.css';

export function PanelFrame(props: {
  title: string;
  /** Name and action of the button that closes it; null: its tab does. */
  close: readonly [name: string, action: () => void] | null;
  choices: ReactNode;
  children: ReactNode;
}) {
  const { title, close, choices, children } = props;
  const frame = useRef<HTMLElement>(null);
  const opens = close !== null;
  // On a phone it opens beyond the window.
  useEffect(() => {
    if (opens) frame.current?.scrollIntoView({ block: 'nearest' });
  }, [opens]);
  return (
    <section ref={frame} className={classes.frame} aria-label={title}>
      <div className={classes.panel}>
        <div className={classes.choices}>
          {close ? (
            <div className={classes.head}>
              <h2>{title}</h2>
              <ActionIcon variant="subtle" color="gray" size={26} aria-label={close[0]} onClick={close[1]}>
                <IconX size={14} stroke={1.75} aria-hidden />
              </ActionIcon>
            </div>
          ) : null}
          {choices}
        </div>
        <div className={classes.main}>{children}</div>
      </div>
    </section>
  );
}
