/** What every note on a data set is turned into. */
export interface NoteText {
  readonly title: string;
  readonly detail: string;
  /** A person should look at it. */
  readonly attention: boolean;
}
