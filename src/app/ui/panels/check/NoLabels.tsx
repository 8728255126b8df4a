/** Where no column says which gene was perturbed: what is missing and how to give it. */
import { Button } from '@mantine/core';
import { runCommand } from '../../kit/runCommand';
import { Message } from '../../kit/Message';

export function NoLabels({ columns }: { columns: number }) {
  return (
    <Message
      tone="warning"
      title="This file does not say which gene was perturbed in each cell"
      actions={<Button onClick={runCommand('open')}>Choose files…</Button>}
    >
      <p>
        {columns > 0
          ? 'Choose the column that does at “Perturbation column” above. If none of them does, '
          : ''}
        {columns > 0 ? 'drop' : 'Drop'} two files together: this one and a table with a row for each cell, its
        name and the gene that was perturbed in it (or “control”).
      </p>
    </Message>
  );
}
