/** Every kind of file and link that a stranger can send. */
import { bombFormat } from './bombs';
import type { FuzzFormat } from './case';
import { dataFormats } from './dataFiles';
import { documentFormats } from './documents';
import { knowledgeFormats } from './knowledge';
import { linkFormat } from './links';
import { sharedWorkFormats } from './sharedWork';

export const fuzzFormats: readonly FuzzFormat[] = [
  linkFormat,
  ...documentFormats,
  ...sharedWorkFormats,
  ...knowledgeFormats,
  ...dataFormats,
  bombFormat,
];
