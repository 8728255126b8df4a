/** The validators, interpreted: compiled ones are faster, but the page's content security policy forbids code made at run time. */
import { z } from 'zod';

// Here, so that it holds before the first validator of any module is made.
z.config({ jitless: true });

/** null where the schema refuses it. zod gives the faults of an object to one call, which throws where they are more than a call takes arguments. */
export function parsedAs<Content>(schema: z.ZodType<Content>, content: unknown): Content | null {
  try {
    const read = schema.safeParse(content);
    return read.success ? read.data : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export { z };
