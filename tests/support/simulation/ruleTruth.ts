/** Value of a Boolean rule by its definition, for tests. */
import type { Rule } from '../../../src/simulation/rules';

/** `on`: is the gene with this index on? */
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
