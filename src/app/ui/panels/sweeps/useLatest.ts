/** The answer to the latest settled question; until it comes, the one before with its own question. */
import { useEffect, useState } from 'react';

/** Milliseconds without another question before one is asked: the sliders answer first. */
const SETTLED_MS = 150;

/** `question`: identical while nothing changes; null: nothing to ask. `ask` does not depend on the state of the component. */
export function useLatest<Question extends object, Answer>(
  question: Question | null,
  ask: (question: Question) => Promise<Answer | null>,
): { readonly question: Question; readonly answer: Answer } | null {
  const [latest, setLatest] = useState<{ readonly question: Question; readonly answer: Answer } | null>(null);
  useEffect(() => {
    if (!question) return undefined;
    let isCurrent = true;
    const answerIt = async () => {
      const answer = await ask(question);
      if (isCurrent && answer !== null) setLatest({ question, answer });
    };
    const asked = setTimeout(() => void answerIt(), SETTLED_MS);
    return () => {
      isCurrent = false;
      clearTimeout(asked);
    };
  }, [question, ask]);
  return question && latest;
}
