/** What a command needs of its machine: output, clock, cores, interrupts. bin.ts provides Node's, tests their own. */
import { Failure } from './failure';

export interface Host {
  /** Results, to standard output exactly as given. */
  readonly out: (text: string) => void;
  /** Messages, to standard error: one line. */
  readonly message: (line: string) => void;
  /** Rewrites the last line of standard error ('' erases it); null if that is not a terminal. */
  readonly status: ((line: string) => void) | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Width of standard output in characters; 100 if that is not a terminal. */
  readonly columns: number;
  /** Logical processors. */
  readonly cores: number;
  /** Folder of the gene sets that come with the program (public/sets). */
  readonly geneSets: string;
  /** The first Ctrl-C calls the listener, the second ends the program. Returns a function that stops listening. */
  readonly onInterrupt: (listener: () => void) => () => void;
}

/** Control characters except tab and line feed, line separators, and marks that change the writing direction. */
const CONTROL_CHARACTERS =
  // oxlint-disable-next-line no-control-regex -- exactly these must not reach a terminal
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Escapes each such character as JSON does ('\u001b'), so values in JSON documents stay the same. */
export function printable(text: string): string {
  return text.replaceAll(
    CONTROL_CHARACTERS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The host with printable output: names come from foreign files and may contain characters that control a terminal. */
export function printing(host: Host): Host {
  const { status } = host;
  return {
    ...host,
    out: (text) => host.out(printable(text)),
    message: (line) => host.message(printable(line)),
    status: status && ((line) => status(printable(line))),
  };
}

/** Ctrl-C for a whole command: stops running work, and is checked before new work begins. */
export class Interruption {
  #interrupted = false;
  #stop: (() => void) | null = null;
  readonly end: () => void;

  constructor(host: Pick<Host, 'onInterrupt'>) {
    this.end = host.onInterrupt(() => {
      this.#interrupted = true;
      this.#stop?.();
    });
  }

  get interrupted(): boolean {
    return this.#interrupted;
  }

  /** Sets the function to call on an interrupt; called at once if there was one already. */
  onInterrupt(stop: (() => void) | null): void {
    this.#stop = stop;
    if (this.#interrupted) stop?.();
  }

  /** Throws Failure after an interrupt, before there is anything to save. */
  expectNone(): void {
    if (this.#interrupted)
      throw new Failure(1, {
        title: 'Stopped before training began',
        why: 'Nothing was learned yet, and nothing was written.',
        next: 'Run the same command again.',
      });
  }
}

/** What of `process` hears signals. */
interface Signals {
  on(signal: string, listener: (signal: string) => void): unknown;
  off(signal: string, listener: (signal: string) => void): unknown;
}

/** Ctrl-C, the signal of schedulers, and a lost terminal. */
const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * The first signal calls the listener, a second one `exit`, except that a lost terminal may be told twice: by the shell and by the system.
 * Returns a function that stops listening.
 */
export function onInterrupts(signals: Signals, listener: () => void, exit: () => void): () => void {
  let heard = false;
  const hear = (signal: string) => {
    if (heard && signal !== 'SIGHUP') exit();
    if (!heard) listener();
    heard = true;
  };
  for (const signal of INTERRUPTS) signals.on(signal, hear);
  return () => {
    for (const signal of INTERRUPTS) signals.off(signal, hear);
  };
}
