/** Where a result goes: standard output, or a file that is named once it is whole. */
import { writeWhole } from './files';
import type { Host } from './host';

/** `file`: undefined where none was asked for. Throws Failure where it cannot be written. */
export async function deliver(host: Host, text: string, file: string | undefined): Promise<void> {
  if (file === undefined) {
    host.out(text);
    return;
  }
  await writeWhole(file, [text]);
  host.tell(`Written to ${file}`);
}

/** A JSON document as it is printed: indented, with a line end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
