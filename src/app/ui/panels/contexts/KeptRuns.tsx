/** The runs of contexts that are finished, each opened in place of what is on screen. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { StorageError } from '../../../../share/savedRun';
import type { useContextNetworks } from '../../../session/methods/contextNetworks';
import { openKept } from '../../../session/page/actions';
import { ErrorInPlace } from '../../kit/blocks';
import { contextsText } from '../../text/contexts';
import { describeError } from '../../text/errors';
import classes from './ContextNetworks.module.css';

export function KeptRuns({ kept }: Pick<ReturnType<typeof useContextNetworks.getState>, 'kept'>) {
  const [error, setError] = useState<StorageError | null>(null);
  return (
    <>
      <h3 id="context-runs">{contextsText.kept}</h3>
      {/* oxlint-disable-next-line jsx-a11y/no-redundant-roles -- Safari forgets the role of a list without bullets */}
      <ul role="list" aria-labelledby="context-runs" className={classes.row}>
        {kept.map(({ id, name }) => (
          <li key={id}>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={`Open ${name}`}
              onClick={() => void openKept(id).then(setError)}
            >
              {name}
            </Button>
          </li>
        ))}
      </ul>
      {error ? <ErrorInPlace {...describeError(error)} /> : null}
    </>
  );
}
