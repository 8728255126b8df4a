/** The theme of Mantine, and the CSS variables of all panels. */
import {
  type ButtonProps,
  convertCssVariables,
  createTheme,
  deepMerge,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  type MantineTheme,
  mergeMantineTheme,
} from '@mantine/core';
import { designTokens } from '../../../present/figure/palette';

const system = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 5 },
  colors: {
    iris: [
      '#F1EEFC',
      '#E4DEF9',
      '#D9D0F7',
      '#B3A4FA',
      '#8A74EE',
      '#755CE0',
      '#5B41C9',
      '#5239BD',
      '#4C34B3',
      '#3C2893',
    ],
    dark: [
      '#EDEDF0',
      '#B3B4BB',
      '#93959E',
      '#74767F',
      '#3A3C43',
      '#2A2B30',
      '#202126',
      '#17181B',
      '#121316',
      '#0D0E10',
    ],
  },
  fontFamily: `"Inter Variable", ${system}`,
  headings: { fontFamily: `"Inter Variable", ${system}`, fontWeight: '620' },
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '22px' },
  lineHeights: { xs: '1.45', sm: '1.45', md: '1.45', lg: '1.45', xl: '1.27' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '20px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: {
      defaultProps: { size: 'xs', radius: 'sm' },
      vars: (_theme: MantineTheme, props: ButtonProps) => ({
        root: { '--button-fz': String(props.size).startsWith('compact') ? '12px' : '13px' },
      }),
    },
    NativeSelect: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    // The page does not scroll, and the lock would write an inline style (scripts/policy.ts).
    Modal: { defaultProps: { radius: 'lg', lockScroll: false } },
  },
});

const tokens = {
  variables: {},
  light: { ...designTokens.light, '--mantine-color-scheme': 'light' },
  dark: { ...designTokens.dark, '--mantine-color-scheme': 'dark' },
};

/**
 * Adopts the CSS variables of the theme as a constructed style sheet, once before the first render. Mantine would write
 * an inline <style>, which the content security policy forbids (scripts/policy.ts).
 */
export function adoptTheme(): void {
  const variables = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(convertCssVariables(deepMerge(variables, tokens)));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
