/**
 * A message in place: what happened, why, and what to do next as buttons. Warnings (amber) can be passed, errors (red)
 * cannot; plain is for empty and recovered states.
 */
import { IconAlertCircle, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import classes from './blocks.module.css';
import { Button, type ButtonProps } from '@mantine/core';
import { copyText } from '../../session/page/actions';

export function Message(props: {
  tone: 'plain' | 'warning' | 'error';
  title: string;
  /** One paragraph; `children` for more. */
  text?: ReactNode;
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
        {props.text || props.children ? (
          <div className={classes.text}>
            {props.text ? <p>{props.text}</p> : null}
            {props.children}
          </div>
        ) : null}
        {props.actions ? <div className={classes.actions}>{props.actions}</div> : null}
      </div>
    </div>
  );
}

/** An error in words (text/errors.ts). */
export function ErrorInPlace(words: { title: string; why: string; next: string }) {
  return (
    <Message tone="error" title={words.title} text={words.why}>
      <p>{words.next}</p>
    </Message>
  );
}

/** One quantity and its value, in a ruled list (<dl>). */
export function StatList(props: { children: ReactNode }) {
  return <dl className={classes.list}>{props.children}</dl>;
}

export function StatRow(props: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className={classes.row}>
      <dt>
        {props.label}
        {props.hint ? <span className={classes.hint}>{props.hint}</span> : null}
      </dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** A scrollable part of the page that the keyboard can reach (WCAG 2.1.1). */
export function ScrollRegion(props: { label: string; className: string | undefined; children: ReactNode }) {
  return (
    // Scrollable regions must be focusable.
    <section className={props.className} tabIndex={0} aria-label={props.label}>
      {props.children}
    </section>
  );
}

/** Copies a text, and says on itself whether the browser let it. */
export function CopyButton({ text, label, ...look }: { text: string; label: string } & ButtonProps) {
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = async () => setCopied(await copyText(text));
  return (
    <Button {...look} onClick={() => void copy()}>
      {copied === null ? label : copied ? 'Copied' : 'Copying is blocked by this browser'}
    </Button>
  );
}
