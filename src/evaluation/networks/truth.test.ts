import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TruthEdge } from '../../network/formats/knownEdges';
import { looksReversed, parseTruth, swapped } from './truth';

function edgesOf(text: string): readonly TruthEdge[] {
  const outcome = parseTruth(text, 'truth.tsv');
  return outcome.ok ? outcome.truth.edges : [];
}

function errorOf(text: string): string | null {
  const outcome = parseTruth(text, 'truth.tsv');
  return outcome.ok ? null : outcome.error.tag;
}

const plus: TruthEdge = { source: 'A', target: 'B', sign: 1 };
const minus: TruthEdge = { source: 'B', target: 'C', sign: -1 };

describe('parseTruth', () => {
  it('reads the dialects of the field by column names', () => {
    for (const text of [
      'source\ttarget\tsign\nA\tB\t+\nB\tC\t-\n',
      'Gene1,Gene2,Type\nA,B,+\nB,C,-\n',
      'Gene2,Gene1,Type\nB,A,+\nC,B,-\n',
      'TF,target,mor\nA,B,1\nB,C,-1\n',
      'target;regulator;effect\r\nB;A;activates\r\nC;B;represses\r\n',
      '# a comment\n\nsource,weight,target\n A ,0.5,B\nB,-2e-3,C\n',
      '\u{feff}Source\tTarget\tSign\nA\tB\t1\nB\tC\t−\n',
    ])
      expect(edgesOf(text)).toEqual([plus, minus]);
  });

  it('reads lists without a header: pairs, pairs with a sign, and pairs with 0 or 1', () => {
    const unsigned = [
      { source: 'A', target: 'B', sign: 0 },
      { source: 'B', target: 'C', sign: 0 },
    ];
    expect(edgesOf('A\tB\nB\tC\n')).toEqual(unsigned);
    expect(edgesOf('A\tB\t1\nB\tC\t1\nC\tA\t0\n')).toEqual(unsigned);
    expect(edgesOf('A\tB\t+\nB\tC\t-\n')).toEqual([plus, minus]);
  });

  it('leaves out pairs of weight 0, which are no edges', () => {
    expect(edgesOf('source,target,weight\nA,B,1\nC,A,0\nB,C,-2\nA,C,0.0\n')).toEqual([plus, minus]);
    expect(errorOf('source,target,weight\nA,B,0\n')).toBe('truth-empty');
    expect(edgesOf('source,target,weight\nA,B,1\nC,A,0\nA,C,0\n')).toMatchObject([
      { source: 'A', target: 'B' },
    ]);
    // Of signs 0 is one that is not known.
    expect(edgesOf('source,target,sign\nA,B,0\n')).toEqual([{ ...plus, sign: 0 }]);
  });

  it('names what is in a text that is no network', () => {
    for (const [text, content] of [
      ['<!DOCTYPE html>\n<html><body>404</body></html>', 'a web page'],
      ['{\\rtf1\\ansi A B}', 'an RTF document'],
      ['A\0B', null],
    ] as const)
      expect(parseTruth(text, 'x')).toEqual({
        ok: false,
        error: { tag: 'truth-binary', file: 'x', content },
      });
  });

  it('counts a repeated edge once, with sign 0 where its signs disagree', () => {
    expect(edgesOf('source,target,sign\nA,B,+\nB,C,-\nA,B,+\nB,C,+\n')).toEqual([
      plus,
      { ...minus, sign: 0 },
    ]);
  });

  it('reports what is wrong with a file that is no edge list', () => {
    expect(errorOf('')).toBe('truth-empty');
    expect(errorOf('source\ttarget\n')).toBe('truth-empty');
    expect(errorOf('cell,GATA1,SPI1\nc1,0.1,0.2\n')).toBe('truth-columns');
    expect(errorOf('column\nonly\n')).toBe('truth-columns');
    expect(errorOf('source\ttarget\nA\tB\nA\n')).toBe('truth-ragged');
    expect(errorOf(`A\tB\n${' '.repeat(64_000_001)}`)).toBe('truth-too-large');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(typeof parseTruth(text, 'x').ok).toBe('boolean');
      }),
    );
  });
});

function truth(text: string) {
  const read = parseTruth(text, 'x');
  return read.ok ? read.truth : null;
}

describe('the direction of known edges', () => {
  it('is assumed without a header only', () => {
    expect(truth('A\tB\nA\tC\n')?.directionAssumed).toBe(true);
    expect(truth('source\ttarget\nA\tB\nA\tC\n')).not.toHaveProperty('directionAssumed');
    expect(truth('{"A(+)": ["B"]}')).not.toHaveProperty('directionAssumed');
  });

  it('looks wrong where an assumed one has many regulators of few targets, and can be swapped', () => {
    const edges = ['B', 'C', 'D', 'E'].map((source) => ({ source, target: 'A', sign: 1 as const }));
    const assumed = { name: 'x', edges, directionAssumed: true as const };
    expect(looksReversed(assumed)).toBe(true);
    expect(looksReversed(swapped(assumed))).toBe(false);
    expect(swapped(assumed).edges[0]).toEqual({ source: 'A', target: 'B', sign: 1 });
    expect(looksReversed({ name: 'x', edges })).toBe(false);
  });
});
