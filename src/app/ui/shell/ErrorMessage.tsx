/** Errors and notices above the page: loaded apart from it, with the sentences of every error. */
import { Button } from '@mantine/core';
import { dismissNotice } from '../../session/page/actions';
import type { AppError, Notice } from '../../session/state';
import { CopyButton, Message } from '../kit/blocks';
import { runCommand } from '../kit/commands';
import { deleteOldRuns, describeError, describeNotice } from '../text/errors';
import classes from './Announcements.module.css';

/** An error with its action, commands to copy, and details for a report. */
export function ErrorMessage(props: { error: AppError; onDismiss: () => void }) {
  const { title, why, next, code, action, choices } = describeError(props.error);
  return (
    <Message
      tone="error"
      title={title}
      text={why}
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
          <CopyButton
            text={JSON.stringify(props.error, null, 2)}
            label="Copy details"
            variant="subtle"
            color="gray"
            c="var(--text-2)"
          />
        </>
      }
    >
      <p>{next}</p>
      {code ? (
        <div className={classes.code}>
          <pre>{code}</pre>
          <CopyButton text={code} label="Copy" variant="default" size="compact-sm" />
        </div>
      ) : null}
    </Message>
  );
}

export function NoticeMessage({ notice }: { notice: Notice }) {
  const { title, why, next, action } = describeNotice(notice);
  return (
    <Message
      tone={notice.tag === 'recovered' ? 'plain' : 'warning'}
      title={title}
      actions={
        <>
          {action ? <Button onClick={runCommand(action.command)}>{action.label}</Button> : null}
          {notice.tag === 'storage-full' ? (
            <Button variant="default" onClick={runCommand('runs')}>
              {deleteOldRuns}
            </Button>
          ) : null}
          <Button variant="default" onClick={dismissNotice}>
            Dismiss
          </Button>
        </>
      }
    >
      <p>{why}</p>
      <p>{next}</p>
    </Message>
  );
}
