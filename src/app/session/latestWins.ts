/**
 * Asks a slow answerer about a fast-moving question: at most one question under way, and of those that came meanwhile
 * only the newest is asked next. A question is never left unanswered by a newer answer to an older one.
 */
export interface LatestWins<Question> {
  ask(question: Question): void;
  /** The answer under way and the waiting question are dropped. */
  forget(): void;
}

/** `answer` must not reject; null means there is no answer. */
export function latestWins<Question, Answer>(
  answer: (question: Question) => Promise<Answer | null>,
  take: (question: Question, answer: Answer) => void,
): LatestWins<Question> {
  let underWay = false;
  let waiting: { readonly question: Question } | null = null;
  let generation = 0;

  const work = async (): Promise<void> => {
    underWay = true;
    while (waiting) {
      const { question } = waiting;
      const asked = generation;
      waiting = null;
      const given = await answer(question);
      if (given !== null && asked === generation) take(question, given);
    }
    underWay = false;
  };

  return {
    ask(question) {
      waiting = { question };
      if (!underWay) void work();
    },
    forget() {
      waiting = null;
      generation += 1;
    },
  };
}
