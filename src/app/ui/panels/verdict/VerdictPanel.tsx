/** What the run on screen gives evidence for; its sentences load after the page, long before a result. */
import { lazy, Suspense } from 'react';

const Statements = lazy(async () => ({ default: (await import('./statements')).Statements }));
const StatementLines = lazy(async () => ({ default: (await import('./statements')).StatementLines }));

/** Both statements with their evidence. `noise`: whether what a perfect prediction would err is added. */
export function VerdictPanel({ noise = true }: { noise?: boolean }) {
  return (
    <Suspense>
      <Statements noise={noise} />
    </Suspense>
  );
}

/** Both statements in a line each, where the network needs the room. */
export function VerdictLines() {
  return (
    <Suspense>
      <StatementLines />
    </Suspense>
  );
}
