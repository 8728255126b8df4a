/** The link itself with its button, what it holds, and what stays behind. */
import { Button } from '@mantine/core';
import { IconCopy, IconLink, IconShieldLock } from '@tabler/icons-react';
import { useState } from 'react';
import { addressOf, copyLink } from '../../../session/actions';
import type { Tier } from '../../../../share/snapshot';
import { carriesText, leftBehindText } from '../../../../present/text/link';
import { shareText } from '../../text/share';
import classes from './ShareDialog.module.css';
import type { Links } from './useLinks';

const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;

export function LinkRow({ tier, links }: { tier: Tier; links: Links }) {
  const [said, setSaid] = useState<{ readonly link: string; readonly text: string } | null>(null);
  const made = links.tiers?.find((one) => one.tier === tier)?.link;
  const link = made?.ok ? made.value : null;
  const address = link ? addressOf(link) : '';
  const carries = link && carriesText(link);
  const behind = link && leftBehindText(link);
  const copy = async () => {
    if (!link) return;
    const copied = await copyLink(link);
    setSaid({ link: link.text, text: copied ? shareText.copied : shareText.notCopied });
  };
  return (
    <div>
      <div className={classes.link}>
        <span className={classes.address}>
          <IconLink {...icon} />
          <input readOnly aria-label="Link" value={address.replace(/^https?:\/\//u, '')} />
        </span>
        <Button
          leftSection={<IconCopy {...icon} />}
          disabled={!link || links.stale}
          onClick={() => void copy()}
        >
          Copy link
        </Button>
      </div>
      <output className={classes.said}>
        {links.failed ? shareText.failed : link && said?.link === link.text ? said.text : ''}
      </output>
      {carries ? (
        <p className={classes.carries}>
          <IconShieldLock {...icon} />
          <span>
            {carries.holds} <b>{carries.never}</b> {carries.privacy} {behind}
          </span>
        </p>
      ) : null}
    </div>
  );
}
