/** For tests: what a rule says, from its definition. */
import type { Rule } from '../../../src/simulation/rules';

/** `on`: the genes that are on, by their index. */
export function isOn(rule: Rule, on: (gene: number) => boolean): boolean {
  switch (rule.kind) {
    case 'gene':
      return on(rule.gene);
    case 'not':
      return !isOn(rule.of, on);
    case 'and':
      return isOn(rule.left, on) && isOn(rule.right, on);
    case 'or':
      return isOn(rule.left, on) || isOn(rule.right, on);
    default:
      return rule satisfies never;
  }
}
