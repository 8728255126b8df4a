/** Slow answers to a quickly changing question, one at a time: of the questions that come meanwhile only the latest is asked next. */
export interface LatestWins<Question> {
  ask(question: Question): void;
  /** Drops the pending answer and the waiting question. */
  forget(): void;
}

/** `answer` must not reject; null: there is none. */
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
