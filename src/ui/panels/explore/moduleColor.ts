/** The colour of a module's mark; from the fourth on all share one, because the printed name is what tells them apart. */
export function moduleColor(module: number): string {
  return module < 3 ? `var(--module-${module + 1})` : 'var(--module-other)';
}
