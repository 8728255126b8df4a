/** A section that is one line until asked: its heading and what it holds now. Its content is rendered from the first opening on. */
import { type ReactNode, useState } from 'react';
import classes from './Fold.module.css';

export function Fold(props: {
  title: ReactNode;
  /** What it holds now, beside the heading. */
  line: ReactNode;
  isOpen?: boolean;
  onToggle?: (isOpen: boolean) => void;
  children: ReactNode;
}) {
  const { isOpen = false, onToggle } = props;
  const [wasOpen, setWasOpen] = useState(isOpen);
  return (
    <details
      className={classes.fold}
      open={isOpen}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) setWasOpen(true);
        onToggle?.(currentTarget.open);
      }}
    >
      <summary>
        {props.title} <span className="quiet">{props.line}</span>
      </summary>
      {wasOpen ? props.children : null}
    </details>
  );
}
