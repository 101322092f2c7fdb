/** Where a packed app will look for newer versions, as electron-builder's `publish` has it. */
export type UpdateSource = { readonly provider: 'github'; readonly owner: string; readonly repo: string };

/**
 * `null` for every build that is not a signed release: it is packed without `app-update.yml`, and the app then has no
 * updater (`main/desktop/updater.ts`). A build that nobody signed must not replace itself by whatever a server sends.
 *
 * On Windows and macOS the certificate says that it is signed. Linux packages are not signed in themselves; there the
 * workflow says that it makes a release, and the app tells of a newer version without installing it.
 */
export function updateSource(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): UpdateSource | null {
  const [owner = '', repo = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  if (owner === '' || repo === '') return null;
  const mark = platform === 'linux' ? env['SLUICE_RELEASE'] : env['CSC_LINK'];
  return mark === undefined || mark === '' ? null : { provider: 'github', owner, repo };
}
