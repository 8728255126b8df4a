import { writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { countScreen } from '../../tests/support/dataset/countScreen';
import { openedFixture } from '../../tests/support/dataset/screens';
import { temporaryFolder } from '../../tests/support/cli/inferRuns';
import { recognise } from '../dataset/recognise/recognise';
import { Failure } from './failure';
import { configIn } from './infer/configFile';
import { nameChanges } from './mappingOptions';

const { at, remove } = temporaryFolder();
afterAll(remove);

const opened = openedFixture(countScreen());
const changesFor = (regulators: string) => nameChanges({ regulators }, opened, recognise(opened));

it('--regulators takes a choice or a file of names', async () => {
  expect(await changesFor('perturbed')).toEqual({ regulators: null, candidates: 'perturbed' });
  expect(await changesFor('all')).toEqual({ regulators: null, candidates: 'all' });
  writeFileSync(at('names.txt'), 'SPI1\nGATA1\n');
  expect(await changesFor(at('names.txt'))).toEqual({ regulators: ['SPI1', 'GATA1'] });
});

it('a file of names may be in UTF-16, and must be text', async () => {
  writeFileSync(at('wide.txt'), '\u{feff}SPI1\r\nGATA1\r\n', 'utf16le');
  expect(await changesFor(at('wide.txt'))).toEqual({ regulators: ['SPI1', 'GATA1'] });
  writeFileSync(at('picture.txt'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]));
  await expect(changesFor(at('picture.txt'))).rejects.toThrow(Failure);
});

it('a choice replaces the names of a configuration', async () => {
  const configured = recognise(opened, { regulators: ['SPI1'] });
  const changes = await nameChanges({ regulators: 'factors' }, opened, configured);
  expect(recognise(opened, changes, configured.mapping).mapping).toMatchObject({
    regulators: null,
    candidates: 'factors',
  });
});

const refuse = (why: string) => new Failure(2, { title: why, why, next: '' });

it('a configuration keeps the choice', () => {
  expect(configIn({ mapping: { candidates: 'all' } }, refuse).mapping).toEqual({ candidates: 'all' });
  expect(() => configIn({ mapping: { candidates: 'some' } }, refuse)).toThrow(Failure);
});
