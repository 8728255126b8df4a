/** Radio choices as cards side by side, each with what it means; one of them may open a file. Within a Radio.Group. */
import { Button, Radio } from '@mantine/core';
import { IconFilePlus } from '@tabler/icons-react';
import { type MouseEventHandler, type ReactNode, useRef } from 'react';
import classes from './ChoiceCards.module.css';
import { HiddenFileInput } from './HiddenFileInput';

export function ChoiceCards({ children }: { children: ReactNode }) {
  return <div className={classes.cards}>{children}</div>;
}

export function ChoiceCard(props: {
  value: string;
  title: string;
  /** Paragraphs. */
  children: ReactNode;
  /** A control of its own, at the foot of the card. */
  control?: ReactNode;
  onClick?: MouseEventHandler;
}) {
  const { value, title, children, control, onClick } = props;
  const card = (
    <Radio.Card value={value} className={classes.card} onClick={onClick}>
      <span className={classes.title}>
        <Radio.Indicator /> {title}
      </span>
      {children}
    </Radio.Card>
  );
  if (!control) return card;
  return (
    <div className={classes.pair}>
      {card}
      <div className={classes.control}>{control}</div>
    </div>
  );
}

/** A choice that needs a file: without one a click on the card opens the file dialog, as its button does. */
export function FileCard(props: {
  value: string;
  title: string;
  children: ReactNode;
  hasFile: boolean;
  button: string;
  /** Name of the file input. */
  input: string;
  onFiles: (files: readonly [File, ...File[]]) => void;
  accept?: string;
  multiple?: boolean;
  disabled?: boolean;
}) {
  const { value, title, children, hasFile, button, input: label, disabled = false, ...files } = props;
  const input = useRef<HTMLInputElement>(null);
  const open = () => input.current?.click();
  return (
    <ChoiceCard
      value={value}
      title={title}
      control={
        <>
          <Button
            variant="default"
            fullWidth
            leftSection={<IconFilePlus size={16} stroke={1.75} aria-hidden />}
            disabled={disabled}
            onClick={open}
          >
            {button}
          </Button>
          <HiddenFileInput ref={input} label={label} disabled={disabled} {...files} />
        </>
      }
      onClick={(event) => {
        // Arrow keys only move the choice; they open no dialog.
        if (!hasFile && event.detail > 0) open();
      }}
    >
      {children}
    </ChoiceCard>
  );
}
