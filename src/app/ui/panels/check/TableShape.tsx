/** What the rows of a table and its first line were taken for; another answer reads the file again. */
import { NativeSelect } from '@mantine/core';
import type { OpenedFile } from '../../../../dataset/annotation';
import { readTableAs } from '../../../session/actions';
import { tableShape } from '../../text/tableShape';
import classes from './CheckPage.module.css';

export function TableShape({ table }: { table: NonNullable<OpenedFile['table']> }) {
  const { rows, firstLine } = tableShape;
  return (
    <section aria-label={tableShape.title} className={classes.fields}>
      <NativeSelect
        label={rows.label}
        data={[...rows.options]}
        value={table.rows}
        onChange={({ currentTarget }) => {
          const chosen = rows.options.find(({ value }) => value === currentTarget.value);
          if (chosen) void readTableAs({ rows: chosen.value });
        }}
      />
      <NativeSelect
        label={firstLine.label}
        data={[...firstLine.options]}
        value={table.firstLine}
        onChange={({ currentTarget }) => {
          const chosen = firstLine.options.find(({ value }) => value === currentTarget.value);
          if (chosen) void readTableAs({ firstLine: chosen.value });
        }}
      />
    </section>
  );
}
