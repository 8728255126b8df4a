/** What a command needs of the machine it runs on. bin.ts has Node's; tests pass their own. */
export interface Host {
  /** Results, to standard output exactly as given. */
  readonly out: (text: string) => void;
  /** What is said about the work, to standard error: one line. */
  readonly tell: (line: string) => void;
  /** Rewrites the last line of standard error, '' takes it away; null where that is no terminal. */
  readonly status: ((line: string) => void) | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Characters that fit into a line of standard output; 100 where that is no terminal. */
  readonly columns: number;
  /** Logical processors. */
  readonly cores: number;
  /** The first Ctrl-C calls the listener; the second ends the program at once. Gives what ends listening. */
  readonly onInterrupt: (listener: () => void) => () => void;
}
