import { expect, it } from 'vitest';
import { probability, setTitle } from './geneSets';

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
