/** `--prior`: what is read, refused, and said of names. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Failure } from './failure';
import { priorAt, priorFor, strengthOf } from './prior';

const folder = mkdtempSync(join(tmpdir(), 'prior-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const screen = {
  genes: ['POU5F1', 'EOMES', 'KMT2D', 'PTPRC', 'SEPTIN2', 'GATA1', 'TP53', 'BAX'],
  candidates: Int32Array.of(0, 1, 5, 6),
};

async function laid(path: string) {
  const said: string[] = [];
  const prior = await priorFor(await priorAt(path), screen, (line) => said.push(line.replaceAll(' ', ' ')));
  return { prior, said: said.join('\n') };
}

async function refused(path: string) {
  try {
    await laid(path);
  } catch (error) {
    if (error instanceof Failure) return error.words;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a prior in the terminal', () => {
  it('is read from a file, with signs in words, and matched by alias', async () => {
    const { prior, said } = await laid(written('words.csv', 'tf,target,effect\nOCT4,TBR2,represses\n'));
    expect(prior.signs[1 * 4 + 0]).toBe(-1);
    expect(said).toContain(
      'words.csv. It covers 1 of 4 candidate regulators with 1 of its 1 edge, 1 of them with a sign.',
    );
    expect(said).toContain('OCT4');
  });

  it('comes with the program under its name', async () => {
    const { prior, said } = await laid('trrust-human');
    expect(prior.name).toBe('TRRUST v2, human');
    // TP53 activates BAX; EOMES has no targets among these genes, GATA1 has others.
    expect([prior.known[7 * 4 + 3], prior.signs[7 * 4 + 3]]).toEqual([1, 1]);
    expect(said).toContain('of its 8,427 edges');
  });

  it('of another species is matched with a remark where names agree, and refused where they do not', async () => {
    const { said } = await laid('trrust-mouse');
    expect(said).toContain('Its names look like mouse symbols');
    const other = await refused(written('fly.tsv', 'source\ttarget\nHunchback\tKnirps\nEve\tFtz\n'));
    expect(other).toMatchObject({
      title: 'fly.tsv has no edge between genes of this data set',
      why: expect.stringContaining('look like mouse symbols (Hunchback, Knirps'),
    });
  });

  it('that is neither a file nor comes with the program is named with those that do', async () => {
    expect(await refused('trrust')).toMatchObject({
      title: 'trrust cannot be read',
      next: 'Check the path, or give trrust-human or trrust-mouse.',
    });
  });

  it('is refused where no candidate regulates anything in it', async () => {
    expect(await refused(written('turned.tsv', 'source\ttarget\nBAX\tPTPRC\n'))).toMatchObject({
      title: 'turned.tsv has no edge from a candidate regulator',
    });
  });

  it('has a strength from 0 to 5, or auto', () => {
    expect(['auto', '0', '2.5'].map(strengthOf)).toEqual(['auto', 0, 2.5]);
    for (const typed of ['', '-1', '6', 'much']) expect(() => strengthOf(typed)).toThrow('from 0 to 5');
  });
});
