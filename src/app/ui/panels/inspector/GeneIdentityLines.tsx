/** Other names and identifiers of a gene, from tables that are read when a card is opened, and its pages at other sites. */
import { useEffect, useState } from 'react';
import type { GeneIdentity } from '../../../../dataset/names/identity';
import { capital, listOf } from '../../../../present/text/format';
import { shareWorker } from '../../../session/clients';
import { geneText } from '../../text/gene';
import classes from '../../kit/tab.module.css';

/** `undefined` while it is looked up; null where no table fits the genes. */
export function useIdentity(name: string, genes: readonly string[]): GeneIdentity | null | undefined {
  const [found, setFound] = useState<{ of: string; in: readonly string[]; identity: GeneIdentity | null }>();
  useEffect(() => {
    let current = true;
    const look = async () => {
      const answer = await shareWorker.ask((remote) => remote.identify(name, genes));
      if (current) setFound({ of: name, in: genes, identity: answer.ok ? answer.value : null });
    };
    void look();
    return () => {
      current = false;
    };
  }, [name, genes]);
  return found?.of === name && found.in === genes ? found.identity : undefined;
}

/** 'also ERYF1, NFE1', and 'Human · Ensembl ENSG00000102145 · NCBI Gene 2623'. */
export function GeneNames({ name, identity }: { name: string; identity: GeneIdentity }) {
  const { species, symbol, fullName, otherNames, ensembl, entrez, sgd } = identity;
  const isOther = symbol !== null && symbol.toUpperCase() !== name.toUpperCase();
  const identifiers = [
    capital(species),
    ensembl && (species === 'yeast' ? ensembl : `Ensembl ${ensembl}`),
    entrez && `NCBI Gene ${entrez}`,
    sgd && `SGD ${sgd}`,
  ].filter((part) => part !== null);
  return (
    <>
      {fullName === null ? null : <p>{geneText.fullName(fullName, species)}</p>}
      {symbol === null ? <p className="quiet">{geneText.unknown(species)}</p> : null}
      {isOther ? <p>{geneText.approved(symbol)}</p> : null}
      {otherNames.length > 0 ? <p className="quiet">also {listOf(otherNames, 8)}</p> : null}
      {symbol === null ? null : <p className={classes.identifiers}>{identifiers.join(' · ')}</p>}
    </>
  );
}

export function Outlinks({ name, identity }: { name: string; identity: GeneIdentity }) {
  return (
    <div className={classes.section}>
      <h3>{geneText.elsewhere}</h3>
      <ul className={classes.links}>
        {outlinksOf(name, identity).map(({ site, href }) => (
          <li key={site}>
            <a href={href} target="_blank" rel="noopener noreferrer external">
              {site}
              <span className="visually-hidden"> (opens in a new tab)</span>
            </a>
          </li>
        ))}
      </ul>
      <p className={classes.note}>{geneText.leaves}</p>
    </div>
  );
}

/** NCBI taxonomy. */
const taxa = { human: 9606, mouse: 10090, yeast: 559292 } as const;

interface Outlink {
  readonly site: string;
  readonly href: string;
}

/** Addresses of pages about a gene at other sites. They are opened on a click only. */
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
