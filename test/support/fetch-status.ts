import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCRIPT = fileURLToPath(new URL('./fetch-once.ts', import.meta.url));

/**
 * What a fresh process makes of a link: the status, or the code of the failure. `under`: a program to run it under, with
 * its arguments.
 */
export async function fetchStatus(
  url: string,
  options: { readonly variables?: Record<string, string>; readonly under?: readonly string[] } = {},
): Promise<string> {
  const { NODE_EXTRA_CA_CERTS: _extra, ...env } = process.env;
  const [program, ...parameters] = [...(options.under ?? []), process.execPath, SCRIPT, url];
  const { stdout } = await promisify(execFile)(program, parameters, { env: { ...env, ...options.variables } });
  return stdout.trim();
}
