/** What is changed in words: levels relative to control, and doses. */
import { doseText } from '../../dataset/dose';
import { doseAtValue, dosedInput, type Dosed } from '../../dynamics/doses';
import { level, listOf } from './format';

/** The dose that a position of a slider is; null where its input has none. */
export type DoseNames = (gene: number, value: number) => string | null;

export function doseNames(model: Dosed | null): DoseNames {
  return (gene, value) => {
    const input = model && dosedInput(model, gene, value);
    const dose = input && doseAtValue(model, input, value);
    return input && dose !== null && dose !== undefined ? shownDose(dose, input.unit) : null;
  };
}

/** Positions with the doses that they are. */
export function shownAsDoses(
  sliders: readonly { readonly gene: number; readonly value: number }[],
  model: Dosed | null,
) {
  const doseOf = doseNames(model);
  return sliders.map((slider) => {
    const shown = doseOf(slider.gene, slider.value);
    return shown === null ? slider : { ...slider, shown };
  });
}

/** With three digits. */
export function shownDose(dose: number, unit: string): string {
  return doseText({ value: Number(dose.toPrecision(3)), unit });
}

/** 'GATA1 out, SPI1 × 2 and MEKi 0.5 µM' */
export function changesText(
  genes: readonly string[],
  sliders: readonly { readonly gene: number; readonly value: number }[],
  doseOf: DoseNames = () => null,
): string {
  const moved = sliders.filter(({ value }) => value !== 1);
  return listOf(
    moved.map(({ gene, value }) => {
      const shown = doseOf(gene, value) ?? (value === 0 ? 'out' : level(value));
      return `${genes[gene] ?? ''} ${shown}`;
    }),
    3,
  );
}
