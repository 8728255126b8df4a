/** Whole numbers of 32 bits that stand for a text or for numbers: the same wherever it stands in a file, and like drawn at random. */

/** FNV-1a over the code units of a text, started from a seed. */
export function fnv1a(seed: number, text: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** The last step of MurmurHash3 (Appleby): close numbers come out far apart, no two the same. */
export function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
