/** An error as the text table describes it, with its button, commands to copy, and the details for a report. */
import { Button, CopyButton } from '@mantine/core';
import { runCommand } from '../kit/runCommand';
import type { AppError } from '../../session/state';
import { Message } from '../kit/Message';
import { describeError, errorDetails } from '../text/errors';
import classes from './ErrorMessage.module.css';

export function ErrorMessage(props: { error: AppError; onDismiss: () => void }) {
  const { title, why, next, code, action, choices } = describeError(props.error);
  return (
    <Message
      tone="error"
      title={title}
      actions={
        <>
          {action ? <Button onClick={runCommand(action.command)}>{action.label}</Button> : null}
          {choices?.map((choice) => (
            <Button key={choice.command} onClick={runCommand(choice.command)}>
              {choice.label}
            </Button>
          ))}
          <Button variant="default" onClick={props.onDismiss}>
            Dismiss
          </Button>
          <CopyButton value={errorDetails(props.error)}>
            {({ copied, copy }) => (
              <Button variant="subtle" color="gray" c="var(--text-2)" onClick={copy}>
                {copied ? 'Copied' : 'Copy details'}
              </Button>
            )}
          </CopyButton>
        </>
      }
    >
      <p>{why}</p>
      <p>{next}</p>
      {code ? (
        <div className={classes.code}>
          <pre>{code}</pre>
          <CopyButton value={code}>
            {({ copied, copy }) => (
              <Button variant="default" size="compact-sm" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        </div>
      ) : null}
    </Message>
  );
}
