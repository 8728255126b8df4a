/**
 * Boolean rules of gene regulation as they are published, read into expressions. A rule says when a gene is on; what that
 * means for rates is kinetics' business (booleanHill.ts).
 */

export type Rule =
  | { readonly kind: 'gene'; readonly gene: number }
  | { readonly kind: 'not'; readonly of: Rule }
  | { readonly kind: 'and' | 'or'; readonly left: Rule; readonly right: Rule };

/** A regulation with its sign, by gene names; the form reference networks have. */
export interface SignedEdge {
  readonly source: string;
  readonly target: string;
  readonly sign: 1 | -1;
}

/**
 * Reads `GATA1 & !(SPI1 | FOG1)`: `!` binds strongest, then `&`, then `|`. `genes` gives names their indices.
 * Throws on anything else: rules are written in this repository, so a bad one is a bug.
 */
export function parseRule(text: string, genes: readonly string[]): Rule {
  const tokens = text.match(/[A-Za-z0-9_.-]+|\S/gu) ?? [];
  let at = 0;
  const take = (token: string) => tokens[at] === token && ++at > 0;
  const operand = (): Rule => {
    if (take('!')) return { kind: 'not', of: operand() };
    if (take('(')) {
      const inside = either();
      if (!take(')')) throw new Error(`missing ) in rule: ${text}`);
      return inside;
    }
    const gene = genes.indexOf(tokens[at] ?? '');
    if (gene < 0) throw new Error(`no gene ${tokens[at] ?? '(end)'} in rule: ${text}`);
    at++;
    return { kind: 'gene', gene };
  };
  const both = (): Rule => {
    let left = operand();
    while (take('&')) left = { kind: 'and', left, right: operand() };
    return left;
  };
  const either = (): Rule => {
    let left = both();
    while (take('|')) left = { kind: 'or', left, right: both() };
    return left;
  };
  const rule = either();
  if (at < tokens.length) throw new Error(`unexpected ${tokens[at]} in rule: ${text}`);
  return rule;
}

/** Regulators of a rule with the sign of their influence: −1 under an odd number of negations. */
export function regulatorsOf(
  rule: Rule,
  sign: 1 | -1 = 1,
): { readonly gene: number; readonly sign: 1 | -1 }[] {
  switch (rule.kind) {
    case 'gene':
      return [{ gene: rule.gene, sign }];
    case 'not':
      return regulatorsOf(rule.of, sign === 1 ? -1 : 1);
    case 'and':
    case 'or':
      return [...regulatorsOf(rule.left, sign), ...regulatorsOf(rule.right, sign)];
    default:
      return rule satisfies never;
  }
}

/** Every regulation the rules state, each once, self-regulation included; rule i is that of gene i. */
export function edgesOfRules(rules: readonly Rule[], genes: readonly string[]): SignedEdge[] {
  return rules.flatMap((rule, target) => {
    const signs = new Map(regulatorsOf(rule).map(({ gene, sign }) => [gene, sign]));
    return Array.from(signs, ([gene, sign]) => ({
      source: genes[gene] ?? '',
      target: genes[target] ?? '',
      sign,
    }));
  });
}
