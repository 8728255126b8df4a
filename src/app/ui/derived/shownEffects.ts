/** What the step Effects shows, measured from the open file or carried by a link: one record for its panels. */
import { useMemo } from 'react';
import type { ScreenEffects } from '../../../../workers/protocol';
import { effectsSentences } from '../../../present/text/effects';
import { type CarriedEffects, carriedEffects } from '../../../present/report/carriedEffects';
import { toldContexts } from '../../../present/report/contexts';
import type { EffectsSnapshot } from '../../../share/effectsSnapshot';
import { useEffects } from '../../session/stores';

export interface ShownEffects extends CarriedEffects, Pick<ScreenEffects, 'missed'> {
  readonly source:
    | { readonly kind: 'measured'; readonly found: ScreenEffects }
    | { readonly kind: 'shared'; readonly snapshot: EffectsSnapshot };
}

/** null where none are there. */
export function useShownEffects(): ShownEffects | null {
  const found = useEffects((state) => state.found);
  const shared = useEffects((state) => state.shared);
  return useMemo(() => (shared ? shownOfLink(shared) : found && shownOfFile(found)), [shared, found]);
}

function shownOfFile(found: ScreenEffects): ShownEffects {
  return {
    ...found,
    sentences: effectsSentences(found),
    contexts: found.contexts && toldContexts(found.contexts, found.labels, (perturbation) => perturbation),
    groups: found.groups.map(({ members, common, apart }) => ({
      members,
      common,
      allCommon: common.length,
      apart: apart.map((own) => ({ ...own, all: own.genes.length })),
    })),
    source: { kind: 'measured', found },
  };
}

export function shownOfLink(snapshot: EffectsSnapshot): ShownEffects {
  return { ...carriedEffects(snapshot), missed: null, source: { kind: 'shared', snapshot } };
}
