/** The answer to the latest settled question; until it comes, the one before with its own question. */
import { useEffect, useState } from 'react';

/** Milliseconds after which a question about sliders is settled: these answer first. */
export const SETTLED_MS = 150;

/**
 * `question`: identical while nothing changes; null: nothing to ask. `ask` does not depend on the state of the component.
 * @param settledMs milliseconds without another question before one is asked
 */
export function useLatest<Question extends object, Answer>(
  question: Question | null,
  ask: (question: Question) => Promise<Answer | null>,
  settledMs = 0,
): { readonly question: Question; readonly answer: Answer } | null {
  const [latest, setLatest] = useState<{ readonly question: Question; readonly answer: Answer } | null>(null);
  useEffect(() => {
    if (!question) return undefined;
    let isCurrent = true;
    const answerIt = async () => {
      const answer = await ask(question);
      if (isCurrent && answer !== null) setLatest({ question, answer });
    };
    const asked = setTimeout(() => void answerIt(), settledMs);
    return () => {
      isCurrent = false;
      clearTimeout(asked);
    };
  }, [question, ask, settledMs]);
  return question && latest;
}
