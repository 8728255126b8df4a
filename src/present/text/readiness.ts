/** Whether the file can be trained on as it is mapped, in one sentence that names what is missing. */
import type { Mapping, Recognition } from '../../dataset/mapping';
import type { TakingPart } from '../../dataset/quality/takingPart';
import { plural } from './format';

/** @param left after the rules, as far as they are known to leave something out */
export function readiness(
  recognition: Recognition,
  mapping: Mapping,
  left: TakingPart = recognition.takingPart,
): { readonly ready: boolean; readonly text: string } {
  if (recognition.blocked) return { ready: false, text: reasons[recognition.blocked] };
  if (left.perturbations === 0) return { ready: false, text: nothingLeft };
  return { ready: true, text: `Ready: ${plural(left.perturbations, 'perturbation')}, ${against(mapping)}` };
}

const nothingLeft = 'The rules for cells and perturbations leave nothing to learn from. Loosen one of them.';

const reasons: Record<NonNullable<Recognition['blocked']>, string> = {
  'no-perturbation-column': 'Nothing says yet which gene was perturbed in each cell.',
  'no-targets-measured':
    'None of the perturbed genes is among the measured ones. Choose another column for the gene names or the perturbation.',
  'no-controls':
    'Nothing says yet what the perturbed cells are compared with: a control label, one perturbation or all the others.',
  'scaled-values':
    'These values are scaled (negative numbers). Choose another matrix, such as raw/X or a layer, or save the file before scaling.',
};

function against({ control }: Mapping): string {
  switch (control.mode) {
    case 'cells':
      return `compared with “${control.labels.join('”, “')}”`;
    case 'others':
      return 'each compared with the others';
    case 'reference':
      return `compared with ${control.label}`;
    default:
      return control satisfies never;
  }
}
