/** Seeded flips, cuts, insertions and swaps. */
export function mutations(link: string, count: number): readonly string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_%<"';
  let state = 7;
  const below = (limit: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const head = '#g1.'.length;
  return Array.from({ length: count }, (_, turn) => {
    const at = head + below(link.length - head);
    const letter = alphabet[below(alphabet.length)] ?? 'A';
    const to = head + below(link.length - head);
    switch (turn % 4) {
      case 0:
        return `${link.slice(0, at)}${letter === link[at] ? 'é' : letter}${link.slice(at + 1)}`;
      case 1:
        return link.slice(0, at);
      case 2:
        return `${link.slice(0, at)}${letter.repeat(1 + below(9))}${link.slice(at)}`;
      default:
        return link.slice(0, head) + link.slice(Math.min(at, to) + 1) + link.slice(head, Math.max(at, to));
    }
  });
}
