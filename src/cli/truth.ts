/** The reference network a person names. */
import { basename } from 'node:path';
import type { Truth } from '../evaluation/truth';
import { parseTruth } from '../evaluation/truthFile';
import { failureOf } from './failure';
import { textAt } from './files';

/** Throws Failure where it cannot be read, in the page's words. */
export async function truthAt(path: string): Promise<Truth> {
  const outcome = parseTruth(await textAt(path), basename(path));
  if (!outcome.ok) throw failureOf(outcome.error);
  return outcome.truth;
}
