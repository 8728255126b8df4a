/**
 * Training settings as bytes in a fixed order: words as their place in a list that only ever grows at its end, whole numbers
 * as varints, others exactly. Not relative to presets, whose values may change while old links stay.
 */
import type { TrainingSettings } from '../../dynamics/settings';
import { damagedUnless, type ByteReader } from './byteReader';
import type { ByteWriter } from './byteWriter';

const presetNames = ['default', 'H', 'SH', 'S0', 'compact'] as const;
const starts = ['warm', 'cold'] as const;
const endpoints = ['means', 'clouds'] as const;
const adjoints = ['discrete', 'continuous'] as const;
const caps = ['auto', 'on', 'off'] as const;
const compositions = ['auto', 'off'] as const;

/** Far beyond what anybody trains with; a hostile link must not keep the sliders busy for ever. */
const manySteps = 1e6;
const manySolverSteps = 10_000;
const much = 1e6;

export function writeSettings(writer: ByteWriter, settings: TrainingSettings): void {
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

export function readSettings(reader: ByteReader): TrainingSettings {
  const preset = word(reader, presetNames);
  const seed = reader.number(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  damagedUnless(Number.isInteger(seed));
  return {
    preset,
    seed,
    steps: positive(reader, manySteps),
    modules: reader.whole(much) || null,
    start: word(reader, starts),
    endpoint: word(reader, endpoints),
    cloudEndpoints: positive(reader, much),
    cloudCells: positive(reader, much),
    blur: aboveZero(reader),
    horizon: aboveZero(reader),
    solverSteps: positive(reader, manySolverSteps),
    adjoint: word(reader, adjoints),
    learningRate: aboveZero(reader),
    betas: [reader.number(0, 1), reader.number(0, 1)],
    warmupSteps: reader.whole(manySteps),
    clipNorm: aboveZero(reader),
    cellWeight: reader.number(0, much),
    pathWeight: reader.number(0, much),
    cellBatch: positive(reader, much),
    rowNorm: aboveZero(reader),
    cap: word(reader, caps),
    composition: word(reader, compositions),
  };
}

function word<Word>(reader: ByteReader, words: readonly Word[]): Word {
  const found = words[reader.byte()];
  damagedUnless(found !== undefined);
  return found;
}

function positive(reader: ByteReader, most: number): number {
  const value = reader.whole(most);
  damagedUnless(value > 0);
  return value;
}

function aboveZero(reader: ByteReader): number {
  const value = reader.number(0, much);
  damagedUnless(value > 0);
  return value;
}
