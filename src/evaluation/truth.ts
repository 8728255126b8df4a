/** A reference network to compare with: names as in its file. Sign 0: unknown. */
export interface TruthEdge {
  readonly source: string;
  readonly target: string;
  readonly sign: 1 | -1 | 0;
}
export interface Truth {
  readonly name: string;
  readonly edges: readonly TruthEdge[];
}
