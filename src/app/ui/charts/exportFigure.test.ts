import { expect, test } from 'vitest';
import { linesOf, paperLayout } from './exportFigure';

const figure = {
  title: 'Finding with <b>',
  words: '',
  note: '',
  traces: [],
  layout: { margin: { l: 60 }, annotations: [{ text: 'kept' }] },
  revision: '',
  table: { columns: [], rows: [] },
};

test('an exported figure has title, annotations and the caption below, with names as text', () => {
  const layout = paperLayout(figure, ['seed 1', 'data <i>'], null);
  expect(layout['title']).toMatchObject({ text: 'Finding with &lt;b&gt;' });
  expect(layout['margin']).toMatchObject({ l: 60 });
  expect(layout['annotations']).toMatchObject([{ text: 'kept' }, { text: 'seed 1<br>data &lt;i&gt;' }]);
  expect(layout['paper_bgcolor']).toBe('#FFFFFF');
});

test('an exported figure of a doubtful run says so above the plot', () => {
  const layout = paperLayout(figure, ['seed 1'], 'Not better than “no change” & doubtful');
  expect(layout['annotations']).toMatchObject([
    { text: 'kept' },
    { text: '<b>Not better than “no change” &amp; doubtful.</b>', y: 1, yanchor: 'bottom' },
    { text: 'seed 1' },
  ]);
});

test('captions break between words', () => {
  const lines = linesOf('word '.repeat(60).trim());
  expect(lines.every((line) => line.length <= 140)).toBe(true);
  expect(lines.join(' ')).toBe('word '.repeat(60).trim());
});
