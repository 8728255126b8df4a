/** How a table was read, as a question that can be answered otherwise. */
import type { TableReading } from '../../../dataset/readers/text/firstLine';

interface Choice<Field extends keyof TableReading> {
  readonly label: string;
  readonly options: readonly { readonly value: NonNullable<TableReading[Field]>; readonly label: string }[];
}

export const tableShape: {
  readonly title: string;
  readonly rows: Choice<'rows'>;
  readonly firstLine: Choice<'firstLine'>;
} = {
  title: 'Shape of the table',
  rows: {
    label: 'Rows are',
    options: [
      { value: 'cells', label: 'cells' },
      { value: 'genes', label: 'genes' },
    ],
  },
  firstLine: {
    label: 'The first line is',
    options: [
      { value: 'names', label: 'names of the columns' },
      { value: 'values', label: 'values, like the others' },
    ],
  },
};
