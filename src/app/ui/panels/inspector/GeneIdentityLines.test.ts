import { expect, it } from 'vitest';
import type { GeneIdentity } from '../../../../dataset/names/identity';
import { outlinksOf } from './GeneIdentityLines';

const gata1: GeneIdentity = {
  species: 'human',
  symbol: 'GATA1',
  fullName: null,
  otherNames: [],
  ensembl: 'ENSG00000102145',
  entrez: '2623',
  sgd: null,
};
const hrefs = (name: string, identity: GeneIdentity) =>
  Object.fromEntries(outlinksOf(name, identity).map(({ site, href }) => [site, href]));

it('sites get the identifier where it is known', () => {
  expect(hrefs('GATA1', gata1)).toMatchObject({
    'NCBI Gene': 'https://www.ncbi.nlm.nih.gov/gene/2623',
    Ensembl: 'https://www.ensembl.org/id/ENSG00000102145',
  });
  expect(hrefs('GATA1', gata1)).not.toHaveProperty('SGD');
});

it('and the name as one value where it is not, whatever it holds', () => {
  const unknown = { ...gata1, symbol: null, ensembl: null, entrez: null };
  const links = hrefs('A&species=1 <b>', unknown);
  expect(links).not.toHaveProperty('Ensembl');
  const string = new URL(links['STRING'] ?? '').searchParams;
  expect([...string]).toEqual([
    ['identifiers', 'A&species=1 <b>'],
    ['species', '9606'],
  ]);
  expect(new URL(links['NCBI Gene'] ?? '').searchParams.get('term')).toBe(
    'A&species=1 <b>[sym] AND txid9606[organism]',
  );
});
