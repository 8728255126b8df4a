/** What the report card comes to, above it, and the way to a truth. */
import { Button } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { runCommand } from '../../kit/runCommand';
import classes from './EvaluatePage.module.css';

/** `children`: how far it is, or why it goes no further. */
export function CardHeading(props: { title: string; line: string | null; children: ReactNode }) {
  return (
    <header className={classes.heading}>
      <div>
        <h1>{props.title}</h1>
        {props.line === null ? null : <p>{props.line}</p>}
        {props.children}
      </div>
      <Button
        variant="default"
        leftSection={<IconFileUpload size={16} stroke={1.75} aria-hidden />}
        onClick={runCommand('open')}
      >
        Add a truth file
      </Button>
    </header>
  );
}
