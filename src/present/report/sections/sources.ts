/** Numbered sources of a text, in the order they are first named. */
import { escapeXml } from '../../../network/formats/escapeXml';

const known = {
  perturbode:
    'Lin, Chang, Zweig, Kang, Theis, Azizi, Knowles. Interpretable neural ODEs for gene regulatory network discovery under perturbations (PerturbODE). 2025. arXiv:2501.02409.',
  adjoint:
    'Chen, Rubanova, Bettencourt, Duvenaud. Neural ordinary differential equations. 2018. arXiv:1806.07366.',
  sinkhorn:
    'Feydy, Séjourné, Vialard, Amari, Trouvé, Peyré. Interpolating between optimal transport and MMD using Sinkhorn divergences. AISTATS 2019. arXiv:1810.08278.',
  adam: 'Kingma, Ba. Adam: a method for stochastic optimization. ICLR 2015. arXiv:1412.6980.',
  quantiles:
    'Bolstad, Irizarry, Åstrand, Speed. A comparison of normalization methods for high density oligonucleotide array data based on variance and bias. Bioinformatics 19 (2003) 185–193.',
  beeline:
    'Pratapa, Jalihal, Law, Bharadwaj, Murali. Benchmarking algorithms for gene regulatory network inference from single-cell transcriptomic data. Nature Methods 17 (2020) 147–154.',
  deconfounding:
    'Ćevid, Bühlmann, Meinshausen. Spectral deconfounding via perturbed sparse linear models. Journal of Machine Learning Research 21 (2020) 1–41.',
} as const;

type Source = keyof typeof known;

export class Sources {
  readonly #named: Source[] = [];

  /** '[2]'. */
  cite(source: Source): string {
    if (!this.#named.includes(source)) this.#named.push(source);
    return `[${this.#named.indexOf(source) + 1}]`;
  }

  /** As markup, with their numbers. */
  written(): readonly string[] {
    return this.#named.map((source, i) => escapeXml(`[${i + 1}] ${known[source]}`));
  }
}
