import type { Page } from 'playwright/test';
import axe, { type RunOptions } from 'axe-core';

/** WCAG 2.2 A and AA, and what axe's authors hold to be good practice beyond them. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The rules whose verdict another scheme or direction may change; names, roles and order are the same in all of them. */
const LOOKS_RULES = ['color-contrast', 'target-size', 'link-in-text-block', 'scrollable-region-focusable'];

type Look = {
  readonly name: string;
  readonly colorScheme: 'light' | 'dark';
  readonly dir: 'ltr' | 'rtl';
  readonly options: RunOptions;
};

/** How a screen is looked at. */
const LOOKS: readonly Look[] = [
  { name: 'light', colorScheme: 'light', dir: 'ltr', options: { runOnly: { type: 'tag', values: TAGS } } },
  { name: 'dark', colorScheme: 'dark', dir: 'ltr', options: { runOnly: { type: 'rule', values: LOOKS_RULES } } },
  { name: 'rtl', colorScheme: 'light', dir: 'rtl', options: { runOnly: { type: 'rule', values: LOOKS_RULES } } },
];

/** Collects what axe finds on the screens of one page. */
export type ScreenAudit = {
  /** Looks at what is shown now, in light, in dark and from right to left. */
  readonly look: (screen: string) => Promise<void>;
  /** One line for each element that breaks a rule: screen, look, rule, element and what axe says. */
  readonly findings: readonly string[];
};

/** Begins on a page that is open. A page that is loaded again needs a new one. */
export async function auditScreens(page: Page): Promise<ScreenAudit> {
  const findings: string[] = [];
  // Colours that are on their way to others would be measured halfway.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(axe.source);
  return {
    findings,
    async look(screen) {
      for (const { name, colorScheme, dir, options } of LOOKS) {
        await page.emulateMedia({ colorScheme });
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
  root.dir = dir;
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
