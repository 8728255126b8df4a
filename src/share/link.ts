/** A run, or the effects of a screen, as the fragment of an address, and back. The decoder is total: any text gives a snapshot or a reason. Bytes: link/. */
import { ByteReader, ByteWriter, Damaged, damagedUnless } from './link/bytes';
import {
  type Deflater,
  type Frame,
  type Packed,
  bestDeflater,
  frameText,
  MAX_LINK_LENGTH,
  packed,
  readFrame,
  tooLong,
  type TooLong,
  LATER_VERSION,
} from './link/frame';
import { readHead, writeHead } from './link/headCodec';
import { type CarriedSliderModel, readResponses, sliderModelSections } from './link/modelSections';
import { MAX_EARLIER_KAPPA, readModel } from './link/modelCodec';
import {
  MAX_PAIRS,
  readNames,
  readNetwork,
  readPlacement,
  writeNames,
  writeNetwork,
  writePlacement,
} from './link/networkCodec';
import { isOfLaterPrograms } from './link/judgedCodec';
import { readBareVerdict, readEarlyVerdict, readJudgedVerdict, readVerdict } from './link/verdictCodec';
import {
  contextsFlag,
  EFFECTS_SECTIONS,
  type EncodedEffects,
  effectsFlags,
  effectsIn,
  fittedEffects,
  flagsOf as flagsOfEffects,
} from './effectsLink';
import type { EffectsSnapshot } from './effectsSnapshot';
import { type DemoName, demoNames } from '../dataset/dataset';
import type { LinkError, SharedNetwork, SliderModel, Snapshot, Tier } from './snapshot';
import type { Outcome } from '../dataset/errors';

export interface EncodedLink {
  /** `#g2.…` */
  readonly text: string;
  readonly tier: Tier;
  /** Numbers of genes and edges in the link. */
  readonly genes: number;
  readonly edges: number;
  readonly sliderModel: CarriedSliderModel | null;
  /** What it holds of the effects of the screen; null without a model, and where the model leaves no room. */
  readonly effects: EffectsSnapshot | null;
  /** The run was given a known network: the link has its strength and gain, without its edges. */
  readonly hasKnowledge: boolean;
}

/** Number of edges in a link, if there is room. */
const USUAL_EDGES = 500;

/** Flags: two bits index this list, then come the bits below; all other bits belong to newer versions. */
const tiers: readonly Tier[] = ['settings', 'network', 'model'];
const responsesFlag = 8;
/** Two bits identify the demo; none for other data, and for measured cells, which their fingerprint identifies. */
const demoFlags: Readonly<Record<DemoName, number>> = { myeloid: 4, hundred: 16, loops: 20, sachs: 0 };
const demoMask = 20;
/** Of public/demo/sachs.h5ad. */
const sachsFingerprint = 'edfa5269bc752c0f';
/** Of public/demo/myeloid.h5ad before 0.3.0: its cells are no longer here to be trained. */
const formerMyeloidFingerprint = '40212190deea892c';
/** The verdict has label evidence: absent from settings links and from links made before it existed. */
const evidenceFlag = 32;
/** The model has a shared response; absent from earlier links. */
const sharedFlag = 64;
/** The verdict has caveats; absent from earlier links. Without `evidenceFlag`: label evidence, and the verdict with its evidence. */
const caveatsFlag = 128;

/**
 * A run with the effects of its screen: a section with the flags of the run, the sections of the run, those of the effects. Like the flags of
 * effects alone, these have the place after the tiers, which earlier versions take for a newer one.
 */
const runWithEffectsFlags = effectsFlags + 16;

/**
 * A link of the tier, or of a lower one if the snapshot has no network or no model. Node positions are dropped if the link would be
 * too long with them; effects go into the room that the model leaves. The `model` tier costs some hundred predictions: run it off the
 * page's thread.
 *
 * @param most length of the text in characters; a file may hold more than an address, up to `MAX_TEXT` of link/frame.ts
 */
export async function encodeLink(
  snapshot: Snapshot,
  tier: Tier,
  deflater: Deflater = bestDeflater(),
  most = MAX_LINK_LENGTH,
): Promise<Outcome<EncodedLink, TooLong>> {
  const { network, view, placement } = snapshot;
  if (tier === 'settings' || !network) return settingsLink(snapshot, deflater);
  if (network.network.weights.length > MAX_PAIRS) return tooLong;
  const shared = {
    most,
    snapshot: tier === 'network' ? { ...snapshot, sliderModel: null } : snapshot,
    head: await packed(writeHead(snapshot), deflater),
    names: await packed(writeNames(network.network.genes), deflater),
    placement: await packed(writePlacement(placement, network.network.genes.length), deflater),
  };
  const link = await networkLink(shared, network, Math.max(USUAL_EDGES, view.edgeBudget), deflater);
  if (link.ok) return link;
  const shorter = await networkLink(shared, network, view.edgeBudget, deflater);
  if (shorter.ok || !placement) return shorter;
  return encodeLink({ ...snapshot, placement: null }, tier, deflater, most);
}

async function settingsLink(snapshot: Snapshot, deflater: Deflater): Promise<Outcome<EncodedLink, TooLong>> {
  const head = await packed(writeHead({ ...snapshot, network: null }), deflater);
  const text = frameText(flagsOf(snapshot, 'settings'), [head]);
  const hasKnowledge = snapshot.knowledge !== null;
  const carries = { genes: 0, edges: 0, sliderModel: null, effects: null, hasKnowledge };
  return fitting({ ...carries, text, tier: 'settings' }, MAX_LINK_LENGTH);
}

interface SharedParts {
  readonly most: number;
  readonly snapshot: Snapshot;
  readonly head: Packed;
  readonly names: Packed;
  readonly placement: Packed;
}

async function networkLink(
  { most, snapshot, head, names, placement }: SharedParts,
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
  const hasKnowledge = snapshot.knowledge !== null;
  const carries = { genes: network.network.genes.length, edges, hasKnowledge };
  const { sliderModel, view, effects } = snapshot;
  const { judged } = network.verdict;
  const earliest = judged && isOfLaterPrograms(judged) ? LATER_VERSION : undefined;
  if (!sliderModel) {
    const text = frameText(flagsOf(snapshot, 'network'), sections, earliest);
    return fitting({ ...carries, text, tier: 'network', sliderModel: null, effects: null }, most);
  }
  const room = (further: readonly Packed[]) => most - frameText(0, [...sections, ...further]).length;
  const chosen = await sliderModelSections(sliderModel, network, view.edgeBudget, room, deflater);
  if (!chosen) return tooLong;
  const { carried } = chosen;
  const isShared = sliderModel.kind === 'model' && sliderModel.model.shared !== null;
  const extra = carried.kind === 'responses' ? responsesFlag : isShared ? sharedFlag : 0;
  const { doses, latent } = carried.kind === 'model' && sliderModel.kind === 'model' ? sliderModel.model : {};
  const { kappa } = sliderModel.kind === 'model' ? sliderModel.model : sliderModel.responses;
  const version = doses || latent || kappa > MAX_EARLIER_KAPPA ? LATER_VERSION : earliest;
  const run = {
    flags: flagsOf(snapshot, 'model') + extra,
    sections: [...sections, ...chosen.sections],
    version,
  };
  const own = effects && (await withEffects(run, effects, { most, deflater }));
  const text = own?.text ?? frameText(run.flags, run.sections, version);
  return fitting(
    { ...carries, text, tier: 'model', sliderModel: carried, effects: own?.carried ?? null },
    most,
  );
}

/** null where not even the lines of perturbations that act fit beside the run. */
async function withEffects(
  run: { readonly flags: number; readonly sections: readonly Packed[]; readonly version: number | undefined },
  effects: EffectsSnapshot,
  { most, deflater }: { readonly most: number; readonly deflater: Deflater },
): Promise<EncodedEffects | null> {
  const ofRun = [{ bytes: Uint8Array.of(run.flags), inflated: null }, ...run.sections];
  const textOf = (sections: readonly Packed[]) =>
    frameText(flagsOfEffects(runWithEffectsFlags, sections), [...ofRun, ...sections], run.version);
  const fitted = await fittedEffects(effects, most, textOf, deflater);
  return fitted.ok ? fitted.value : null;
}

function flagsOf({ demo, network }: Snapshot, tier: Tier): number {
  const ofAny = tiers.indexOf(tier) + (demo ? demoFlags[demo] : 0);
  if (tier === 'settings' || !network) return ofAny;
  const { caveats, judged } = network.verdict;
  if (judged) return ofAny + caveatsFlag;
  return ofAny + evidenceFlag + (caveats ? caveatsFlag : 0);
}

function fitting(link: EncodedLink, most: number): Outcome<EncodedLink, TooLong> {
  return link.text.length <= most ? { ok: true, value: link } : tooLong;
}

/** What a link holds: a run, which may have the effects of its screen, or those without a run. */
export type LinkContent =
  | { readonly kind: 'run'; readonly snapshot: Snapshot }
  | { readonly kind: 'effects'; readonly effects: EffectsSnapshot };

/** `text`: location.hash, with or without `#` and surrounding white space. */
export async function decodeLink(
  text: string,
  deflater: Deflater = bestDeflater(),
): Promise<Outcome<LinkContent, LinkError>> {
  const frame = await readFrame(text, flagsKnown, deflater);
  if (!frame.ok) return frame;
  try {
    return { ok: true, value: contentIn(frame.value) };
  } catch (error) {
    if (error instanceof Damaged) return { ok: false, error: { tag: 'link-damaged' } };
    throw error;
  }
}

function contentIn(frame: Frame): LinkContent {
  const hasContexts =
    frame.flags === effectsFlags + contextsFlag || frame.flags === runWithEffectsFlags + contextsFlag;
  const kind = hasContexts ? frame.flags - contextsFlag : frame.flags;
  const ofEffects = EFFECTS_SECTIONS + Number(hasContexts);
  if (kind === effectsFlags) {
    damagedUnless(frame.sections.length === ofEffects);
    return { kind: 'effects', effects: effectsIn(frame) };
  }
  if (kind !== runWithEffectsFlags) return { kind: 'run', snapshot: snapshotIn(frame) };
  const { version, sections } = frame;
  const [own, ...others] = sections;
  const flags = own?.[0];
  damagedUnless(own?.length === 1 && flags !== undefined && isOfRun(flags) && tiers[flags % 4] === 'model');
  const run = snapshotIn({ version, flags, sections: others.slice(0, -ofEffects) });
  const effects = effectsIn({ ...frame, sections: others.slice(-ofEffects) });
  damagedUnless(effects.fingerprint === run.fingerprint);
  return { kind: 'run', snapshot: { ...run, effects } };
}

function flagsKnown(flags: number): boolean {
  const ofEffects = [effectsFlags, runWithEffectsFlags].flatMap((own) => [own, own + contextsFlag]);
  return ofEffects.includes(flags) || isOfRun(flags);
}

function isOfRun(flags: number): boolean {
  const tier = tiers[flags % 4];
  return (
    tier !== undefined &&
    (tier === 'model' || !has(flags, responsesFlag)) &&
    (!has(flags, sharedFlag) || (tier === 'model' && !has(flags, responsesFlag))) &&
    !(tier === 'settings' && (has(flags, evidenceFlag) || has(flags, caveatsFlag)))
  );
}

function has(flags: number, flag: number): boolean {
  return (flags & flag) > 0;
}

function snapshotIn({ version, flags, sections }: Frame): Snapshot {
  const unread = sections.map((section) => new ByteReader(section));
  const next = () => {
    const reader = unread.shift();
    damagedUnless(reader !== undefined);
    return reader;
  };
  const tier = tiers[flags % 4];
  const head = next();
  if (tier === 'settings') {
    const snapshot = {
      ...withDemo(flags, readHead(head, version, null)),
      placement: null,
      network: null,
      sliderModel: null,
      effects: null,
    };
    ended([head], unread);
    return snapshot;
  }
  const genes = readNames(sections[1] ?? new Uint8Array());
  next();
  const places = next();
  const parts = { structure: next(), levels: next(), fine: next() };
  const network = readNetwork(parts, genes, verdictReader(flags));
  const placement = readPlacement(places, genes.length);
  const known = { ...withDemo(flags, readHead(head, version, network)), placement, network, effects: null };
  ended([head, places, ...Object.values(parts)], tier === 'network' ? unread : []);
  if (tier === 'network') return { ...known, sliderModel: null };
  return { ...known, sliderModel: sliderModelIn(flags, next, unread, known) };
}

function withDemo<Head extends Pick<Snapshot, 'fingerprint'>>(flags: number, head: Head) {
  if (head.fingerprint === formerMyeloidFingerprint) return { ...head, demo: null };
  const flagged = demoNames.find((name) => demoFlags[name] > 0 && demoFlags[name] === (flags & demoMask));
  const demo = flagged ?? (head.fingerprint === sachsFingerprint ? ('sachs' as const) : null);
  return { ...head, demo };
}

function verdictReader(flags: number): (reader: ByteReader) => SharedNetwork['verdict'] {
  if (has(flags, evidenceFlag)) return has(flags, caveatsFlag) ? readVerdict : readBareVerdict;
  return has(flags, caveatsFlag) ? readJudgedVerdict : readEarlyVerdict;
}

function sliderModelIn(
  flags: number,
  next: () => ByteReader,
  unread: readonly ByteReader[],
  { network, settings }: Pick<Snapshot, 'settings'> & { readonly network: SharedNetwork },
): SliderModel {
  const { genes, regulators } = network.network;
  const upper = next();
  if (has(flags, responsesFlag)) {
    const responses = readResponses(upper, regulators, genes.length);
    ended([upper], unread);
    return { kind: 'responses', responses };
  }
  const lower = next();
  const model = readModel(upper, lower, genes, regulators, settings);
  damagedUnless(has(flags, sharedFlag) === (model.shared !== null));
  ended([upper, lower], unread);
  return { kind: 'model', model };
}

/** Requires that every byte and every section has been read. */
function ended(read: readonly ByteReader[], unread: readonly ByteReader[]): void {
  for (const reader of read) reader.end();
  damagedUnless(unread.length === 0);
}

/** Effects as a run file keeps them; null where there are none, or they cannot be read. */
export async function effectsInText(text: string | undefined): Promise<EffectsSnapshot | null> {
  const read = text === undefined ? null : await decodeLink(text);
  return read?.ok && read.value.kind === 'effects' ? read.value.effects : null;
}
