/** Names are of any length; where they are drawn or said among other words, so much of them is enough. The whole stands in a title or a table. */
export function shortName(name: string, most = 60): string {
  const letters = name.length <= most ? [] : Array.from(name);
  return letters.length <= most ? name : `${letters.slice(0, most - 1).join('')}…`;
}
