import type { Page } from 'playwright/test';
import axe, { type RunOptions } from 'axe-core';

/** WCAG 2.2 A and AA, and what axe's authors hold to be good practice beyond them. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The rules whose verdict another scheme or direction may change; names, roles and order are the same in all of them. */
const LOOKS_RULES = ['color-contrast', 'target-size', 'link-in-text-block', 'scrollable-region-focusable'];

/** One way to look at a screen. */
export type Look = {
  readonly name: string;
  readonly colorScheme: 'light' | 'dark';
  /** `null` for the direction that the page has. */
  readonly dir: 'rtl' | null;
  readonly forcedColors: 'active' | 'none';
  readonly options: RunOptions;
};

const ALL_RULES: RunOptions = { runOnly: { type: 'tag', values: TAGS } };
const RULES_OF_LOOKS: RunOptions = { runOnly: { type: 'rule', values: LOOKS_RULES } };
const USUAL = { colorScheme: 'light', dir: null, forcedColors: 'none' } as const;

export const LIGHT: Look = { ...USUAL, name: 'light', options: ALL_RULES };
export const DARK: Look = { ...USUAL, name: 'dark', colorScheme: 'dark', options: RULES_OF_LOOKS };
/** The page's words from right to left, whatever they are. */
export const MIRRORED: Look = { ...USUAL, name: 'rtl', dir: 'rtl', options: RULES_OF_LOOKS };
/** The system's own few colours (CSS Color Adjustment, 3.1), in a light and a dark theme. */
export const HIGH_CONTRAST: readonly Look[] = [
  { ...USUAL, name: 'high contrast', forcedColors: 'active', options: ALL_RULES },
  { ...USUAL, name: 'dark high contrast', colorScheme: 'dark', forcedColors: 'active', options: RULES_OF_LOOKS },
];

/** Collects what axe finds on the screens of one page. */
export type ScreenAudit = {
  /** Looks at what is shown now in each way. */
  readonly look: (screen: string) => Promise<void>;
  /** One line for each element that breaks a rule: screen, look, rule, element and what axe says. */
  readonly findings: readonly string[];
};

/** Begins on a page that is open; looks in light, in dark and from right to left. A page that is loaded again needs a new one. */
export async function auditScreens(page: Page, looks: readonly Look[] = [LIGHT, DARK, MIRRORED]): Promise<ScreenAudit> {
  const findings: string[] = [];
  // Colours that are on their way to others would be measured halfway.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(axe.source);
  return {
    findings,
    async look(screen) {
      for (const { name, colorScheme, forcedColors, dir, options } of looks) {
        await page.emulateMedia({ colorScheme, forcedColors });
        const found = await page.evaluate(runAxe, { dir, options });
        findings.push(...found.map((line) => `${screen}, ${name}: ${line}`));
      }
    },
  };
}

/** Runs in the page. */
async function runAxe({ dir, options }: Pick<Look, 'dir' | 'options'>): Promise<readonly string[]> {
  const root = document.documentElement;
  const usual = root.dir;
  if (dir !== null) root.dir = dir;
  const { violations } = await window.axe.run(document, options);
  root.dir = usual;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
  );
}

declare global {
  // Put into the page by `auditScreens`.
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface adds to another one
  interface Window {
    readonly axe: typeof axe;
  }
}
