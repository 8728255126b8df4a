/** What every error is turned into: what happened, why, what to do next. */
export interface ErrorText {
  readonly title: string;
  readonly why: string;
  readonly next: string;
  /** Commands to copy, where a file has to be converted. */
  readonly code?: string;
  /** The one button that helps most; `command` is an id of session/commands.ts. */
  readonly action?: { readonly label: string; readonly command: ActionCommand };
  /** Instead of it, where the person has to say which of two holds. */
  readonly choices?: readonly { readonly label: string; readonly command: TableCommand }[];
}

type ActionCommand = 'open' | 'open-demo-myeloid' | 'train' | 'download-tsv' | 'forget';

export type TableCommand = 'first-line-names' | 'first-line-values' | 'rows-are-cells' | 'rows-are-genes';

export const chooseAnother = { label: 'Choose another file…', command: 'open' } as const;
