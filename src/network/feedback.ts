/**
 * Edges against the flow: those that point back in an order of the genes in which few and weak ones do. Without them the network is
 * acyclic. Greedy order after Eades, Lin and Smyth (1993), with strengths as weights.
 */
export interface FlowEdge {
  readonly source: number;
  readonly target: number;
  /** Above 0. */
  readonly strength: number;
}

/** The edges without which no gene regulates itself in a circle: no more than half of the strength of all. */
export function feedbackEdges<Edge extends FlowEdge>(edges: readonly Edge[]): Edge[] {
  const place = orderOf(edges.filter(({ source, target }) => source !== target));
  return edges.filter(({ source, target }) => (place.get(source) ?? 0) >= (place.get(target) ?? 0));
}

/** Place of each gene: sinks go to the end, sources to the front, else the gene whose outgoing strength exceeds the incoming most. */
function orderOf(edges: readonly FlowEdge[]): ReadonlyMap<number, number> {
  const left = new Map<number, { out: number; in: number; readonly edges: FlowEdge[] }>();
  const at = (gene: number) => {
    const known = left.get(gene) ?? { out: 0, in: 0, edges: [] };
    left.set(gene, known);
    return known;
  };
  for (const edge of edges) {
    const [from, to] = [at(edge.source), at(edge.target)];
    from.out += edge.strength;
    to.in += edge.strength;
    from.edges.push(edge);
    to.edges.push(edge);
  }
  const [first, last]: [number[], number[]] = [[], []];
  // Differences of sums: an edge taken away leaves rounding behind.
  const none = 1e-9;
  while (left.size > 0) {
    let best = { gene: -1, excess: -Infinity, isSink: false };
    for (const [gene, { out, in: entering }] of left) {
      const isSink = out <= none;
      const excess = isSink || entering <= none ? Infinity : out - entering;
      if (excess > best.excess) best = { gene, excess, isSink };
    }
    for (const { source, target, strength } of left.get(best.gene)?.edges ?? []) {
      const [from, to] = [left.get(source), left.get(target)];
      if (!from || !to) continue;
      from.out -= strength;
      to.in -= strength;
    }
    left.delete(best.gene);
    (best.isSink ? last : first).push(best.gene);
  }
  return new Map([...first, ...last.toReversed()].map((gene, place) => [gene, place]));
}
