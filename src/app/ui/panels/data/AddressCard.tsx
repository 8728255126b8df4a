/** A file from elsewhere: by its address, which a link may have brought along, or from a list of published screens. */
import { useId, useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { IconWorldDownload } from '@tabler/icons-react';
import { openAddress } from '../../../session/actions';
import { useArrival, useImport } from '../../../session/stores';
import { addressOfScreen, collection, publicScreens } from '../../text/publicScreens';
import classes from './DataPage.module.css';

export function AddressCard() {
  const brought = useArrival((state) => state.address);
  const [typed, setTyped] = useState(brought?.url ?? '');
  const busy = useImport((state) => state.phase === 'reading' || state.phase === 'loading');
  const title = useId();
  return (
    <section className={classes.drop} aria-labelledby={title}>
      <IconWorldDownload size={26} stroke={1.5} aria-hidden />
      <h2 id={title}>From the web</h2>
      {brought ? (
        <p role="status" className={classes.brought}>
          This link asks for <b>{brought.file}</b> from <b>{brought.host}</b>. Nothing is downloaded before
          you press the button.
        </p>
      ) : (
        <p>The file comes straight from its server to this tab, and goes nowhere from here.</p>
      )}
      <form
        className={classes.address}
        onSubmit={(event) => {
          event.preventDefault();
          void openAddress(typed);
        }}
      >
        <TextInput
          label="Address of a file"
          placeholder="https://…/screen.h5ad"
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          spellCheck={false}
          autoComplete="off"
          inputMode="url"
        />
        <Button type="submit" variant={brought ? 'filled' : 'default'} disabled={busy || typed.trim() === ''}>
          Download and open
        </Button>
      </form>
      <details className={classes.published}>
        <summary>Published screens</summary>
        <p>
          They lie at Zenodo, as harmonised by{' '}
          <a href={collection.address} target="_blank" rel="noreferrer">
            {collection.name}
          </a>
          . Downloads start only on a click.
        </p>
        <ul className={classes.demos}>
          {publicScreens.map((screen) => (
            <li key={screen.file}>
              <h3>
                <a href={`https://doi.org/${screen.doi}`} target="_blank" rel="noreferrer">
                  {screen.name}
                </a>
              </h3>
              <p>{screen.line}</p>
              <Button
                variant="default"
                size="xs"
                aria-label={`Download ${screen.name}`}
                disabled={busy}
                onClick={() => void openAddress(addressOfScreen(screen))}
              >
                Download
              </Button>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
