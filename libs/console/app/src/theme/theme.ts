import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** What can be pressed. Shade 7 carries white text at more than 4.5:1. */
const cobalt: MantineColorsTuple = [
  '#eef3ff',
  '#dde6fc',
  '#b9caf6',
  '#90acf0',
  '#7195ec',
  '#5580e6',
  '#4272e0',
  '#2f5fcf',
  '#2753b6',
  '#1b439b',
];

/** Surfaces and lines of the dark theme: 7 is the page, 6 what lies on it, 4 lines, 0 text. */
const dark: MantineColorsTuple = [
  '#e8eaed',
  '#cdd1d8',
  '#a2a9b5',
  '#7f8794',
  '#2e333c',
  '#24282f',
  '#191c21',
  '#111317',
  '#0c0e11',
  '#08090b',
];

const gray: MantineColorsTuple = [
  '#f8f9fa',
  '#f2f4f6',
  '#e6e9ed',
  '#d8dde3',
  '#c0c7d0',
  '#98a1ae',
  '#6b7583',
  '#4e5764',
  '#343b46',
  '#1c2128',
];

const SANS = "'Geist Variable', ui-sans-serif, system-ui, -apple-system, 'Segoe UI', sans-serif";
const MONO = "'Geist Mono Variable', ui-monospace, SFMono-Regular, Menlo, Consolas, monospace";

/** The list itself scrolls, which the keyboard does with the arrows; a region around it could not be reached. */
const scrollingOptions = { withScrollArea: false, styles: { options: { maxHeight: 240, overflowY: 'auto' } } };

export const theme = createTheme({
  primaryColor: 'cobalt',
  primaryShade: { light: 7, dark: 7 },
  colors: { cobalt, dark, gray },
  black: '#16191e',
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  headings: {
    fontFamily: SANS,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'sm',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', ...scrollingOptions } },
    TagsInput: { defaultProps: { size: 'sm', ...scrollingOptions } },
    Autocomplete: { defaultProps: { size: 'sm', ...scrollingOptions } },
    Textarea: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    Modal: { defaultProps: { centered: true, radius: 'md' }, styles: { title: { fontWeight: 600 } } },
    Menu: { defaultProps: { shadow: 'md', width: 200 } },
  },
});

/** Colours that have a meaning here, and Mantine's own where they would fall below 4.5:1. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5b6472',
    '--mantine-color-placeholder': '#6b7583',
    '--mantine-color-error': '#c02434',
    '--mantine-color-anchor': '#2753b6',
    '--ph-panel': '#ffffff',
    '--ph-page': '#fafbfc',
    '--ph-sunken': '#f4f6f8',
    '--ph-line': '#e3e7ec',
    '--ph-hover': '#f4f6f8',
    '--ph-active': '#eaedf1',
    '--ph-marked': '#eef3ff',
    '--ph-success': '#157344',
    '--ph-failed': '#c02434',
    '--ph-pending': '#8f5f00',
    '--ph-skipped': '#58626f',
    '--ph-success-soft': '#e7f5ed',
    '--ph-failed-soft': '#fdecee',
    '--ph-pending-soft': '#fdf3dd',
    '--ph-skipped-soft': '#eef0f3',
    '--ph-string': '#14683f',
    '--ph-number': '#8a4b00',
    '--ph-key': '#2753b6',
  },
  dark: {
    '--mantine-color-body': '#111317',
    '--mantine-color-dimmed': '#a2a9b5',
    '--mantine-color-placeholder': '#8b93a0',
    '--mantine-color-error': '#ff8088',
    '--mantine-color-anchor': '#90acf0',
    '--ph-panel': '#16191e',
    '--ph-page': '#111317',
    '--ph-sunken': '#0d0f12',
    '--ph-line': '#2a2f37',
    '--ph-hover': '#1c2026',
    '--ph-active': '#242930',
    '--ph-marked': '#1a2233',
    '--ph-success': '#4cc38a',
    '--ph-failed': '#ff7f88',
    '--ph-pending': '#e5b454',
    '--ph-skipped': '#98a1ae',
    '--ph-success-soft': '#12291e',
    '--ph-failed-soft': '#34171b',
    '--ph-pending-soft': '#2d2412',
    '--ph-skipped-soft': '#22262d',
    '--ph-string': '#7fd1a6',
    '--ph-number': '#e5b454',
    '--ph-key': '#90acf0',
  },
});
