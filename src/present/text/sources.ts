/** The sources that a methods paragraph cites, as text, BibTeX and RIS. */

/** A published work, or this program. */
export interface Source {
  /** In BibTeX. */
  readonly key: string;
  readonly kind: 'article' | 'conference' | 'preprint' | 'software';
  /** 'Family, Given'; an institution has no comma. */
  readonly authors: readonly string[];
  readonly title: string;
  readonly year: number;
  /** Journal or conference. */
  readonly venue?: string;
  readonly volume?: number;
  /** Or the number of the article. */
  readonly issue?: number;
  readonly pages?: readonly [first: number, last: number];
  readonly doi?: string;
  readonly arxiv?: string;
  readonly version?: string;
}

const known = {
  perturbode: {
    key: 'lin2025perturbode',
    kind: 'preprint',
    authors: [
      'Lin, Zaikang',
      'Chang, Sei',
      'Zweig, Aaron',
      'Kang, Minseo',
      'Theis, Fabian J.',
      'Azizi, Elham',
      'Knowles, David A.',
    ],
    title: 'Interpretable neural ODEs for gene regulatory network discovery under perturbations',
    year: 2025,
    arxiv: '2501.02409',
  },
  adjoint: {
    key: 'chen2018neural',
    kind: 'conference',
    authors: ['Chen, Ricky T. Q.', 'Rubanova, Yulia', 'Bettencourt, Jesse', 'Duvenaud, David'],
    title: 'Neural ordinary differential equations',
    year: 2018,
    venue: 'Advances in Neural Information Processing Systems',
    volume: 31,
    arxiv: '1806.07366',
  },
  sinkhorn: {
    key: 'feydy2019interpolating',
    kind: 'conference',
    authors: [
      'Feydy, Jean',
      'Séjourné, Thibault',
      'Vialard, François-Xavier',
      'Amari, Shun-ichi',
      'Trouvé, Alain',
      'Peyré, Gabriel',
    ],
    title: 'Interpolating between optimal transport and MMD using Sinkhorn divergences',
    year: 2019,
    venue: 'AISTATS',
    arxiv: '1810.08278',
  },
  adam: {
    key: 'kingma2015adam',
    kind: 'conference',
    authors: ['Kingma, Diederik P.', 'Ba, Jimmy'],
    title: 'Adam: a method for stochastic optimization',
    year: 2015,
    venue: 'ICLR',
    arxiv: '1412.6980',
  },
  quantiles: {
    key: 'bolstad2003comparison',
    kind: 'article',
    authors: ['Bolstad, Benjamin M.', 'Irizarry, Rafael A.', 'Åstrand, Magnus', 'Speed, Terence P.'],
    title:
      'A comparison of normalization methods for high density oligonucleotide array data based on variance and bias',
    year: 2003,
    venue: 'Bioinformatics',
    volume: 19,
    issue: 2,
    pages: [185, 193],
    doi: '10.1093/bioinformatics/19.2.185',
  },
  beeline: {
    key: 'pratapa2020benchmarking',
    kind: 'article',
    authors: [
      'Pratapa, Aditya',
      'Jalihal, Amogh P.',
      'Law, Jeffrey N.',
      'Bharadwaj, Aditya',
      'Murali, T. M.',
    ],
    title:
      'Benchmarking algorithms for gene regulatory network inference from single-cell transcriptomic data',
    year: 2020,
    venue: 'Nature Methods',
    volume: 17,
    issue: 2,
    pages: [147, 154],
    doi: '10.1038/s41592-019-0690-6',
  },
  deconfounding: {
    key: 'cevid2020spectral',
    kind: 'article',
    authors: ['Ćevid, Domagoj', 'Bühlmann, Peter', 'Meinshausen, Nicolai'],
    title: 'Spectral deconfounding via perturbed sparse linear models',
    year: 2020,
    venue: 'Journal of Machine Learning Research',
    volume: 21,
    issue: 232,
    pages: [1, 41],
  },
} as const satisfies Readonly<Record<string, Source>>;

export type SourceName = keyof typeof known;

export function sourceOf(name: SourceName): Source {
  return known[name];
}

/** This program, as CITATION.cff describes it. */
export function softwareSource(version: string): Source {
  return {
    key: 'modulode',
    kind: 'software',
    authors: ['The Modulode developers'],
    title: 'Modulode',
    year: 2026,
    version,
  };
}

/** 'Lin, Chang. Title. Journal 19 (2003) 185–193.' */
export function plainSource(source: Source): string {
  const { authors, title, year, venue, volume, pages, doi, arxiv, version } = source;
  const names = authors.map((author) => author.split(',')[0]).join(', ');
  const range = pages ? ` ${pages[0]}–${pages[1]}` : '';
  const where =
    venue === undefined
      ? String(year)
      : volume === undefined
        ? `${venue} ${year}`
        : `${venue} ${volume} (${year})${range}`;
  const found = [
    version && `Version ${version}`,
    where,
    doi && `doi:${doi}`,
    arxiv && !doi && `arXiv:${arxiv}`,
  ].filter(Boolean);
  return `${names}. ${title}. ${found.join('. ')}.`;
}

/** With the numbers by which the paragraphs cite them; this program has none. */
export function numberedSources(sources: readonly Source[]): readonly string[] {
  return sources.map((source, i) =>
    source.kind === 'software' ? plainSource(source) : `[${i + 1}] ${plainSource(source)}`,
  );
}

const bibtexKinds = {
  article: 'article',
  conference: 'inproceedings',
  preprint: 'misc',
  software: 'misc',
} as const;

/** UTF-8; titles keep their capitals. */
export function bibtex(sources: readonly Source[]): string {
  const entries = sources.map((source) => {
    const { kind, venue, issue, pages, doi, arxiv } = source;
    const fields: readonly (readonly [string, string | number | undefined])[] = [
      [
        'author',
        source.authors.map((author) => (author.includes(',') ? author : `{${author}}`)).join(' and '),
      ],
      ['title', `{${source.title}}`],
      ['year', source.year],
      [kind === 'article' ? 'journal' : 'booktitle', venue],
      ['volume', source.volume],
      ['number', issue],
      ['pages', pages && `${pages[0]}--${pages[1]}`],
      ['doi', doi],
      ['eprint', arxiv],
      ['archiveprefix', arxiv && 'arXiv'],
      ['note', source.version && `Version ${source.version}`],
    ];
    const written = fields
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `  ${name} = {${value}}`);
    return `@${bibtexKinds[kind]}{${source.key},\n${written.join(',\n')}\n}`;
  });
  return `${entries.join('\n\n')}\n`;
}

const risKinds = { article: 'JOUR', conference: 'CONF', preprint: 'UNPB', software: 'COMP' } as const;

/** Records of tagged lines, each ended by ER and an empty line. */
export function ris(sources: readonly Source[]): string {
  const lines = sources.flatMap((source) => {
    const { kind, venue, pages, doi, arxiv } = source;
    const fields: readonly (readonly [string, string | number | undefined])[] = [
      ['TY', risKinds[kind]],
      ...source.authors.map((author) => ['AU', author] as const),
      ['TI', source.title],
      ['PY', source.year],
      [kind === 'article' ? 'JO' : 'T2', venue],
      ['VL', source.volume],
      ['IS', source.issue],
      ['SP', pages?.[0]],
      ['EP', pages?.[1]],
      ['DO', doi],
      ['UR', arxiv && `https://arxiv.org/abs/${arxiv}`],
      ['ET', source.version],
    ];
    return [
      ...fields.filter(([, value]) => value !== undefined).map(([name, value]) => `${name}  - ${value}`),
      'ER  - ',
      '',
    ];
  });
  return lines.map((line) => `${line}\n`).join('');
}
