/** Signals that end a run and leave a checkpoint. */

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
