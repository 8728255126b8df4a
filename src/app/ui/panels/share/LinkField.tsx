/** A link with its copy button, and what it contains. */
import { Button } from '@mantine/core';
import { IconCopy, IconLink, IconShieldLock } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { isThisComputer } from '../../../session/data/webAddress';
import { addressOf, copyLink } from '../../../session/page/actions';
import { shareText } from '../../text/share';
import classes from './ShareDialog.module.css';

const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;

export function LinkField(props: {
  /** null: not made yet, or it cannot be made. */
  link: { readonly text: string } | null;
  isStale: boolean;
  /** Why there is none; '' where there is. */
  failed: string;
  /** What the link contains; null: not known yet. */
  children: ReactNode;
}) {
  const { link, failed, children } = props;
  const [feedback, setFeedback] = useState<{ readonly link: string; readonly text: string } | null>(null);
  const address = link ? addressOf(link) : '';
  const copy = async () => {
    if (!link) return;
    const copied = await copyLink(link);
    setFeedback({ link: link.text, text: copied ? shareText.copied : shareText.notCopied });
  };
  const told = link && feedback?.link === link.text ? feedback.text : null;
  return (
    <div>
      <div className={classes.link}>
        <span className={classes.address}>
          <IconLink {...icon} />
          <input readOnly aria-label="Link" value={address.replace(/^https?:\/\//u, '')} />
        </span>
        <Button
          leftSection={<IconCopy {...icon} />}
          disabled={!link || props.isStale}
          onClick={() => void copy()}
        >
          Copy link
        </Button>
      </div>
      <output className={classes.said}>
        {failed === '' ? (told ?? (isThisComputer(location) ? shareText.onlyHere : '')) : failed}
      </output>
      {/* Has its place before the link is made: what stands below must not move under the pointer. */}
      <p className={classes.carries}>
        {children ? (
          <>
            <IconShieldLock {...icon} />
            <span>{children}</span>
          </>
        ) : null}
      </p>
    </div>
  );
}
