/** Names from strangers' files are drawn as text: no markup, no unseen characters, none that reorder others. */
import { describe, expect, it } from 'vitest';
import { hostileNames } from '../../../tests/fuzz/mutateText';
import { sampleRun } from '../../../tests/support/present/sampleRun';
import { readXml } from '../../../tests/support/network/readXml';
import { networkFormats } from '../../network/formats/formats';
import { sampleDocument } from '../../../tests/support/network/sampleDocument';
import { visible } from '../../numerics/format';
import { reportHtml } from '../report/html';
import { nextTable } from '../text/confidence';
import { nodeLabel } from './networkFigure';
import { textMark } from './svg/xml';

/** As Unicode has them: controls but white space, and marks of the writing direction. */
function isUnseen(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  const isControl = (code < 0x20 && !'\t\n\r'.includes(character)) || (code >= 0x7f && code < 0xa0);
  const marks = [
    0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068,
    0x2069, 0xfeff,
  ];
  return isControl || marks.includes(code);
}

const names = [
  ...hostileNames.filter((name) => name.trim() !== ''),
  '\u061Ca\u200Fb',
  '\u202Dx',
  'x'.repeat(20_000),
];

describe('a hostile name', () => {
  it('is drawn as visible text', () => {
    for (const name of names) {
      const drawn = readXml(textMark(name, { x: 0 }));
      expect([drawn.name, drawn.children]).toEqual(['text', []]);
      for (const shown of [drawn.text, nodeLabel(name), visible(name)])
        expect(Array.from(shown).filter(isUnseen)).toEqual([]);
      expect(Array.from(nodeLabel(name)).length).toBeLessThanOrEqual(24);
    }
  });

  it('keeps the letters of every alphabet', () => {
    for (const name of ['遺伝子', 'γ-globin', 'e\u0301', 'شبكة', '𝒢ene', 'a\u200Db'])
      expect(visible(name)).toBe(name);
  });

  it('adds no element to a report, and nothing there is unseen', () => {
    const page = reportHtml(sampleRun({ names }), null);
    expect(Array.from(page).filter(isUnseen)).toEqual([]);
    expect(page).not.toMatch(/<(?:img|script)\b/iu);
  });

  it('is kept by exports of graphs, and is no formula in tables', async () => {
    const genes = ['\u202EATAG', '=1+1', '@SUM(1)', '-2+3', '-2', 'a\u0007b', 'GATA1'];
    const document = sampleDocument(genes);
    const cx2 = (await networkFormats.cx2.load())(document);
    const kept = JSON.stringify(JSON.parse(cx2));
    for (const name of genes) expect(kept).toContain(JSON.stringify(name).slice(1, -1));
    const table = (await networkFormats.tsv.load())(document);
    const cells = table
      .split('\n')
      .slice(1)
      .flatMap((line) => line.split('\t').slice(0, 2));
    expect(cells).toContain("'=1+1");
    expect(
      cells.filter((cell) => /^[=@]/u.test(cell) || (/^[+-]./u.test(cell) && Number.isNaN(Number(cell)))),
    ).toEqual([]);
  });

  it('ends no cell of the table of next perturbations', () => {
    const one = { gene: 0, kind: 'knockout' as const, measured: false, disagreement: 1, genes: [0, 1] };
    const [, row = ''] = nextTable([one], ['a\tb', '=1+1']).split('\n');
    expect(row.split('\t')).toHaveLength(5);
    expect(row.startsWith('a b\t')).toBe(true);
  });
});
