/**
 * A snapshot as the part of an address behind `#`, and back. The decoder is total: any text gives a snapshot or a reason,
 * whoever wrote it. What is in the bytes: link/; what each tier is for: snapshot.ts.
 */
import { ByteReader, Damaged, damagedUnless, ByteWriter } from './link/bytes';
import {
  bestDeflater,
  type Deflater,
  frameLength,
  frameText,
  packed,
  readFrame,
  type Frame,
  type Packed,
} from './link/frame';
import { readHead, writeHead } from './link/headCodec';
import { instrumentSections, type CarriedInstrument } from './link/modelSections';
import { readModel } from './link/modelCodec';
import {
  mostPairs,
  readNames,
  readNetwork,
  writeNames,
  writeNetwork,
  readPlacement,
  writePlacement,
} from './link/networkCodec';
import { readBareVerdict, readEarlyVerdict, readVerdict } from './link/verdictCodec';
import { readResponses } from './link/responsesCodec';
import { demoNames, type DemoName } from '../dataset/demoNames';
import type { Instrument, LinkError, SharedNetwork, Snapshot, Tier, Verdict } from './snapshot';
import type { Outcome } from '../dataset/outcome';

export interface EncodedLink {
  /** `#g1.…` */
  readonly text: string;
  readonly tier: Tier;
  /** What it carries. */
  readonly genes: number;
  readonly edges: number;
  readonly instrument: CarriedInstrument | null;
}

/** The run does not fit in a link of this tier: only the run file holds it. */
export interface TooLong {
  readonly tag: 'link-too-long';
}

/** Characters that a link may have: browsers show and pass on this many. */
export const longestLink = 32_000;
/** Edges a link carries at least, where there are so many. */
const usualEdges = 500;

/** Flags: the tier's place here in two bits, then the bits below; all others belong to newer versions. */
const tiers: readonly Tier[] = ['settings', 'network', 'instrument'];
const responsesFlag = 8;
/** Two bits that name the demo; none where it was none. */
const demoFlags = { myeloid: 4, hundred: 16, loops: 20 } as const satisfies Record<DemoName, number>;
const demoMask = 20;
/** Not in links of settings, nor in those from before labels were judged by evidence of their own. */
const evidenceFlag = 32;
/** The model behind the sliders has what all perturbations have in common; not in earlier links. */
const sharedFlag = 64;
/** Something limits what the errors say of the run; not in earlier links. */
const reservationsFlag = 128;

/**
 * The link of that tier; of a lower one where the snapshot has no network, or nothing that answers. Places of genes stay
 * behind where the link would be too long with them. An instrument takes as
 * long as some hundred predictions: not for the page's thread.
 */
export async function encodeLink(
  snapshot: Snapshot,
  tier: Tier,
  deflater: Deflater = bestDeflater(),
): Promise<Outcome<EncodedLink, TooLong>> {
  const { network, view, placement } = snapshot;
  if (tier === 'settings' || !network) return settingsLink(snapshot, deflater);
  if (network.network.weights.length > mostPairs) return tooLong;
  const shared = {
    snapshot: tier === 'network' ? { ...snapshot, instrument: null } : snapshot,
    head: await packed(writeHead(snapshot), deflater),
    names: await packed(writeNames(network.network.genes), deflater),
    placement: await packed(writePlacement(placement, network.network.genes.length), deflater),
  };
  const link = await networkLink(shared, network, Math.max(usualEdges, view.edgeBudget), deflater);
  if (link.ok) return link;
  const shorter = await networkLink(shared, network, view.edgeBudget, deflater);
  if (shorter.ok || !placement) return shorter;
  return encodeLink({ ...snapshot, placement: null }, tier, deflater);
}

async function settingsLink(snapshot: Snapshot, deflater: Deflater): Promise<Outcome<EncodedLink, TooLong>> {
  const head = await packed(writeHead({ ...snapshot, network: null }), deflater);
  const text = frameText(flagsOf(snapshot, 'settings'), [head]);
  return fitting({ text, tier: 'settings', genes: 0, edges: 0, instrument: null });
}

interface SharedParts {
  readonly snapshot: Snapshot;
  readonly head: Packed;
  readonly names: Packed;
  readonly placement: Packed;
}

async function networkLink(
  { snapshot, head, names, placement }: SharedParts,
  network: SharedNetwork,
  wantedEdges: number,
  deflater: Deflater,
): Promise<Outcome<EncodedLink, TooLong>> {
  const parts = { structure: new ByteWriter(), levels: new ByteWriter(), fine: new ByteWriter() };
  const edges = writeNetwork(parts, network, wantedEdges);
  const sections = [
    head,
    names,
    placement,
    await packed(parts.structure.bytes(), deflater),
    await packed(parts.levels.bytes(), deflater),
    await packed(parts.fine.bytes(), deflater),
  ];
  const carries = { genes: network.network.genes.length, edges };
  if (!snapshot.instrument) {
    const text = frameText(flagsOf(snapshot, 'network'), sections);
    return fitting({ ...carries, text, tier: 'network', instrument: null });
  }
  const room = (further: readonly Packed[]) => longestLink - frameLength([...sections, ...further]);
  const chosen = await instrumentSections(
    snapshot.instrument,
    network,
    snapshot.view.edgeBudget,
    room,
    deflater,
  );
  if (!chosen) return tooLong;
  const { carried } = chosen;
  const { instrument } = snapshot;
  const isShared =
    carried.kind === 'model' && instrument.kind === 'model' && instrument.model.shared !== null;
  const flags =
    flagsOf(snapshot, 'instrument') +
    responsesFlag * Number(carried.kind === 'responses') +
    sharedFlag * Number(isShared);
  const text = frameText(flags, [...sections, ...chosen.sections]);
  return fitting({ ...carries, text, tier: 'instrument', instrument: carried });
}

function flagsOf({ demo, network }: Snapshot, tier: Tier): number {
  const ofAny = tiers.indexOf(tier) + (demo ? demoFlags[demo] : 0);
  if (tier === 'settings' || !network) return ofAny;
  return ofAny + evidenceFlag + (network.verdict.reservations ? reservationsFlag : 0);
}

const tooLong = { ok: false, error: { tag: 'link-too-long' } } as const;

function fitting(link: EncodedLink): Outcome<EncodedLink, TooLong> {
  return link.text.length <= longestLink ? { ok: true, value: link } : tooLong;
}

/** `text`: location.hash, with or without its `#`, with or without white space around it. */
export async function decodeLink(
  text: string,
  deflater: Deflater = bestDeflater(),
): Promise<Outcome<Snapshot, LinkError>> {
  const frame = await readFrame(text, flagsKnown, deflater);
  if (!frame.ok) return frame;
  try {
    return { ok: true, value: snapshotIn(frame.value) };
  } catch (error) {
    if (error instanceof Damaged) return { ok: false, error: { tag: 'link-damaged' } };
    throw error;
  }
}

function flagsKnown(flags: number): boolean {
  const isInstrument = flags % 4 === tiers.indexOf('instrument');
  const isSettings = flags % 4 === tiers.indexOf('settings');
  return (
    flags % 4 < tiers.length &&
    (isInstrument || !hasResponses(flags)) &&
    (!hasShared(flags) || (isInstrument && !hasResponses(flags))) &&
    !(isSettings && hasEvidence(flags)) &&
    (hasEvidence(flags) || !hasReservations(flags))
  );
}

function hasResponses(flags: number): boolean {
  return (flags & responsesFlag) > 0;
}

function hasEvidence(flags: number): boolean {
  return (flags & evidenceFlag) > 0;
}

function hasReservations(flags: number): boolean {
  return (flags & reservationsFlag) > 0;
}

function hasShared(flags: number): boolean {
  return (flags & sharedFlag) > 0;
}

function snapshotIn({ flags, sections }: Frame): Snapshot {
  const unread = sections.map((section) => new ByteReader(section));
  const next = () => {
    const reader = unread.shift();
    damagedUnless(reader !== undefined);
    return reader;
  };
  const demo = demoNames.find((name) => demoFlags[name] === (flags & demoMask)) ?? null;
  const tier = tiers[flags % 4];
  const head = next();
  if (tier === 'settings') {
    const snapshot = { ...readHead(head, null), demo, placement: null, network: null, instrument: null };
    ended([head], unread);
    return snapshot;
  }
  const genes = readNames(sections[1] ?? new Uint8Array());
  next();
  const places = next();
  const parts = { structure: next(), levels: next(), fine: next() };
  const network = readNetwork(parts, genes, verdictReader(flags));
  const placement = readPlacement(places, genes.length);
  const known = { ...readHead(head, network), demo, placement, network };
  ended([head, places, ...Object.values(parts)], tier === 'network' ? unread : []);
  if (tier === 'network') return { ...known, instrument: null };
  return { ...known, instrument: instrumentIn(flags, next, unread, known) };
}

function verdictReader(flags: number): (reader: ByteReader) => Verdict {
  if (hasReservations(flags)) return readVerdict;
  return hasEvidence(flags) ? readBareVerdict : readEarlyVerdict;
}

function instrumentIn(
  flags: number,
  next: () => ByteReader,
  unread: readonly ByteReader[],
  { network, settings }: Pick<Snapshot, 'settings'> & { readonly network: SharedNetwork },
): Instrument {
  const { genes, regulators } = network.network;
  const upper = next();
  if (hasResponses(flags)) {
    const responses = readResponses(upper, regulators, genes.length);
    ended([upper], unread);
    return { kind: 'responses', responses };
  }
  const lower = next();
  const model = readModel(upper, lower, genes, regulators, settings);
  damagedUnless(hasShared(flags) === (model.shared !== null));
  ended([upper, lower], unread);
  return { kind: 'model', model };
}

/** Every byte has been read, and no section is left. */
function ended(read: readonly ByteReader[], unread: readonly ByteReader[]): void {
  for (const reader of read) reader.end();
  damagedUnless(unread.length === 0);
}
