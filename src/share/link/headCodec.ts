/**
 * The part of a link that every tier has, as bytes: title, day, fingerprint, training settings, choices, view and known network. Settings are
 * written in full, not relative to presets, whose values may change while old links remain in use.
 */
import { MAX_STRENGTH } from '../../dataset/knowledge';
import type { Origin } from '../effectsSnapshot';
import type { Snapshot, SharedKnowledge, SharedView } from '../snapshot';
import { type ByteReader, ByteWriter, MAX_NAME, MAX_TITLE, plain, damagedUnless } from './bytes';
import { MAX_SOLVER_STEPS, type TrainingSettings } from '../../dynamics/settings';
import { colorings, MAX_SCENARIOS, MAX_SLIDER, type NameSource, type Scenario, sizings } from '../view';

type Head = Origin & Pick<Snapshot, 'settings' | 'choices' | 'knowledge' | 'view'>;

const fingerprintBytes = 8;
const MAX_DAY = 10_000_000;
const MAX_NAMES = 20_000;

/** Drops parts of the view that refer to genes or modules missing from the link. */
export function writeHead(snapshot: Snapshot): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writeOrigin(writer, snapshot);
  writeSettings(writer, snapshot.settings);
  const { heldOut, regulators } = snapshot.choices;
  writer.texts(heldOut.map((label) => plain(label, MAX_NAME)));
  writer.byte(Number(regulators !== null));
  if (regulators) writer.texts(regulators.map((name) => plain(name, MAX_NAME)));
  writeView(writer, snapshot.view, sizesOf(snapshot));
  if (snapshot.knowledge) writeKnowledge(writer, snapshot.knowledge);
  return writer.bytes();
}

/** `version`: of the link. */
export function readHead(reader: ByteReader, version: number, network: Snapshot['network']): Head {
  return {
    ...readOrigin(reader, version),
    settings: readSettings(reader),
    choices: {
      heldOut: reader.texts(MAX_NAMES, MAX_NAME),
      regulators: reader.flag() ? reader.texts(MAX_NAMES, MAX_NAME) : null,
    },
    view: readView(reader, sizesOf({ network })),
    // Absent where there is none, and from earlier links.
    knowledge: reader.isAtEnd ? null : readKnowledge(reader),
  };
}

export function writeOrigin(writer: ByteWriter, { fingerprint, day, title, program }: Origin): void {
  for (let i = 0; i < fingerprintBytes; i++)
    writer.byte(Number.parseInt(fingerprint.slice(2 * i, 2 * i + 2), 16));
  writer.whole(day);
  writer.text(plain(title, MAX_TITLE));
  writeProgram(writer, program);
}

/** `version`: of the link. */
export function readOrigin(reader: ByteReader, version: number): Origin {
  return {
    fingerprint: hexOf(reader.take(fingerprintBytes)),
    day: reader.whole(MAX_DAY),
    title: reader.text(MAX_TITLE),
    program: version > 1 ? readProgram(reader) : null,
  };
}

/** How the program is written: as numbers, since every character of a link counts, else as text. */
const programForms = { none: 0, text: 1, version: 2, commit: 3, changed: 4 } as const;
const PROGRAM = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?: \(([\da-f]{8})(\+?)\))?$/u;
const MAX_PART = 1_000_000;

function writeProgram(writer: ByteWriter, program: string | null): void {
  const parts = program === null ? null : PROGRAM.exec(program);
  if (program === null || parts === null) {
    writer.byte(program === null ? programForms.none : programForms.text);
    if (program !== null) writer.text(plain(program, MAX_NAME));
    return;
  }
  const [, major, minor, patch, commit, changed] = parts;
  writer.byte(
    commit === undefined ? programForms.version : changed === '' ? programForms.commit : programForms.changed,
  );
  for (const part of [major, minor, patch]) writer.whole(Number(part));
  if (commit === undefined) return;
  for (let i = 0; i < commit.length; i += 2) writer.byte(Number.parseInt(commit.slice(i, i + 2), 16));
}

function readProgram(reader: ByteReader): string | null {
  const form = reader.byte();
  damagedUnless(form <= programForms.changed);
  if (form === programForms.none) return null;
  if (form === programForms.text) return reader.text(MAX_NAME);
  const version = Array.from({ length: 3 }, () => reader.whole(MAX_PART)).join('.');
  if (form === programForms.version) return version;
  return `${version} (${hexOf(reader.take(4))}${form === programForms.changed ? '+' : ''})`;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Which fields of the known network follow. */
const knowledgeFlags = { name: 1, auto: 2, gain: 4, shuffledGain: 8 } as const;
const MAX_GAIN = 1e9;
/** Gains are printed with one decimal of a percentage. */
const GAIN_DIGITS = 6;

function writeKnowledge(writer: ByteWriter, knowledge: SharedKnowledge): void {
  const { name, asked, strength, gain, shuffledGain } = knowledge;
  const { name: named, auto, gain: gained, shuffledGain: shuffled } = knowledgeFlags;
  writer.byte(
    (name === null ? 0 : named) +
      (asked === 'auto' ? auto : 0) +
      (gain === null ? 0 : gained) +
      (shuffledGain === null ? 0 : shuffled),
  );
  if (name !== null) writer.text(plain(name, MAX_NAME));
  writer.number(strength);
  const gains = [...(gain ? [gain.mean, gain.low, gain.high] : []), shuffledGain];
  for (const value of gains) if (value !== null) writer.number(Number(value.toPrecision(GAIN_DIGITS)));
}

function readKnowledge(reader: ByteReader): SharedKnowledge {
  const flags = reader.byte();
  damagedUnless(flags < 2 * knowledgeFlags.shuffledGain);
  const name = (flags & knowledgeFlags.name) > 0 ? reader.text(MAX_NAME) : null;
  const strength = reader.number(0, MAX_STRENGTH);
  const gain = () => reader.number(-MAX_GAIN, MAX_GAIN);
  return {
    name,
    asked: (flags & knowledgeFlags.auto) > 0 ? 'auto' : strength,
    strength,
    gain: (flags & knowledgeFlags.gain) > 0 ? { mean: gain(), low: gain(), high: gain() } : null,
    shuffledGain: (flags & knowledgeFlags.shuffledGain) > 0 ? gain() : null,
  };
}

function sizesOf({ network }: Pick<Snapshot, 'network'>): {
  readonly genes: number;
  readonly modules: number;
} {
  return { genes: network?.network.genes.length ?? 0, modules: network?.modules.length ?? 0 };
}

/** Words are written as indices into these lists: append only. */
const presetNames = ['default', 'H', 'SH', 'S0', 'compact'] as const;
const starts = ['warm', 'cold'] as const;
const endpoints = ['means', 'clouds'] as const;
const adjoints = ['discrete', 'continuous'] as const;
const caps = ['auto', 'on', 'off'] as const;
const compositions = ['auto', 'off'] as const;

/** Far beyond real settings: a hostile link must not block the sliders. */
const MAX_STEPS = 1e6;
const MAX_VALUE = 1e6;

function writeSettings(writer: ByteWriter, settings: TrainingSettings): void {
  writer.byte(presetNames.indexOf(settings.preset));
  writer.number(settings.seed);
  writer.whole(settings.steps);
  writer.whole(settings.modules ?? 0);
  writer.byte(starts.indexOf(settings.start));
  writer.byte(endpoints.indexOf(settings.endpoint));
  writer.whole(settings.cloudEndpoints);
  writer.whole(settings.cloudCells);
  writer.number(settings.blur);
  writer.number(settings.horizon);
  writer.whole(settings.solverSteps);
  writer.byte(adjoints.indexOf(settings.adjoint));
  writer.number(settings.learningRate);
  writer.number(settings.betas[0]);
  writer.number(settings.betas[1]);
  writer.whole(settings.warmupSteps);
  writer.number(settings.clipNorm);
  writer.number(settings.cellWeight);
  writer.number(settings.pathWeight);
  writer.whole(settings.cellBatch);
  writer.number(settings.rowNorm);
  writer.byte(caps.indexOf(settings.cap));
  writer.byte(compositions.indexOf(settings.composition));
}

function readSettings(reader: ByteReader): TrainingSettings {
  const preset = word(reader, presetNames);
  const seed = reader.number(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  damagedUnless(Number.isInteger(seed));
  return {
    preset,
    seed,
    steps: reader.positive(MAX_STEPS),
    modules: reader.whole(MAX_VALUE) || null,
    start: word(reader, starts),
    endpoint: word(reader, endpoints),
    cloudEndpoints: reader.positive(MAX_VALUE),
    cloudCells: reader.positive(MAX_VALUE),
    blur: aboveZero(reader),
    horizon: aboveZero(reader),
    solverSteps: reader.positive(MAX_SOLVER_STEPS),
    adjoint: word(reader, adjoints),
    learningRate: aboveZero(reader),
    betas: [reader.number(0, 1), reader.number(0, 1)],
    warmupSteps: reader.whole(MAX_STEPS),
    clipNorm: aboveZero(reader),
    cellWeight: reader.number(0, MAX_VALUE),
    pathWeight: reader.number(0, MAX_VALUE),
    cellBatch: reader.positive(MAX_VALUE),
    rowNorm: aboveZero(reader),
    cap: word(reader, caps),
    composition: word(reader, compositions),
  };
}

/** One of a list, by its place. */
export function word<Word>(reader: ByteReader, words: readonly Word[]): Word {
  const found = words[reader.byte()];
  damagedUnless(found !== undefined);
  return found;
}

function aboveZero(reader: ByteReader): number {
  const value = reader.number(0, MAX_VALUE);
  damagedUnless(value > 0);
  return value;
}

const MAX_EDGES = 1e9;

/** Number of genes and modules in the link. */
interface Sizes {
  readonly genes: number;
  readonly modules: number;
}

/** What is hidden and what colours and sizes show follows at the end; absent where all is as usual, and from earlier links. */
const appearanceFlag = 4;
/** Genes are in layers; absent from earlier links. */
const layeredFlag = 8;
/** Kept scenarios follow at the end; absent where there are none, and from earlier links. */
const scenariosFlag = 16;

/** The gene sets after which modules are named follow at the end; absent where there are none, and from earlier links. */
const namedAfterFlag = 32;

/** Drops references beyond `sizes`. */
function writeView(writer: ByteWriter, view: SharedView, { genes, modules }: Sizes): void {
  const { selectedGene, time } = view;
  const hiddenGenes = view.hiddenGenes.filter((gene) => gene < genes);
  const hiddenEdges = view.hiddenEdges.filter(({ source, target }) => source < genes && target < genes);
  const isHiding = hiddenGenes.length + hiddenEdges.length > 0;
  const isUsual = !isHiding && view.colorBy === null && view.sizeBy === usualSize;
  const arranged = view.arrangement === 'layered' ? layeredFlag : 0;
  const known = ({ gene }: Slider) => gene < genes;
  const scenarios = view.scenarios
    .map((one) => ({ ...one, sliders: one.sliders.filter(known) }))
    .filter((one) => one.sliders.length > 0);
  const namedAfter = Object.entries(view.namedAfter).filter(([module]) => Number(module) < modules);
  writer.byte(
    Number(view.step === 'perturb') +
      2 * Number(view.bare) +
      (isUsual ? 0 : appearanceFlag) +
      arranged +
      (scenarios.length > 0 ? scenariosFlag : 0) +
      (namedAfter.length > 0 ? namedAfterFlag : 0),
  );
  writer.whole(view.edgeBudget);
  writer.number(view.minimumStability);
  writer.whole(selectedGene === null || selectedGene >= genes ? 0 : selectedGene + 1);
  writeTime(writer, time);
  writeSliders(writer, view.sliders.filter(known));
  const names = Object.entries(view.moduleNames).filter(([module]) => Number(module) < modules);
  writer.whole(names.length);
  for (const [module, name] of names) {
    writer.whole(Number(module));
    writer.text(plain(name, MAX_NAME));
  }
  if (!isUsual) {
    writer.whole(hiddenGenes.length);
    for (const gene of hiddenGenes) writer.whole(gene);
    writer.whole(hiddenEdges.length);
    for (const { source, target } of hiddenEdges) {
      writer.whole(source);
      writer.whole(target);
    }
    writer.byte(view.colorBy === null ? 0 : 1 + colorings.indexOf(view.colorBy));
    writer.byte(sizings.indexOf(view.sizeBy));
  }
  if (scenarios.length > 0) {
    writer.whole(scenarios.length);
    for (const { name, sliders, time: at } of scenarios) {
      // '': named by its perturbation.
      writer.text(plain(name ?? '', MAX_NAME));
      writeTime(writer, at);
      writeSliders(writer, sliders);
    }
  }
  if (namedAfter.length > 0) writeNamedAfter(writer, namedAfter);
}

function writeNamedAfter(writer: ByteWriter, named: readonly (readonly [string, NameSource])[]): void {
  writer.whole(named.length);
  for (const [module, { set, from, overlap, genes, q }] of named) {
    writer.whole(Number(module));
    writer.text(plain(set, MAX_NAME));
    writer.text(plain(from, MAX_NAME));
    writer.whole(overlap);
    writer.whole(genes);
    writer.number(q);
  }
}

function readNamedAfter(reader: ByteReader, { genes, modules }: Sizes): SharedView['namedAfter'] {
  const named = Array.from({ length: reader.count(modules) }, () => {
    const module = reader.whole(modules - 1);
    const [set, from] = [reader.text(MAX_NAME), reader.text(MAX_NAME)];
    const [overlap, size] = [reader.whole(genes), reader.whole(genes)];
    return [module, { set, from, overlap, genes: size, q: reader.number(0, 1) }] as const;
  });
  return Object.fromEntries(named);
}

type Slider = SharedView['sliders'][number];

function writeTime(writer: ByteWriter, time: number | null): void {
  writer.byte(Number(time !== null));
  if (time !== null) writer.number(time);
}

function writeSliders(writer: ByteWriter, sliders: readonly Slider[]): void {
  writer.whole(sliders.length);
  for (const { gene, value } of sliders) {
    writer.whole(gene);
    writer.number(value);
  }
}

function readTime(reader: ByteReader): number | null {
  return reader.flag() ? reader.number(-1e9, 1e9) : null;
}

function readSliders(reader: ByteReader, genes: number): readonly Slider[] {
  const sliders = Array.from({ length: reader.count(genes) }, () => {
    const gene = reader.whole(genes - 1);
    return { gene, value: reader.number(0, MAX_SLIDER) };
  });
  damagedUnless(new Set(sliders.map(({ gene }) => gene)).size === sliders.length);
  return sliders;
}

function readScenarios(reader: ByteReader, genes: number): readonly Scenario[] {
  const scenarios = Array.from({ length: reader.count(MAX_SCENARIOS) }, () => ({
    name: reader.text(MAX_NAME) || null,
    time: readTime(reader),
    sliders: readSliders(reader, genes),
  }));
  damagedUnless(scenarios.every(({ sliders }) => sliders.length > 0));
  return scenarios;
}

function readView(reader: ByteReader, { genes, modules }: Sizes): SharedView {
  const flags = reader.byte();
  damagedUnless(flags < 2 * namedAfterFlag);
  const edgeBudget = reader.whole(MAX_EDGES);
  const minimumStability = reader.number(0, 1);
  const selected = reader.whole(genes);
  const time = readTime(reader);
  const sliders = readSliders(reader, genes);
  const names = Array.from({ length: reader.count(modules) }, () => {
    const module = reader.whole(modules - 1);
    return [module, reader.text(MAX_NAME)] as const;
  });
  const appearance = (flags & appearanceFlag) > 0 ? readAppearance(reader, genes) : usualAppearance;
  const scenarios = (flags & scenariosFlag) > 0 ? readScenarios(reader, genes) : [];
  const namedAfter = (flags & namedAfterFlag) > 0 ? readNamedAfter(reader, { genes, modules }) : {};
  return {
    step: flags % 2 === 1 ? 'perturb' : 'explore',
    bare: (flags & 2) > 0,
    edgeBudget,
    minimumStability,
    selectedGene: selected === 0 ? null : selected - 1,
    sliders,
    time,
    scenarios,
    moduleNames: Object.fromEntries(names),
    namedAfter,
    ...appearance,
    arrangement: (flags & layeredFlag) > 0 ? 'layered' : 'modules',
  };
}

type Appearance = Pick<SharedView, 'hiddenGenes' | 'hiddenEdges' | 'colorBy' | 'sizeBy'>;

const usualSize: SharedView['sizeBy'] = 'targets';
const usualAppearance: Appearance = { hiddenGenes: [], hiddenEdges: [], colorBy: null, sizeBy: usualSize };

function readAppearance(reader: ByteReader, genes: number): Appearance {
  const hiddenGenes = Array.from({ length: reader.count(genes) }, () => reader.whole(genes - 1));
  const hiddenEdges = Array.from({ length: reader.count(genes * genes) }, () => {
    return { source: reader.whole(genes - 1), target: reader.whole(genes - 1) };
  });
  const color = reader.byte();
  const colorBy = color === 0 ? null : colorings[color - 1];
  const sizeBy = sizings[reader.byte()];
  damagedUnless(colorBy !== undefined && sizeBy !== undefined);
  return { hiddenGenes, hiddenEdges, colorBy, sizeBy };
}
