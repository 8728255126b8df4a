/**
 * Writes links of synthetic snapshots and their content to tests/fixtures/links: links of this version must keep their meaning.
 * `node scripts/run.mjs scripts/make-link-fixtures.ts FOLDER`. Existing files are never overwritten; a later version gets new names.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeLink, encodeLink } from '../src/share/link';
import { encodeEffects } from '../src/share/effectsLink';
import { MAX_LINK_LENGTH, scriptedDeflater, type TooLong } from '../src/share/link/frame';
import { sampleEffects } from '../tests/support/share/sampleEffects';
import type { Outcome } from '../src/dataset/errors';
import { sampleJudged, sampleSnapshot, withCaveats, withJudged } from '../tests/support/share/sampleSnapshot';
import { type Snapshot, type Tier, withEffects } from '../src/share/snapshot';
import { typedJsonPieces, wholeText } from '../src/share/typedJson';

const size = { genes: 6, regulators: 4, modules: 5 };

const samples: Readonly<Record<string, readonly [Snapshot, Tier]>> = {
  settings: [sampleSnapshot(10, size), 'settings'],
  network: [sampleSnapshot(11, size), 'network'],
  model: [sampleSnapshot(12, size), 'model'],
  responses: [withAnswers(sampleSnapshot(15, size)), 'model'],
  caveats: [withCaveats(sampleSnapshot(16, size)), 'network'],
  verdict: [withJudged(withCaveats(sampleSnapshot(17, size))), 'network'],
  knowledge: [sampleSnapshot(19, size), 'network'],
  'verdict-enough': [withEnough(withCaveats(sampleSnapshot(28, size))), 'network'],
  'model-doses': [withDoses(sampleSnapshot(27, size)), 'model'],
  'model-effects': [
    withEffects(
      { ...sampleSnapshot(22, size), demo: null },
      sampleEffects(23, { perturbations: 5, genes: 8, changed: 3 }),
    ),
    'model',
  ],
  'model-contexts': [
    withEffects(
      { ...sampleSnapshot(25, size), demo: null },
      sampleEffects(26, { perturbations: 5, genes: 8, changed: 3, contexts: true }),
    ),
    'model',
  ],
};

const ofLaterPrograms = new Set(['model-doses', 'verdict-enough']);

const samplesOfEffects = {
  effects: sampleEffects(20, { perturbations: 7, genes: 14, changed: 4 }),
  'effects-contexts': sampleEffects(24, { perturbations: 6, genes: 9, changed: 3, contexts: true }),
  'effects-untested': sampleEffects(21, { perturbations: 3, genes: 9, changed: 3, isTested: false }),
};

function withAnswers(snapshot: Snapshot): Snapshot {
  const regulators = Int32Array.from({ length: size.regulators }, (_, r) => r);
  const pairs = { length: size.regulators * size.genes };
  const responses = {
    regulators,
    answered: Int32Array.of(0, 1, 4),
    out: Float32Array.from(pairs, (_, i) => (i - 11) / 3),
    doubled: Float32Array.from(pairs, (_, i) => ((i * i) % 17) / 100),
    kappa: 0.75,
    measured: null,
  };
  return { ...snapshot, sliderModel: { kind: 'responses', responses } };
}

/** With what would decide the verdict, and what perturbations share. */
function withEnough(snapshot: Snapshot): Snapshot {
  const { verdict, noise } = sampleJudged;
  const enough = { perturbations: 12, cells: null };
  const shared = [
    { gene: 'G1', change: 0.75 },
    { gene: 'G4', change: -0.25 },
  ];
  return withJudged(snapshot, { verdict: { ...verdict, enough, shared }, noise });
}

/** With an input whose doses follow the Hill equation, and a knocked-down gene with points. */
function withDoses(snapshot: Snapshot): Snapshot {
  if (snapshot.sliderModel?.kind !== 'model') throw new Error('the sample has a model');
  const { model } = snapshot.sliderModel;
  const hill = { gene: 2, kind: 'overexpression', unit: 'µM', full: 2, half: 0.5 } as const;
  const points = { gene: 0, kind: 'knockdown', unit: '', full: -1.5, half: null } as const;
  const doses = [
    { ...hill, doses: Float64Array.of(0.25, 4), levels: Float64Array.of(0.375, 1) },
    { ...points, doses: Float64Array.of(1, 2), levels: Float64Array.of(0.5, 1.5) },
  ];
  return { ...snapshot, sliderModel: { kind: 'model', model: { ...model, doses } } };
}

export async function main([folder]: readonly string[]): Promise<number> {
  if (folder === undefined) {
    console.error('usage: node scripts/run.mjs scripts/make-link-fixtures.ts FOLDER');
    return 2;
  }
  mkdirSync(folder, { recursive: true });
  for (const [name, [snapshot, tier]] of Object.entries(samples))
    await write(join(folder, `${ofLaterPrograms.has(name) ? 'g3' : 'g2'}-${name}`), () =>
      encodeLink(snapshot, tier, scriptedDeflater),
    );
  for (const [name, effects] of Object.entries(samplesOfEffects))
    await write(join(folder, `g2-${name}`), () => encodeEffects(effects, MAX_LINK_LENGTH, scriptedDeflater));
  return 0;
}

async function write(
  path: string,
  encode: () => Promise<Outcome<{ readonly text: string }, TooLong>>,
): Promise<void> {
  if (existsSync(`${path}.txt`)) return;
  const link = await encode();
  const read = link.ok ? await decodeLink(link.value.text, scriptedDeflater) : null;
  if (!link.ok || !read?.ok) throw new Error(`${path} cannot be written and read`);
  const { value } = read;
  const content = value.kind === 'run' ? value.snapshot : value.effects;
  writeFileSync(`${path}.txt`, `${link.value.text}\n`);
  writeFileSync(
    `${path}.json`,
    `${JSON.stringify(JSON.parse(wholeText(typedJsonPieces(content))), null, 2)}\n`,
  );
  console.log(`${path}: ${link.value.text.length} characters`);
}
