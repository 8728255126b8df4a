/** The program that learned a result: version and commit, as reports, run files and links name it. */
import { version } from '../../../package.json';
import type { FitResult } from './result';

/** Put in by scripts/commit.ts; '' where the sources are no clone. */
declare const BUILT_COMMIT: string;

/** This program: '0.3.0 (1a2b3c4d)', with '+' after the commit if files differed from it. */
export const program = BUILT_COMMIT === '' ? version : `${version} (${BUILT_COMMIT})`;

/** Of a result; those of before 0.3.0 do not say. */
export function programOf({ program: learned = 'before 0.3.0' }: Pick<FitResult, 'program'>): string {
  return learned;
}
