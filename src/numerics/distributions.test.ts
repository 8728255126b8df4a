/** Beside values of SciPy 1.17: special.gammaln, digamma and polygamma, stats.t, chi2 and norm. */
import { describe, expect, it } from 'vitest';
import {
  chiSquareTail,
  digamma,
  logGamma,
  normalQuantile,
  nearStudentQuantile,
  studentQuantile,
  studentScore,
  studentTail,
  trigamma,
  trigammaInverse,
} from './distributions';

const relative = (found: number, expected: number) => Math.abs(found / expected - 1);

describe('distributions agree with SciPy', () => {
  it.each([
    [0.3, 1.0957979948180756, -3.502524222200133, 12.245364546107734],
    [1.5, -0.12078223763524526, 0.03648997397857652, 0.9348022005446793],
    [7.25, 7.0521854507385395, 1.9104535268837362, 0.1478792331589322],
    [1000.5, 5908.674175848678, 6.907755320648796, 0.0009999999166666958],
  ])('in ln Γ and its derivatives at %s', (x, log, first, second) => {
    expect(relative(logGamma(x), log)).toBeLessThan(1e-11);
    expect(relative(digamma(x), first)).toBeLessThan(1e-12);
    expect(relative(trigamma(x), second)).toBeLessThan(1e-12);
    expect(relative(trigammaInverse(second), x)).toBeLessThan(1e-6);
  });

  it.each([
    [0.1, 2.5, 0.4639032720312449],
    [2, 4, 0.05805826175840778],
    [6, 30, 6.971384383602382e-7],
    [-1.2, 8, 0.867766447399092],
    [9, 1e6, 1.1304865167464308e-19],
    [25, 12.5, 2.3722889136198733e-12],
    [2.5, 150, 0.006747661009347444],
    [7.5, 120, 6.0848831746033245e-12],
    [9, 20_000, 1.2272414488458857e-19],
  ])('in the tail of Student at %s with %s degrees of freedom', (t, freedom, expected) => {
    expect(relative(studentTail(t, freedom), expected)).toBeLessThan(1e-8);
  });

  it.each([
    [1.5, 2.5, 1.1556204168847852],
    [-3, 8, -2.385160289558077],
    [6, 30, 4.825821011010258],
    [0.2, 1000, 0.19994800696777232],
  ])('in the normal score of Student at %s with %s degrees of freedom', (t, freedom, expected) => {
    expect(relative(studentScore(t, freedom), expected)).toBeLessThan(1e-6);
  });

  it.each([
    [1, 12.706204736174694],
    [2.5, 3.5746548420036817],
    [4, 2.7764451051977934],
    [30, 2.0422724563012378],
    [1e6, 1.959966356814107],
  ])('in the quantile of Student with %s degrees of freedom', (freedom, expected) => {
    expect(relative(studentQuantile(0.025, freedom), expected)).toBeLessThan(1e-9);
    expect(relative(nearStudentQuantile(0.025, freedom), expected)).toBeLessThan(5e-3);
  });

  it.each([
    [0.5, 1, 0.47950012218695337],
    [3, 2.5, 0.30584962944581906],
    [40, 12.5, 0.0001002331296346045],
    [900, 1000, 0.9892827619087102],
    [1300, 1000, 3.8897364994868366e-10],
  ])('in the tail of χ² at %s with %s degrees of freedom', (x, freedom, expected) => {
    expect(relative(chiSquareTail(x, freedom), expected)).toBeLessThan(1e-9);
  });

  it.each([
    [0.7, -0.5244005127080407],
    [0.3, 0.5244005127080409],
    [0.05, 1.6448536269514729],
    [1e-6, 4.753424308822899],
    [1e-40, 13.31092137142517],
    [1e-300, 37.0470962993612],
  ])('in the normal quantile of %s', (p, expected) => {
    expect(relative(normalQuantile(p), expected)).toBeLessThan(1e-12);
  });
});
