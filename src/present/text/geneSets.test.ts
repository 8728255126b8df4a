import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { geneSetsOf } from '../../share/exports/geneSetFile';
import { collectionNames, collections, probability, setTitle } from './geneSets';

it.each([
  ['HALLMARK_TNFA_SIGNALING_VIA_NFKB', 'TNFA signaling via NFKB'],
  ['HALLMARK_IL2_STAT5_SIGNALING', 'IL2 STAT5 signaling'],
  ['HALLMARK_INTERFERON_GAMMA_RESPONSE', 'Interferon gamma response'],
  ['HALLMARK_HYPOXIA', 'Hypoxia'],
  ['angiogenesis', 'Angiogenesis'],
  ['ABC transporter disorders', 'ABC transporter disorders'],
  ['GATA1', 'GATA1'],
])('names a module after %s as %s', (set, title) => {
  expect(setTitle(set)).toBe(title);
});

it('cuts long names', () => {
  const title = setTitle(
    'positive regulation of blood vessel endothelial cell proliferation in sprouting angiogenesis',
  );
  expect(title).toHaveLength(60);
  expect(title).toMatch(/^Positive regulation of blood .*…$/);
});

it.each([
  [1, '1'],
  [0.0489, '0.049'],
  [0.001294, '0.0013'],
  [4.792e-5, '4.8 × 10⁻⁵'],
  [1.2e-13, '1.2 × 10⁻¹³'],
  [0, '0'],
])('prints %s as %s', (value, text) => {
  expect(probability(value)).toBe(text);
});

const bundled = (name: string) => new File([readFileSync(`public/sets/${name}`)], name);

it('the collections of the app are there, and hold what they say', async () => {
  for (const name of collectionNames) expect(existsSync(`public/sets/${collections[name].file}`)).toBe(true);
  const human = ['VEGFA', 'KDR', 'FLT1', 'GATA1', 'STAT1', 'KLF1'];
  const go = await geneSetsOf(bundled(collections.go.file), null, human);
  expect(go).toMatchObject({ ok: true, value: { given: 4319 } });
  // VEGF and its receptors make vessels; GATA1 and KLF1 do not.
  const found = go.ok ? go.value.sets.find(({ name }) => name === 'angiogenesis')?.members : null;
  expect(found).toEqual(expect.arrayContaining([0, 1, 2]));
  expect(found).not.toContain(5);
  const mouse = await geneSetsOf(bundled(collections.hallmark.file), bundled('mouse-orthologs.tsv.gz'), [
    'Trp53',
    'Cdkn1a',
    'Mdm2',
    'Gata1',
    'Spi1',
  ]);
  // Human TP53 is Trp53 in mouse.
  const p53 = mouse.ok ? mouse.value.sets.find(({ name }) => name === 'HALLMARK_P53_PATHWAY')?.members : null;
  expect(p53).toEqual(expect.arrayContaining([0, 1, 2]));
});
