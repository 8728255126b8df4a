/** Other names and identifiers of a gene, from tables that are read when a card is opened, and its pages at other sites. */
import { useEffect, useState } from 'react';
import type { GeneIdentity } from '../../../../dataset/names/identity';
import { capital, listOf } from '../../../../present/text/format';
import { shareWorker } from '../../../session/clients';
import { geneText } from '../../text/gene';
import classes from '../../kit/tab.module.css';
import { outlinksOf } from './outlinks';

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
