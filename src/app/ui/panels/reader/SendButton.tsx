/** Passes on what is on screen: by the device's own way of sharing, else as a link in the clipboard. */
import { Button } from '@mantine/core';
import { IconShare2 } from '@tabler/icons-react';
import { useState } from 'react';
import { addressOf, copyLink, linksOf } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { dataName } from '../../text/dataName';
import { shareText } from '../../text/share';
import classes from './ReaderSheet.module.css';

export function SendButton() {
  const [said, setSaid] = useState('');
  const name = useRun(dataName);
  const title = useRun((run) => run.shared?.title ?? '');
  const hasResult = useRun((run) => run.result !== null);
  const moved = useView((view) => view.present.sliders.some(({ value }) => value !== 1));
  const send = async () => {
    const links = await linksOf({ title, withSliders: moved, bare: false });
    const longest = links?.findLast(({ link }) => link.ok)?.link;
    if (!longest?.ok) {
      setSaid(shareText.failed);
      return;
    }
    if (await sent(name ?? '', addressOf(longest.value))) return;
    setSaid((await copyLink(longest.value)) ? shareText.copied : shareText.notCopied);
  };
  return (
    <div className={classes.send}>
      <Button
        variant="default"
        size="md"
        leftSection={<IconShare2 size={17} stroke={1.75} aria-hidden />}
        disabled={!hasResult}
        onClick={() => void send()}
      >
        Send
      </Button>
      <output className={classes.said}>{said}</output>
    </div>
  );
}

/** False where the device has no way of sharing. A person who closes its sheet has still been asked. */
async function sent(title: string, url: string): Promise<boolean> {
  if (!('share' in navigator) || !navigator.canShare?.({ url })) return false;
  try {
    await navigator.share({ title, url });
    return true;
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError';
  }
}
