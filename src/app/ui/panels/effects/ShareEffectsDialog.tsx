/** Sharing effects: a link without a model and without cells. Only "Copy link" changes the address. */
import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { EncodedEffects } from '../../../../share/effectsLink';
import type { TooLong } from '../../../../share/link/frame';
import type { Outcome } from '../../../../dataset/errors';
import { effectsCarried, effectsNotCarried } from '../../../../present/text/effects';
import { listOf } from '../../../../present/text/format';
import { lengthText } from '../../../../present/text/link';
import { addressOf, effectsLink, showScreen } from '../../../session/page/actions';
import { useEffects, useImport } from '../../../session/stores';
import { Dialog } from '../../kit/Dialog';
import { demoTexts } from '../../text/data';
import { effectsLinkText } from '../../text/arrivals';
import { shareText } from '../../text/share';
import { LinkField } from '../share/LinkField';
import classes from '../share/ShareDialog.module.css';

/** Debounces the typed title. */
const DEBOUNCE_MS = 250;

export function ShareEffectsDialog() {
  const demo = useImport((state) => state.demo);
  const shared = useEffects((state) => state.shared);
  const found = useEffects((state) => state.found);
  const behind =
    found && !shared ? { contexts: found.contexts !== null, doses: found.doses.length > 0 } : null;
  const [title, setTitle] = useState(shared?.title ?? (demo ? demoTexts[demo].name : ''));
  const { answer, isStale } = useEffectsLink(title);
  const made = answer?.ok ? answer.value : null;
  const failed = answer === null ? shareText.failed : answer?.ok === false ? effectsLinkText.tooLong : '';
  return (
    <Dialog title={effectsLinkText.title} size={640} onClose={() => showScreen({ dialog: 'none' })}>
      <div className={classes.single}>
        <TextInput
          label={shareText.nameLabel}
          description={effectsLinkText.nameHint}
          maxLength={120}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <LinkField link={made} isStale={isStale} failed={failed}>
          {made ? (
            <>
              {`The link contains ${listOf(effectsCarried(made.carried))}.`} <b>{effectsLinkText.noModel}</b>{' '}
              {effectsNotCarried(made.carried, behind)}{' '}
              <span className={classes.length}>{lengthText(addressOf(made).length)}</span>
            </>
          ) : null}
        </LinkField>
      </div>
    </Dialog>
  );
}

/** `answer`: undefined until it is there; null where it failed. */
function useEffectsLink(title: string) {
  const [made, setMade] = useState<{
    readonly title: string;
    readonly answer: Outcome<EncodedEffects, TooLong> | null;
  } | null>(null);
  useEffect(() => {
    let wanted = true;
    const make = async () => {
      const answer = await effectsLink(title);
      if (wanted) setMade({ title, answer });
    };
    const timer = setTimeout(() => void make(), DEBOUNCE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [title]);
  return { answer: made?.answer, isStale: made?.title !== title };
}
