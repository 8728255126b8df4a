/** The validators, interpreted: compiled ones are faster, but the page's content security policy forbids code made at run time. */
import { z } from 'zod';

// Here, so that it holds before the first validator of any module is made.
z.config({ jitless: true });

export { z };
