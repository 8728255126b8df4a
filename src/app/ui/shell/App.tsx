/** Theme and shell. The colour scheme follows the system until a person switches it; the browser remembers that. */
import { MantineProvider } from '@mantine/core';
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '../kit/base.css';
import { adoptTheme } from '../kit/adoptTheme';
import { theme } from '../kit/theme';
import { Shell } from './Shell';

adoptTheme();

export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Shell />
    </MantineProvider>
  );
}
