import * as z from 'zod';
import { CATEGORIES, categoryOf, type Category } from './category.ts';
import { folderPath } from './folder-path.ts';
import { lazy } from './lazy.ts';

/**
 * Where new downloads go by what they are and where they come from. The first rule that fits decides; a folder chosen for a
 * download comes before all of them.
 */
export const folderRuleSchema = lazy(() =>
  z.object({
    /** `null` for every kind of file. */
    category: z.enum(CATEGORIES).nullable(),
    /** Of the link, without port; also of all names below it. Empty for every host. */
    host: z.string().trim().toLowerCase().max(300),
    folder: folderPath(),
  }),
);
export type FolderRule = z.infer<ReturnType<typeof folderRuleSchema>>;

/** The folder that the rules have for a file; `null` when none fits. `host` may have a port. */
export function ruledFolder(
  rules: readonly FolderRule[],
  file: {
    readonly name: string;
    readonly host: string;
    readonly contentType: string | null;
    /** What its user says it is; `null` for what its name and type say. */
    readonly category: Category | null;
  },
): string | null {
  if (rules.length === 0) return null;
  const category = file.category ?? categoryOf(file.name, file.contentType);
  const host = file.host.toLowerCase().replace(/:\d+$/u, '');
  const fits = (rule: FolderRule): boolean =>
    (rule.category === null || rule.category === category) &&
    (rule.host === '' || host === rule.host || host.endsWith(`.${rule.host}`));
  return rules.find(fits)?.folder ?? null;
}
