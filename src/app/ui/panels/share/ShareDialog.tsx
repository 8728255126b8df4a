/**
 * What of the network on screen is passed on: three kinds of link with their lengths, what the reader sees first, what is
 * left behind, and the whole run as a file. Only "Copy link" changes the address.
 */
import { Checkbox, CloseButton, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { showScreen } from '../../../session/actions';
import type { Tier } from '../../../../share/snapshot';
import { useRun, useScreen, useView } from '../../../session/stores';
import { demoTexts } from '../../text/dataName';
import { changesText } from '../../../../present/text/perturb';
import { shareText } from '../../text/share';
import { Downloads } from './Downloads';
import { LinkRow } from './LinkRow';
import { Preview } from './Preview';
import classes from './ShareDialog.module.css';
import { TierCards } from './TierCards';
import { useLinks } from './useLinks';

const close = () => {
  showScreen({ dialog: 'none' });
};

export function ShareDialog() {
  const genes = useRun((run) => run.dataset?.genes ?? []);
  const firstTitle = useRun((run) => run.shared?.title ?? (run.demo ? demoTexts[run.demo].name : ''));
  const sliders = useView((view) => view.present.sliders);
  const onPerturb = useScreen((screen) => screen.step === 'perturb');
  const changes = changesText(genes, sliders);
  const [title, setTitle] = useState(firstTitle);
  const [withSliders, setWithSliders] = useState(onPerturb && changes !== '');
  const [bare, setBare] = useState(false);
  const [wish, setWish] = useState<Tier>('instrument');
  const links = useLinks({ title, withSliders, bare });
  const fits = (tier: Tier) => links.tiers?.some((one) => one.tier === tier && one.link.ok) ?? true;
  const tier = (fits(wish) ? wish : (['network', 'settings'] as const).find(fits)) ?? 'settings';
  const opensOnPerturb = withSliders && tier === 'instrument';
  return (
    <Modal opened size={880} withCloseButton={false} padding={0} onClose={close}>
      <div className={classes.head}>
        <Modal.Title className={classes.title}>{shareText.title}</Modal.Title>
        <CloseButton aria-label="Close" onClick={close} />
      </div>
      <div className={classes.columns}>
        <div className={classes.column}>
          <TextInput
            label={shareText.nameLabel}
            description={shareText.nameHint}
            maxLength={120}
            value={title}
            onChange={(event) => {
              setTitle(event.currentTarget.value);
            }}
          />
          <TierCards links={links.tiers} chosen={tier} onChoose={setWish} />
          <LinkRow tier={tier} links={links} />
        </div>
        <div className={classes.column}>
          <h3 className="caption">{shareText.readerSees}</h3>
          <Preview withSliders={opensOnPerturb} />
          {changes === '' ? null : (
            <Checkbox
              label={`Open on the Perturb step, with ${changes}`}
              checked={opensOnPerturb}
              disabled={tier !== 'instrument'}
              onChange={(event) => {
                setWithSliders(event.currentTarget.checked);
              }}
            />
          )}
          <Checkbox
            label={shareText.bare}
            checked={bare}
            onChange={(event) => {
              setBare(event.currentTarget.checked);
            }}
          />
        </div>
      </div>
      <Downloads />
    </Modal>
  );
}
