/** Copies a text, and says on itself whether the browser let it. */
import { Button, type ButtonProps } from '@mantine/core';
import { useState } from 'react';
import { copyText } from '../../session/page/actions';

export function CopyButton({ text, label, ...look }: { text: string; label: string } & ButtonProps) {
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = async () => setCopied(await copyText(text));
  return (
    <Button {...look} onClick={() => void copy()}>
      {copied === null ? label : copied ? 'Copied' : 'Copying is blocked by this browser'}
    </Button>
  );
}
