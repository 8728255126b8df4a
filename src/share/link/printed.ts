/** Numbers as they are printed, in few bytes: fold changes, p, and decimals of two digits. What is read prints as what was written. */
import { foldDigits, TWO_DECIMALS_BELOW, WHOLE_NUMBER_FROM } from '../../numerics/format';
import { type ByteReader, type ByteWriter, damagedUnless } from './bytes';

/** Codes: 0 for "same", then 1.03 … 1.10, then 1.1 … 100.0, then 100, 101 … */
const firstFine = 103;
const fineCodes = 8;
const firstTenth = 11;
const tenthCodes = 990;
const MAX_FACTOR = 10_000_000;

/** A fold change, from its log2. */
export function writeFold(writer: ByteWriter, log2: number): void {
  writer.whole(foldCode(log2));
}

/** log2 */
export function readFold(reader: ByteReader): number {
  return log2Of(reader.whole(3 * MAX_FACTOR));
}

function foldCode(log2: number): number {
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

const MAX_HUNDREDTHS = 1_000_000;

/** For numbers of two digits. */
export function writeHundredths(writer: ByteWriter, value: number): void {
  writer.whole(2 * Math.min(MAX_HUNDREDTHS, Math.abs(Math.round(100 * value))) + Number(value < 0));
}

/** As a whole number: so many hundredths. */
export function readHundredths(reader: ByteReader): number {
  const written = reader.whole(2 * MAX_HUNDREDTHS + 1);
  return (written % 2 === 1 ? -1 : 1) * Math.floor(written / 2);
}

/** p from this on have two digits, smaller ones one; those below 10⁻²⁹⁹ are not told apart. Code 0: none. */
const TWO_DIGITS_FROM = 0.001;
const [LEAST_P, LARGEST_EXPONENT] = [1e-299, 299];
/** The last code of two digits, and that of 0, after which those of one digit follow. */
const [LARGEST_CODE, SMALL_CODES] = [360, 400];

/** p or q. @param p null: not told */
export function writeP(writer: ByteWriter, p: number | null): void {
  writer.whole(p === null ? 0 : pCode(p));
}

export function readP(reader: ByteReader): number | null {
  const code = reader.whole(SMALL_CODES + 9 * (LARGEST_EXPONENT + 1));
  if (code === 0) return null;
  if (code <= LARGEST_CODE) {
    const [exponent, digits] = [Math.floor((code - 1) / 90), 10 + ((code - 1) % 90)];
    const p = Number(`${digits}e-${exponent + 1}`);
    damagedUnless(p <= 1);
    return p;
  }
  damagedUnless(code >= SMALL_CODES);
  if (code === SMALL_CODES) return 0;
  const exponent = Math.floor((code - SMALL_CODES - 1) / 9);
  const p = Number(`${1 + ((code - SMALL_CODES - 1) % 9)}e-${exponent}`);
  damagedUnless(p <= TWO_DIGITS_FROM);
  // It has one digit, and prints as such, below the limit only.
  return Math.min(p, TWO_DIGITS_FROM * 0.9999);
}

function pCode(p: number): number {
  const [digits = '0', exponent = '0'] = p.toExponential(p >= TWO_DIGITS_FROM ? 1 : 0).split('e-');
  if (p >= TWO_DIGITS_FROM) return 1 + 90 * Number(exponent) + Math.round(10 * Number(digits)) - 10;
  const small = Number(exponent);
  if (p < LEAST_P) return SMALL_CODES;
  return SMALL_CODES + 9 * small + Number(digits);
}
