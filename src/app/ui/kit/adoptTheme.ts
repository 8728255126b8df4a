/**
 * The theme's CSS variables as a constructed style sheet. Mantine would write them into an inline <style>, which the page's
 * content security policy forbids (scripts/policy.ts); a constructed sheet is script, not markup, and is allowed.
 */
import {
  convertCssVariables,
  deepMerge,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import { theme, tokens } from './theme';

const schemes = {
  variables: {},
  light: { '--mantine-color-scheme': 'light' },
  dark: { '--mantine-color-scheme': 'dark' },
};

/** Once, before the page is drawn. */
export function adoptTheme(): void {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const variables = deepMerge(defaultCssVariablesResolver(merged), tokens(merged));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(convertCssVariables(variables) + convertCssVariables(schemes));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
