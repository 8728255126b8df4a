/** Theme and shell. The colour scheme follows the system until a person switches it; the browser remembers that. */
import { MantineProvider } from '@mantine/core';
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '../kit/base.css';
import { theme, tokens } from '../kit/theme';
import { Shell } from './Shell';

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={tokens} defaultColorScheme="auto">
      <Shell />
    </MantineProvider>
  );
}
