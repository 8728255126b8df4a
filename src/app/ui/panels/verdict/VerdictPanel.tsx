/** What the run on screen gives evidence for; its sentences load after the page, long before a result. */
import { lazy, Suspense } from 'react';
import type { Answer } from '../../../../present/text/diagnosis';

const Statements = lazy(async () => ({ default: (await import('./statements')).Statements }));

/** Both statements as badges that unfold. `checks`: those of data and fit follow, with these after them. */
export function VerdictPanel(props: { checks?: readonly Answer[] }) {
  return (
    <Suspense>
      <Statements {...props} />
    </Suspense>
  );
}
