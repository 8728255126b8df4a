/** What all perturbations of a screen have in common, as bytes: the rows of a model's shared response. */
import type { SharedResponse } from '../../dynamics/sharedResponse';
import { damagedUnless, type ByteReader } from './byteReader';
import type { ByteWriter } from './byteWriter';
import { readVector, writeVector } from './vectors';

type SharedStrength = Pick<SharedResponse, 'weight' | 'fullAt'>;

const mostTimes = 1000;
/** In decay times. */
const longestTime = 1e6;
/** The largest there is, as a link rounds it. */
const largestWeight = Math.fround(1.2);
/** Genes are raised to twice the control's expression where they are raised, and otherwise not left as they are. */
const raised = 2;
const leastLowered = 0.95;

export function writeSharedResponse(writer: ByteWriter, shared: SharedResponse): void {
  const { times, response } = shared;
  writeStrength(writer, shared);
  writer.whole(times.length);
  for (const time of times) writer.number(time);
  writeVector(writer, response);
}

export function readSharedResponse(reader: ByteReader, genes: number): SharedResponse {
  const strength = readStrength(reader);
  const rows = reader.whole(mostTimes);
  damagedUnless(rows > 0);
  const times = Float64Array.from({ length: rows }, () => reader.number(0, longestTime));
  damagedUnless(times.every((time, row) => time > (times[row - 1] ?? 0)));
  return { ...strength, times, response: readVector(reader, rows * genes) };
}

/** How much of it a prediction has, without what it is. */
export function writeStrength(writer: ByteWriter, { weight, fullAt }: SharedStrength): void {
  writer.float32(weight);
  writer.float32(fullAt);
}

export function readStrength(reader: ByteReader): SharedStrength {
  const weight = reader.float32(0, largestWeight);
  const fullAt = reader.float32(0, raised);
  damagedUnless(fullAt === raised || fullAt < leastLowered);
  return { weight, fullAt };
}
