/** A dose, and how it is written. */

export interface Dose {
  readonly value: number;
  /** As shown: 'µM', 'ng/ml', '×'; '': not stated. */
  readonly unit: string;
  /** Of a combination, in the order of its label; its value is NaN then. */
  readonly parts?: readonly number[];
}

/** '5 µM', '0.5', '× 2'. */
export function doseText({ value, unit, parts = [value] }: Dose): string {
  const number = parts.map((one) => String(Number(one.toPrecision(6)))).join('+');
  return unit === '×' ? `× ${number}` : `${number} ${unit}`.trim();
}
