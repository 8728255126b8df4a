/** Links in sentences: contents, omissions, length. */
import type { EncodedLink } from '../../share/link';
import type { Tier } from '../../share/snapshot';
import { effectsCarried, effectsCutShort } from './effects';
import { joined, listOf, plural } from './format';

export const tierTexts: Record<Tier, { readonly name: string; readonly hint: string }> = {
  settings: {
    name: 'Settings only',
    hint: 'Seed, settings, held-out perturbations. The reader needs the data.',
  },
  network: { name: 'Network only', hint: 'Genes, edges, modules and scores. No sliders.' },
  model: {
    name: 'Network and sliders',
    hint: 'Adds the model, so that the reader can perturb genes.',
  },
};

/** What a link adds to the smaller tier. */
export function hintOf({ tier, sliderModel, effects }: EncodedLink): string {
  return joined(
    sliderModel?.kind === 'responses'
      ? 'Includes precomputed knockouts and 2 × overexpression.'
      : tierTexts[tier].hint,
    effects !== null && 'With the effects of each perturbation.',
  );
}

/** Characters of a chat message; browsers allow longer links. */
const CHAT_MESSAGE = 2000;

/** '1,480 characters, fits in a chat message' */
export function lengthText(characters: number): string {
  const length = plural(characters, 'character');
  return characters <= CHAT_MESSAGE
    ? `${length}, fits in a chat message`
    : `${length}, too long for a chat message`;
}

/** What a link contains, and what it never contains. */
export function carriesText({ tier, genes, edges, effects }: EncodedLink): {
  readonly holds: string;
  readonly never: string;
  readonly privacy: string;
} {
  const privacy = 'The part after # stays in the browser; no server sees it.';
  const never = 'No cells and no file name.';
  if (tier === 'settings') {
    return { holds: 'The link contains the settings and a fingerprint of the data.', never, privacy };
  }
  const holds = joined(
    `The link contains ${plural(genes, 'gene name')}, ${plural(edges, 'edge')} and the settings.`,
    effects !== null && `Effects: ${listOf(effectsCarried(effects))}.`,
  );
  return { holds, never, privacy };
}

/** Omissions and precision; null where a link of settings omits nothing that the run was given. */
export function leftBehindText({ tier, sliderModel, hasKnowledge, effects }: EncodedLink): string | null {
  const edges = hasKnowledge ? ['edges of the known network'] : [];
  if (tier === 'settings') return hasKnowledge ? `Not included: ${listOf(edges)}.` : null;
  const measured = effects === null ? 'measured changes' : 'unchanged genes';
  return joined(
    `Not included: ${listOf([measured, 'curves', 'prediction intervals', ...edges])}.`,
    effects !== null && effectsCutShort(effects),
    sliderModel !== null && precisionText(sliderModel),
  );
}

function precisionText(sliderModel: NonNullable<EncodedLink['sliderModel']>): string {
  switch (sliderModel.kind) {
    case 'responses':
      return `The model is too large for a link, which includes precomputed knockouts and 2 × overexpression of ${plural(sliderModel.answered, 'gene')} instead.`;
    case 'model':
      return sliderModel.differing === 0
        ? 'Predictions for single genes are identical to those here.'
        : `The model is rounded: ${plural(sliderModel.differing, 'printed prediction')} for single genes ${sliderModel.differing === 1 ? 'differs' : 'differ'}, by at most ${Number(sliderModel.largestDifference.toPrecision(1))}.`;
    default:
      return sliderModel satisfies never;
  }
}
