/**
 * A table of predicted responses to single changes, for models too large for a link. One whole number per regulator, change and gene
 * encodes direction and printed factor; most encode "no change".
 */
import { TWO_DECIMALS_BELOW, foldDigits, WHOLE_NUMBER_FROM } from '../../numerics/format';
import type { ResponseTable } from '../snapshot';
import { damagedUnless, type ByteReader, type ByteWriter } from './bytes';
import { MAX_KAPPA, readMeasured, writeMeasured } from './modelCodec';

/** Codes: 0 for "same", then 1.03 … 1.10, then 1.1 … 100.0, then 100, 101 … */
const firstFine = 103;
const fineCodes = 8;
const firstTenth = 11;
const tenthCodes = 990;
const MAX_FACTOR = 10_000_000;

export function writeResponses(head: ByteWriter, table: ResponseTable, genes: number): void {
  head.float32(table.kappa);
  head.ascending(table.answered);
  for (const answers of [table.out, table.doubled])
    for (const r of table.regulators.keys())
      for (const gene of table.answered) head.whole(codeOf(answers[r * genes + gene] as number));
  if (table.measured) writeMeasured(head, table.measured);
}

export function readResponses(head: ByteReader, regulators: Int32Array, genes: number): ResponseTable {
  const kappa = head.float32(0, MAX_KAPPA);
  const answered = head.ascending(genes);
  const answers = () => {
    const values = new Float32Array(regulators.length * genes);
    for (const r of regulators.keys())
      for (const gene of answered) values[r * genes + gene] = log2Of(head.whole(3 * MAX_FACTOR));
    return values;
  };
  const [out, doubled] = [answers(), answers()];
  // Absent from earlier links.
  const measured = head.isAtEnd ? null : readMeasured(head, genes);
  return { regulators, answered, out, doubled, kappa, measured };
}

function codeOf(log2: number): number {
  const digits = foldDigits(log2);
  if (digits === null) return 0;
  return 2 * factorCode(Math.min(MAX_FACTOR, Number(digits)), digits) + Number(log2 < 0);
}

/** At least 1. The digits distinguish 1.10 from 1.1 and 100.0 from 100. */
function factorCode(factor: number, digits: string): number {
  const decimals = digits.split('.')[1]?.length ?? 0;
  if (decimals === 2) return 1 + Math.max(0, Math.round(100 * factor) - firstFine);
  if (decimals === 1) return 1 + fineCodes + Math.round(10 * factor) - firstTenth;
  return 1 + fineCodes + tenthCodes + factor - WHOLE_NUMBER_FROM;
}

function log2Of(code: number): number {
  if (code < 2) {
    damagedUnless(code === 0);
    return 0;
  }
  return (code % 2 === 1 ? -1 : 1) * Math.log2(factorOf(Math.floor(code / 2) - 1));
}

/** A factor that prints as encoded: the printed value, or the middle of the interval that prints so. */
function factorOf(place: number): number {
  if (place < fineCodes) return Math.min(TWO_DECIMALS_BELOW - 0.0025, (firstFine + place) / 100);
  const tenth = place - fineCodes;
  if (tenth < tenthCodes)
    return Math.min(
      WHOLE_NUMBER_FROM - 0.025,
      Math.max(TWO_DECIMALS_BELOW + 0.025, (firstTenth + tenth) / 10),
    );
  return Math.max(WHOLE_NUMBER_FROM + 0.25, WHOLE_NUMBER_FROM + tenth - tenthCodes);
}
