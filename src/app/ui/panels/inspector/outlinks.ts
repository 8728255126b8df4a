/** Addresses of pages about a gene at other sites. They are opened on a click only. */
import type { GeneIdentity } from '../../../../dataset/names/identity';

/** NCBI taxonomy. */
const taxa = { human: 9606, mouse: 10090, yeast: 559292 } as const;

export interface Outlink {
  readonly site: string;
  readonly href: string;
}

export function outlinksOf(name: string, identity: GeneIdentity): readonly Outlink[] {
  const { species, ensembl, entrez, sgd } = identity;
  const symbol = encodeURIComponent(identity.symbol ?? name);
  const taxon = taxa[species];
  const ncbi = 'https://www.ncbi.nlm.nih.gov/gene/';
  return [
    {
      site: 'NCBI Gene',
      href: ncbi + (entrez ?? `?term=${symbol}%5Bsym%5D+AND+txid${taxon}%5Borganism%5D`),
    },
    {
      site: 'UniProt',
      href: `https://www.uniprot.org/uniprotkb?query=gene_exact:${symbol}+AND+organism_id:${taxon}`,
    },
    {
      site: 'STRING',
      href: `https://string-db.org/cgi/network?identifiers=${symbol}&species=${species === 'yeast' ? 4932 : taxon}`,
    },
    ...(ensembl === null ? [] : [{ site: 'Ensembl', href: `https://www.ensembl.org/id/${ensembl}` }]),
    ...(sgd === null ? [] : [{ site: 'SGD', href: `https://www.yeastgenome.org/locus/${sgd}` }]),
  ];
}
