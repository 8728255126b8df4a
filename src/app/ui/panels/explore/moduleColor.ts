/** The colour of a module's mark, as its outline on the canvas; every fourth shares one and is told apart by name and dash. */
const colors = ['var(--module-1)', 'var(--module-2)', 'var(--module-3)', 'var(--text)'] as const;

export function moduleColor(module: number): string {
  return colors[module % colors.length] ?? 'var(--text)';
}
