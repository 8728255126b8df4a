import { expect, it } from 'vitest';
import { latestWins } from './latestWins';

/** Answers on command. */
function slowAnswerer() {
  const open: { question: number; answer: (value: string | null) => void }[] = [];
  const taken: [number, string][] = [];
  const asked: number[] = [];
  const asker = latestWins<number, string>(
    (question) =>
      new Promise((resolve) => {
        asked.push(question);
        open.push({ question, answer: resolve });
      }),
    (question, answer) => taken.push([question, answer]),
  );
  const answer = async (value: string | null) => {
    open.shift()?.answer(value);
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
  };
  return { asker, asked, taken, open, answer };
}

it('asks one question at a time and skips all waiting ones but the latest', async () => {
  const { asker, asked, taken, open, answer } = slowAnswerer();
  for (const question of [1, 2, 3, 4]) asker.ask(question);
  expect(asked).toEqual([1]);
  await answer('one');
  expect(open).toHaveLength(1);
  await answer('four');
  expect(asked).toEqual([1, 4]);
  expect(taken).toEqual([
    [1, 'one'],
    [4, 'four'],
  ]);
});

it('drops a pending answer on request, and answers later questions', async () => {
  const { asker, asked, taken, answer } = slowAnswerer();
  asker.ask(1);
  asker.ask(2);
  asker.forget();
  await answer('one');
  expect(taken).toEqual([]);
  asker.ask(3);
  await answer('three');
  expect(asked).toEqual([1, 3]);
  expect(taken).toEqual([[3, 'three']]);
});

it('continues after a question without an answer', async () => {
  const { asker, taken, answer } = slowAnswerer();
  asker.ask(1);
  asker.ask(2);
  await answer(null);
  await answer('two');
  expect(taken).toEqual([[2, 'two']]);
});
