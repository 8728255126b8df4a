import { Failure } from './failure';

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

/**
 * Names come from files that others made, and may hold characters that command a terminal: move its cursor, colour it, hide what
 * stands beside. Here they are made visible, in one place, for everything a command prints.
 */

/** Control characters but tab and line feed, line separators, and marks that turn the direction of writing. */
const COMMANDING =
  // oxlint-disable-next-line no-control-regex -- exactly these must not reach a terminal
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Each such character as JSON writes it, '\u001b': within a JSON document the value stays the same. */
export function printable(text: string): string {
  return text.replaceAll(
    COMMANDING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A host to which such characters do no harm. */
export function printing(host: Host): Host {
  const { status } = host;
  return {
    ...host,
    out: (text) => {
      host.out(printable(text));
    },
    tell: (line) => {
      host.tell(printable(line));
    },
    status:
      status === null
        ? null
        : (line) => {
            status(printable(line));
          },
  };
}

/** Ctrl-C, heard once for the whole command: work under way is told to stop, work that has not begun looks before it does. */

export class Interruption {
  #heard = false;
  #stop: (() => void) | null = null;
  readonly end: () => void;

  constructor(host: Pick<Host, 'onInterrupt'>) {
    this.end = host.onInterrupt(() => {
      this.#heard = true;
      this.#stop?.();
    });
  }

  get heard(): boolean {
    return this.#heard;
  }

  /** `stop` is called when it is heard, at once where it was; null: nobody is to be told. */
  tell(stop: (() => void) | null): void {
    this.#stop = stop;
    if (this.#heard) stop?.();
  }

  /** Throws Failure where it was heard: before there is anything to keep. */
  expectNone(): void {
    if (this.#heard)
      throw new Failure(1, {
        title: 'Stopped before training began',
        why: 'Nothing was learned yet, and nothing was written.',
        next: 'Run the same command again.',
      });
  }
}
