/**
 * What happened, why, and what to do next as buttons. Amber can be passed, red cannot; 'plain' is an empty or recovered
 * state. Not a toast: it stays where the thing it speaks of would be.
 */
import { IconAlertCircle, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Message.module.css';

export function Message(props: {
  tone: 'plain' | 'warning' | 'error';
  title: string;
  children?: ReactNode;
  /** Buttons; at most one of them primary. */
  actions?: ReactNode;
}) {
  const icon = {
    plain: <IconInfoCircle size={18} stroke={1.75} aria-hidden />,
    warning: <IconAlertTriangle size={18} stroke={1.75} aria-hidden />,
    error: <IconAlertCircle size={18} stroke={1.75} aria-hidden />,
  }[props.tone];
  return (
    <div
      className={classes.message}
      data-tone={props.tone}
      role={props.tone === 'error' ? 'alert' : undefined}
    >
      <span className={classes.icon}>{icon}</span>
      <div className={classes.body}>
        <p className={classes.title}>{props.title}</p>
        {props.children ? <div className={classes.text}>{props.children}</div> : null}
        {props.actions ? <div className={classes.actions}>{props.actions}</div> : null}
      </div>
    </div>
  );
}
