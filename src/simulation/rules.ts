/** Boolean rules of gene regulation as published, parsed into expressions, and their continuous kinetics. */
import { hill, type Kinetics } from './langevin';

export type Rule =
  | { readonly kind: 'gene'; readonly gene: number }
  | { readonly kind: 'not'; readonly of: Rule }
  | { readonly kind: 'and' | 'or'; readonly left: Rule; readonly right: Rule };

/** A regulation with its sign, by gene names; the form of reference networks. */
export interface SignedEdge {
  readonly source: string;
  readonly target: string;
  readonly sign: 1 | -1;
}

/**
 * Parses `GATA1 & !(SPI1 | FOG1)`: `!` binds strongest, then `&`, then `|`. `genes` maps names to indices. Throws on
 * invalid text: rules are part of this repository.
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

/** Regulators of a rule with their sign: −1 under an odd number of negations. */
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

/** Every regulation of the rules once, self-regulation included; rule i is that of gene i. */
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

interface HillSettings {
  /** Steady level of a fully active gene, in molecules. */
  readonly maximum: number;
  /** Share of `maximum` left in a fully inactive gene. */
  readonly leak: number;
  /** [G] level of half activity, as a share of `maximum`. */
  readonly half: Float64Array;
  /** Even Hill exponent. */
  readonly exponent: number;
}

/**
 * Boolean rules as continuous kinetics: a gene's activity is a Hill function of its level, and rules are interpolated
 * multilinearly, AND a·b, OR a + b − a·b, NOT 1 − a ("HillCube" of Wittmann et al. 2009, BMC Systems Biology 3:98;
 * exact where no gene occurs twice in a rule). Rule i is that of gene i; decay rate 1 for all genes.
 */
export function booleanHill(
  genes: readonly string[],
  rules: readonly Rule[],
  settings: HillSettings,
): Kinetics {
  const { maximum, leak, half, exponent } = settings;
  const activity = new Float64Array(genes.length);
  return {
    genes,
    decay: new Float64Array(genes.length).fill(1),
    production: (state, rates) => {
      for (let g = 0; g < activity.length; g++)
        activity[g] = hill(state[g] ?? 0, (half[g] ?? 0) * maximum, exponent);
      for (const [g, rule] of rules.entries())
        rates[g] = maximum * (leak + (1 - leak) * truthOf(rule, activity));
    },
  };
}

function truthOf(rule: Rule, activity: Float64Array): number {
  switch (rule.kind) {
    case 'gene':
      return activity[rule.gene] ?? 0;
    case 'not':
      return 1 - truthOf(rule.of, activity);
    case 'and':
      return truthOf(rule.left, activity) * truthOf(rule.right, activity);
    case 'or': {
      const [left, right] = [truthOf(rule.left, activity), truthOf(rule.right, activity)];
      return left + right - left * right;
    }
    default:
      return rule satisfies never;
  }
}
