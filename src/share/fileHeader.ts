/** The header of the files this program writes for itself: what it is and in which version, before anything else is looked at. */
import { z } from 'zod';
import { fromTypedJson } from './typedJson';

export type Headed =
  | { readonly kind: 'content'; readonly content: unknown }
  /** Not JSON. */
  | { readonly kind: 'damaged' }
  /** JSON of something else. */
  | { readonly kind: 'alien' }
  | { readonly kind: 'too-new'; readonly version: number };

/** `version`: the newest that is known; what is in the content is the caller's to check. */
export function readHeaded(text: string, format: string, version: number): Headed {
  const content = parsed(text);
  if (content === undefined) return { kind: 'damaged' };
  const header = headerSchema.safeParse(content);
  if (!header.success || header.data.format !== format) return { kind: 'alien' };
  if (header.data.version > version) return { kind: 'too-new', version: header.data.version };
  return { kind: 'content', content };
}

const headerSchema = z.object({ format: z.string(), version: z.int().positive() });

/** undefined where it is not JSON, or nested deeper than a program can follow. */
function parsed(text: string): unknown {
  try {
    return fromTypedJson(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
