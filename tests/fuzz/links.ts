/** Links, damaged in their text, in their bytes under a valid checksum, and inside their sections; and what holds of every accepted one. */
import { readdirSync, readFileSync } from 'node:fs';
import { predictChange } from '../../src/dynamics/predict';
import type { Random } from '../../src/numerics/random';
import type { Outcome } from '../../src/dataset/errors';
import { encodeEffects } from '../../src/share/effectsLink';
import type { EffectsSnapshot } from '../../src/share/effectsSnapshot';
import { decodeLink, encodeLink } from '../../src/share/link';
import {
  type Deflater,
  frameText,
  nativeDeflater,
  readFrame,
  scriptedDeflater,
  withCheck,
} from '../../src/share/link/frame';
import { type Snapshot, withEffects } from '../../src/share/snapshot';
import { fromBase64Url } from '../../src/share/typedJson';
import type { Placement } from '../../src/share/view';
import { sampleSnapshot, withCaveats, withJudged } from '../support/share/sampleSnapshot';
import { sampleEffects } from '../support/share/sampleEffects';
import { alienPrototype, type FuzzFormat, type Reading } from './case';
import { mutated } from './mutate';
import { mutatedText, pick } from './mutateText';

const size = { genes: 9, regulators: 7, modules: 5 };

function withTable(snapshot: Snapshot): Snapshot {
  const responses = {
    regulators: Int32Array.from({ length: 7 }, (_, r) => r),
    answered: Int32Array.of(0, 2, 8),
    out: Float32Array.from({ length: 63 }, (_, i) => (i % 7) / 3 - 1),
    doubled: Float32Array.from({ length: 63 }, (_, i) => (i % 5) / 2 - 1),
    kappa: 0.5,
    measured: { kappa: 0.75, lowered: Int32Array.of(0, 2), raised: Int32Array.of(8) },
  };
  return { ...snapshot, sliderModel: { kind: 'responses', responses } };
}

interface WholeLink {
  readonly text: string;
  readonly version: number;
  readonly flags: number;
  readonly sections: readonly Uint8Array<ArrayBuffer>[];
}

const FIXTURES = 'tests/fixtures/links';

/** One of each kind, and what earlier versions wrote. */
export const wholeLinks: readonly WholeLink[] = await Promise.all([
  ...(
    [
      [sampleSnapshot(1, size), 'settings'],
      [sampleSnapshot(2, size), 'network'],
      [sampleSnapshot(3, size), 'model'],
      [withCaveats(sampleSnapshot(5, size)), 'network'],
      [withJudged(withCaveats(sampleSnapshot(6, size))), 'network'],
      [withTable(sampleSnapshot(4, size)), 'model'],
      [
        withEffects(
          { ...sampleSnapshot(8, size), demo: null },
          sampleEffects(9, { perturbations: 5, genes: 9, changed: 3 }),
        ),
        'model',
      ],
    ] as const
  ).map(async ([snapshot, tier]) => wholeLink(await encodeLink(snapshot, tier))),
  ...[true, false].map(async (isTested) =>
    wholeLink(await encodeEffects(sampleEffects(7, { perturbations: 8, genes: 12, changed: 5, isTested }))),
  ),
  ...readdirSync(FIXTURES)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => wholeLinkOf(readFileSync(`${FIXTURES}/${name}`, 'utf8').trim())),
]);

function wholeLink(link: Outcome<{ readonly text: string }, unknown>): Promise<WholeLink> {
  if (!link.ok) throw new Error('the sample fits');
  return wholeLinkOf(link.value.text);
}

async function wholeLinkOf(text: string): Promise<WholeLink> {
  const frame = await readFrame(text, () => true, scriptedDeflater);
  if (!frame.ok) throw new Error('the sample is whole');
  return { text, ...frame.value };
}

const HEAD = '#g1.'.length;

/** In its characters, or in its bytes with a checksum that fits. */
function mutatedLinkText({ text, version }: WholeLink, random: Random): string {
  if (random.integer(2) === 0) return mutatedText(text, random);
  const bytes = fromBase64Url(text.slice(HEAD)) ?? new Uint8Array();
  return withCheck(mutated(bytes.slice(0, -4), random), version);
}

/** Also parts of two links together, and damage inside sections with all around it in order. */
export function mutatedLink(random: Random): string {
  const [one, other] = [drawnLink(random), drawnLink(random)];
  switch (random.integer(7)) {
    case 0:
    case 1:
      return mutatedLinkText(one, random);
    case 2:
      return (
        one.text.slice(0, random.integer(one.text.length)) +
        other.text.slice(random.integer(other.text.length))
      );
    case 3: {
      const at = random.integer(one.sections.length);
      return framed(one, one.sections.with(at, pick(random, other.sections, new Uint8Array())));
    }
    // As another version would be read.
    case 4:
      return framed({ ...one, version: 1 + random.integer(3) }, one.sections);
    default: {
      const at = random.integer(one.sections.length);
      const section = one.sections[at] ?? new Uint8Array();
      const changed = random.integer(2) === 0 ? mutated(section, random) : withOtherBit(section, random);
      return framed(one, one.sections.with(at, changed));
    }
  }
}

function drawnLink(random: Random): WholeLink {
  return pick(random, wholeLinks, { text: '', version: 2, flags: 0, sections: [] });
}

/** Most such links are accepted, with other numbers. */
function withOtherBit(section: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const bytes = section.slice();
  const at = random.integer(Math.max(1, bytes.length));
  if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8));
  return bytes;
}

function framed(
  { flags, version }: Pick<WholeLink, 'flags' | 'version'>,
  sections: readonly Uint8Array<ArrayBuffer>[],
): string {
  return frameText(
    flags,
    sections.map((bytes) => ({ bytes, inflated: null })),
    version,
  );
}

/** Every number finite, every text one plain line, every key an own one, and not more of it than a page can hold. */
function whole(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  // oxlint-disable-next-line no-control-regex -- exactly these must not be in a plain line
  if (typeof value === 'string') return !/[\u0000-\u001f\u007f\u2028\u2029\u202e]/u.test(value);
  if (ArrayBuffer.isView(value)) {
    const numbers = value as Float32Array;
    return numbers.byteLength < 1e6 && numbers.every((number) => Number.isFinite(number));
  }
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => key !== '__proto__' && whole(inner));
}

function pointsInside({ view, placement, network, sliderModel }: Snapshot): boolean {
  if (!network)
    return (
      placement === null && view.sliders.length === 0 && view.selectedGene === null && sliderModel === null
    );
  const { genes, regulators, weights, stability } = network.network;
  const pairs = genes.length * regulators.length;
  const isGene = (gene: number) => Number.isInteger(gene) && gene >= 0 && gene < genes.length;
  const members = network.modules.flatMap((module) => [...module.genes, ...module.regulators]);
  const set = [
    ...[...view.sliders, ...view.scenarios.flatMap(({ sliders }) => sliders)].map(({ gene }) => gene),
    ...view.hiddenGenes,
    ...view.hiddenEdges.flatMap(({ source, target }) => [source, target]),
  ];
  const selected = view.selectedGene === null ? [] : [view.selectedGene];
  const modules = [view.moduleNames, view.namedAfter].flatMap((names) => Object.keys(names).map(Number));
  return (
    weights.length === pairs &&
    (placement === null || isWithinRoom(placement, genes.length)) &&
    (stability === null ||
      (stability.length === pairs && stability.every((share) => share >= 0 && share <= 1))) &&
    [...regulators, ...members, ...set, ...selected, ...network.data.perturbed].every(isGene) &&
    modules.every((module) => module >= 0 && module < network.modules.length) &&
    new Set(genes).size === genes.length &&
    genes.every((name) => name !== '')
  );
}

/** A place for every gene, and nothing further away than any layout goes. */
function isWithinRoom({ positions, room }: Placement, genes: number): boolean {
  const { width, height } = room;
  return (
    positions.length === 2 * genes &&
    [...positions].every((value) => Math.abs(value) <= 1e5) &&
    [width, height].every((length) => length > 0 && length <= 1e5)
  );
}

/** What the furthest sliders of every gene answer. */
function answersOf({ sliderModel }: Snapshot): unknown {
  if (sliderModel?.kind !== 'model') return null;
  const { model } = sliderModel;
  // A hostile number of small steps is only slow.
  if (model.settings.solverSteps > 200) return null;
  return [0, 3].map((value) => {
    const changes = model.genes.map((_, gene) => ({ gene, value }));
    return Object.values(predictChange(model, changes, null));
  });
}

function faultOf(snapshot: Snapshot): string | null {
  if (!whole(snapshot)) return 'A value is not finite, or a text not one plain line.';
  const alien = alienPrototype(snapshot);
  if (alien !== null) return `${alien} has another prototype.`;
  if (!pointsInside(snapshot)) return 'An index points outside.';
  const { effects, fingerprint } = snapshot;
  if (effects && effects.fingerprint !== fingerprint) return 'The effects are of another screen.';
  const ofEffects = effects && faultOfEffects(effects);
  if (ofEffects) return ofEffects;
  return whole(answersOf(snapshot)) ? null : 'The sliders answer with a number that is not finite.';
}

function pointsInsideOfEffects({
  genes,
  perturbations,
  map,
  placed,
  groups,
  pairs,
  ...rest
}: EffectsSnapshot): boolean {
  const inGroups = groups.flatMap(({ common, apart }) => [...common, ...apart.flatMap((one) => one.genes)]);
  const changed = perturbations.flatMap((one) => one.changed);
  const usedGenes = [
    ...map.genes,
    ...[...inGroups, ...changed].map(({ gene }) => gene),
    rest.selectedGene ?? -1,
  ];
  const used = [
    ...map.rows,
    ...placed.map(({ perturbation }) => perturbation),
    ...groups.flatMap(({ members }) => members),
    ...pairs.flatMap(({ pair, first, second }) => [pair, first, second]),
    ...perturbations.flatMap(({ nearest }) => (nearest ? [nearest.perturbation] : [])),
    rest.selected ?? -1,
  ];
  const cells = map.rows.length * map.genes.length;
  const shares = [
    ...perturbations.flatMap(({ responding }) => (responding ? Object.values(responding) : [])),
    ...[
      ...perturbations.flatMap(({ any, agreement }) => [any, agreement]),
      ...changed.map(({ test }) => test?.q),
    ].map((p) => p ?? 0),
  ];
  return (
    usedGenes.every((gene) => gene < genes.length) &&
    used.every((place) => place < perturbations.length) &&
    placed.every(({ group }) => group === null || group < groups.length) &&
    [map.log2, map.strong, map.own].every(({ length }) => length === cells) &&
    groups.every(({ members, apart }) => members.length > 1 && members.length === apart.length) &&
    changed.every(({ test }) => (test !== null) === rest.isTested) &&
    shares.every((share) => share >= 0 && share <= 1)
  );
}

function faultOfEffects(effects: EffectsSnapshot): string | null {
  if (!whole(effects)) return 'A value is not finite, or a text not one plain line.';
  const alien = alienPrototype(effects);
  if (alien !== null) return `${alien} has another prototype.`;
  return pointsInsideOfEffects(effects) ? null : 'An index points outside, or a share is none.';
}

export async function readLink(text: string, deflater: Deflater): Promise<Reading> {
  const read = await decodeLink(text, deflater);
  if (!read.ok) return { end: read.error.tag, fault: null };
  const { value } = read;
  return {
    end: 'read',
    fault: value.kind === 'run' ? faultOf(value.snapshot) : faultOfEffects(value.effects),
  };
}

export const linkFormat: FuzzFormat = {
  name: 'links',
  draw(random) {
    const content = mutatedLink(random);
    const deflater = random.integer(2) === 0 ? nativeDeflater : scriptedDeflater;
    return { content, read: () => readLink(content, deflater) };
  },
};
