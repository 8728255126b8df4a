import { expect, it } from 'vitest';
import {
  sampleCheckpoint as checkpoint,
  sampleState as state,
} from '../../tests/support/share/sampleCheckpoint';
import { readCheckpoint, writeCheckpoint } from './checkpointFile';
import { wholeText } from './typedJson';

it('is restored bit for bit', () => {
  expect(readCheckpoint(wholeText(writeCheckpoint(checkpoint)))).toEqual({ ok: true, value: checkpoint });
});

it('can precede the first step', () => {
  const begun = { ...checkpoint, progress: null, loss: new Float64Array() };
  expect(readCheckpoint(wholeText(writeCheckpoint(begun)))).toEqual({ ok: true, value: begun });
});

function tagOf(text: string): string {
  const read = readCheckpoint(text);
  return read.ok ? 'read' : read.error.tag;
}

it('is refused if truncated, of another format or of a newer version', () => {
  const text = wholeText(writeCheckpoint(checkpoint));
  for (const length of [0, 1, 20, text.length >> 1, text.length - 3])
    expect(tagOf(text.slice(0, length))).toBe('damaged');
  expect(tagOf(text.replace('modulode-checkpoint', 'modulode-run'))).toBe('alien');
  expect(tagOf('[1, 2]')).toBe('alien');
  expect(tagOf(text.replace('"version":1', '"version":2'))).toBe('too-new');
  expect(tagOf(text.replace('"seed":7', '"seed":"7"'))).toBe('damaged');
});

it('is refused if its parts are inconsistent', () => {
  const { progress } = checkpoint;
  if (!progress) throw new Error('there is progress');
  const short = { ...state, firstMoment: Float32Array.of(1) };
  const notFinite = { ...state, parameters: Float32Array.of(1, Number.NaN, 0) };
  for (const changed of [
    { ...checkpoint, loss: Float64Array.of(1) },
    { ...checkpoint, progress: { ...progress, fits: [short] } },
    { ...checkpoint, progress: { ...progress, fits: [notFinite] } },
  ])
    expect(readCheckpoint(wholeText(writeCheckpoint(changed)))).toEqual({
      ok: false,
      error: { tag: 'damaged' },
    });
});
