/**
 * Names come from files that others made, and may hold characters that command a terminal: move its cursor, colour it, hide what
 * stands beside. Here they are made visible, in one place, for everything a command prints.
 */
import type { Host } from './host';

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
