import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sampleReady } from '../../tests/support/cli/sampleReady';
import { wholeText } from '../share/typedJson';
import { Failure } from './failure';
import { preparedIn, writePrepared } from './preparedFile';

const [header = '', about = '', data = ''] = wholeText(writePrepared(sampleReady)).split('\n');

const refuse = (why: string) => new Failure(2, { title: '', why, next: '' });

/** With a checksum that fits. */
async function whyRefused(lines: readonly string[]): Promise<string> {
  const body = `${lines.join('\n')}\n`;
  const sha256 = createHash('sha256').update(body).digest('hex');
  try {
    await preparedIn([`${header.replace(/[\da-f]{64}/u, sha256)}\n${body}`], refuse);
    return '';
  } catch (error) {
    if (error instanceof Failure) return error.words.why;
    throw error;
  }
}

it('prepared data of a stranger are refused, whatever their checksum', async () => {
  expect(await whyRefused([about, data])).toBe('');
  const other = 'Its data set is not one that this version can read.';
  for (const lines of [
    ['{}', data],
    [about.replace('"heldOut":[],', ''), data],
    [about.replace('"counts"', '"other"'), data],
    [about, data.replace('"genes":[', '"genes":["X",')],
    ['no JSON', data],
    [about, `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
  ])
    expect(await whyRefused(lines)).toBe(other);
});
