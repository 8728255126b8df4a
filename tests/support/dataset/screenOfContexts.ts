/** A table of counts of six genes in several contexts, column `state`, trained in a second: 3 to 13, and 0 of a knocked-out gene. */
const genes = ['A', 'B', 'C', 'D', 'E', 'F'];

/** @param cells of the controls and of each knockout in a context, by its name */
export function screenOfContexts(cells: Readonly<Record<string, number>>): string {
  const rows = Object.entries(cells).flatMap(([context, number]) =>
    ['control', ...genes].flatMap((label, place) =>
      Array.from({ length: number }, (_, cell) => {
        const counts = genes.map((gene, index) =>
          gene === label ? 0 : 3 + ((cell * (index + 3) + place * index + context.length) % 11),
        );
        return [`${context}-${label}-${cell}`, context, label, ...counts].join(',');
      }),
    ),
  );
  return [['cell', 'state', 'perturbation', ...genes].join(','), ...rows].join('\n');
}
