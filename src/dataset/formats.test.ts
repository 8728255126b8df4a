import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formats, formatWith, openableEndings, wordsOfFormats } from './formats';
import { isDataName } from './readers/fileGroup';

const guide = readFileSync(resolve('docs/files.md'), 'utf8').toLowerCase();

const inText = (name: string, text: string) => formatWith('text', ({ isSign }) => isSign(name, text));

describe('the table of formats', () => {
  it.each(Object.entries(formats))(
    '%s has a name, words, endings and a sign, and a place in docs/files.md',
    (_, row) => {
      expect(row.name).not.toBe('');
      expect(wordsOfFormats().split(', ')).toEqual(expect.arrayContaining(row.words.split(', ')));
      expect(row.endings.length).toBeGreaterThan(0);
      expect(row.sign.isSign).toBeTypeOf('function');
      expect(guide).toContain(row.endings[0]);
    },
  );

  it('names every ending in the dialog but that of folders', () => {
    const endings = Object.values(formats).flatMap((row) => (row.sign.of === 'path' ? [] : [...row.endings]));
    expect(openableEndings).toEqual(expect.arrayContaining(endings.map((ending) => `.${ending}`)));
    expect(openableEndings).not.toContain('.zarr');
  });

  it('has files of data among those of a folder', () => {
    expect(
      ['a.h5ad', 'a.h5mu', 'a.h5seurat', 'a.h5', 'a.mtx.gz', 'a.loom', 'a.csv'].filter(
        (name) => !isDataName(name),
      ),
    ).toEqual([]);
  });

  it('takes the first format whose sign is seen', () => {
    expect(inText('matrix.txt', '%%MatrixMarket matrix coordinate real general')).toBe('mtx');
    expect(inText('counts.mtx', '')).toBe('mtx');
    expect(inText('counts', 'cell,GATA1')).toBe('text');
    expect(inText('counts', '{"cell": 1, "GATA1": 2}')).toBeUndefined();
    expect(formatWith('zip', ({ isSign }) => isSign('var_names.npy'))).toBe('npz');
    expect(formatWith('zip', ({ isSign }) => isSign('data.h5ad'))).toBeUndefined();
  });
});
