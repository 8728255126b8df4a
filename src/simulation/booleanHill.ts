/**
 * Boolean rules as continuous kinetics: every gene's activity is a Hill function of its level, and the rule is evaluated on
 * activities by its multilinear interpolation, AND a·b, OR a + b − a·b, NOT 1 − a ("HillCube" of Wittmann et al. 2009, BMC
 * Systems Biology 3:98; exact where no gene occurs twice in a rule).
 */
import { hill, type Kinetics } from './kinetics';
import type { Rule } from './rules';

export interface HillSettings {
  /** Level a fully active gene settles at, in molecules. */
  readonly maximum: number;
  /** Share of `maximum` a fully inactive gene keeps. */
  readonly leak: number;
  /** [G] level of half activity, as a share of `maximum`. */
  readonly half: Float64Array;
  /** Even Hill exponent. */
  readonly exponent: number;
}

/** Rule i is that of gene i. Decay rate 1 for all: time is counted in decay times. */
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
