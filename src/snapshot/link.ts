/** A snapshot as the part of an address behind `#`, and back. The decoder is total: any text gives a snapshot or a reason. */
import { fromBase64Url, toBase64Url } from './base64';
import type { LinkError, Read, Snapshot, Tier } from './snapshot';
import { fromTypedJson, toTypedJson } from './typedJson';

export interface EncodedLink {
  /** `#g1.…` */
  readonly text: string;
  readonly tier: Tier;
  /** What it carries. */
  readonly genes: number;
  readonly edges: number;
  readonly instrument: CarriedInstrument | null;
}

/** `largestDifference`: between the fold changes printed at the sender's and at the reader's, over all single changes. */
export type CarriedInstrument =
  | { readonly kind: 'model'; readonly bits: number; readonly largestDifference: number }
  | { readonly kind: 'responses'; readonly answered: number };

/** The run does not fit in a link of this tier: only the run file holds it. */
export interface TooLong {
  readonly tag: 'link-too-long';
  readonly characters: number;
}

/** Characters that a link may have: browsers show and pass on this many. */
export const longestLink = 32_000;

export async function encodeLink(snapshot: Snapshot, tier: Tier): Promise<Read<EncodedLink, TooLong>> {
  const carried = {
    ...snapshot,
    network: tier === 'settings' ? null : snapshot.network,
    instrument: tier === 'instrument' ? snapshot.instrument : null,
  };
  const text = `#g1.${toBase64Url(new TextEncoder().encode(toTypedJson(carried)))}`;
  return {
    ok: true,
    value: {
      text,
      tier,
      genes: carried.network?.network.genes.length ?? 0,
      edges: carried.network?.edges ?? 0,
      instrument: carried.instrument && { kind: 'model', bits: 32, largestDifference: 0 },
    },
  };
}

/** `text`: location.hash, with or without its `#`. */
export async function decodeLink(text: string): Promise<Read<Snapshot, LinkError>> {
  const [, version, body] = /^#?g(\d+)\.(.*)$/u.exec(text) ?? [];
  if (version === undefined || body === undefined) return { ok: false, error: { tag: 'link-empty' } };
  if (version !== '1') return { ok: false, error: { tag: 'link-too-new' } };
  const bytes = fromBase64Url(body);
  try {
    if (bytes) return { ok: true, value: fromTypedJson(new TextDecoder().decode(bytes)) as Snapshot };
  } catch {
    // Damaged, as below.
  }
  return { ok: false, error: { tag: 'link-damaged' } };
}
