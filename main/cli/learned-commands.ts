import type { Backup } from '../../shared/contract.ts';
import type { CertificateException, HostFact } from '../../shared/host-fact.ts';
import { HOST_FACT_WORDS } from '../../shared/words.ts';
import { tellUsage } from './check-commands.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { bytesText } from './number-text.ts';
import type { Output } from './output.ts';
import { tellRefusal, withRunning, type RemoteOptions } from './remote.ts';
import { formatTable, type TableColumn } from './text-table.ts';

export type HostsOptions = RemoteOptions & { readonly all?: boolean };
export type CertificatesOptions = RemoteOptions;

/** `sluice hosts [forget HOST|--all]`. */
export function runHosts(
  action: 'forget' | undefined,
  host: string | undefined,
  options: HostsOptions,
  output: Output,
): Promise<ExitCode> {
  if (action === 'forget' && (host === undefined) !== (options.all === true)) {
    return tellUsage('Which one? sluice hosts forget HOST, or sluice hosts forget --all', output);
  }
  return withRunning(options, output, async (client) => {
    if (action === 'forget') {
      const reply = await client.call('hosts.forget', { host: host ?? null });
      return reply.ok ? tellForgotten(reply.value.changed, options, output) : tellRefusal(reply, output);
    }
    const reply = await client.call('hosts.list', {});
    if (!reply.ok) return tellRefusal(reply, output);
    if (options.json === true) output.result(JSON.stringify(reply.value));
    else tellTable(hostLines(reply.value.facts), 'Nothing was learned about servers yet.', output);
    return EXIT.ok;
  });
}

/** `sluice certificates [forget HOST[:PORT]]`. */
export function runCertificates(
  action: 'forget' | undefined,
  host: string | undefined,
  options: CertificatesOptions,
  output: Output,
): Promise<ExitCode> {
  const place = host === undefined ? null : readHostAndPort(host);
  if (action === 'forget' && place === null) {
    return tellUsage('Which one? sluice certificates forget HOST:PORT', output);
  }
  return withRunning(options, output, async (client) => {
    if (action === 'forget' && place !== null) {
      const reply = await client.call('certificates.forget', place);
      return reply.ok ? tellForgotten(reply.value.changed, options, output) : tellRefusal(reply, output);
    }
    const reply = await client.call('certificates.list', {});
    if (!reply.ok) return tellRefusal(reply, output);
    if (options.json === true) output.result(JSON.stringify(reply.value));
    else tellTable(certificateLines(reply.value.exceptions), 'You trust no certificate by hand.', output);
    return EXIT.ok;
  });
}

/** `sluice backups [create|restore NAME]`. */
export function runBackups(
  action: 'create' | 'restore' | undefined,
  name: string | undefined,
  options: RemoteOptions,
  output: Output,
): Promise<ExitCode> {
  if ((action === 'restore') !== (name !== undefined)) {
    return tellUsage('Write sluice backups restore NAME, with a name that sluice backups lists.', output);
  }
  return withRunning(options, output, async (client) => {
    if (action === 'create') {
      const reply = await client.call('backups.create', {});
      if (!reply.ok) return tellRefusal(reply, output);
      output.result(options.json === true ? JSON.stringify(reply.value) : `Made the backup ${reply.value.name}`);
      return EXIT.ok;
    }
    if (name !== undefined) {
      const reply = await client.call('backups.restore', { name });
      if (!reply.ok) return tellRefusal(reply, output);
      output.result(options.json === true ? '{}' : 'Sluice ends and uses the backup at its next start: sluice serve');
      return EXIT.ok;
    }
    const reply = await client.call('backups.list', {});
    if (!reply.ok) return tellRefusal(reply, output);
    if (options.json === true) output.result(JSON.stringify(reply.value));
    else tellTable(backupLines(reply.value.backups), 'There is no backup yet.', output);
    return EXIT.ok;
  });
}

/** A host with its port, `[::1]:8443` too; 443 without. `null` when it is none. */
export function readHostAndPort(text: string): { readonly host: string; readonly port: number } | null {
  const groups = /^(?:\[(?<inner>[^\]]+)\]|(?<plain>[^:[\]\s/]+))(?::(?<port>\d{1,5}))?$/u.exec(text.trim())?.groups;
  const host = groups?.['inner'] ?? groups?.['plain'];
  const port = Number(groups?.['port'] ?? 443);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}

function tellForgotten(changed: number, options: RemoteOptions, output: Output): ExitCode {
  const words =
    changed === 0 ? 'There was nothing to forget.' : `Forgot ${changed} ${changed === 1 ? 'entry' : 'entries'}.`;
  output.result(options.json === true ? JSON.stringify({ changed }) : words);
  return EXIT.ok;
}

function tellTable(lines: readonly string[], empty: string, output: Output): void {
  if (lines.length <= 1) output.say(empty);
  else for (const line of lines) output.result(line);
}

const left = (...titles: readonly string[]): readonly TableColumn[] =>
  titles.map((title) => ({ title, align: 'left' }));

/** The table of what was learned about servers. */
export function hostLines(facts: readonly HostFact[]): readonly string[] {
  const rows = facts.map((fact) => {
    const forms = HOST_FACT_WORDS[fact.kind];
    const words = (fact.value === 1 ? forms.one : undefined) ?? forms.other;
    // A wait is of seconds or minutes, the rest of days.
    const until = fact.kind === 'asksToWait' ? timeText(fact.expiresAtMs) : dayText(fact.expiresAtMs);
    return [fact.host, until, words.replace('{count}', String(fact.value))];
  });
  return formatTable(left('Server', 'Until', 'What'), rows, null);
}

function certificateLines(exceptions: readonly CertificateException[]): readonly string[] {
  const rows = exceptions.map((exception) => [
    exception.host.includes(':') ? `[${exception.host}]:${exception.port}` : `${exception.host}:${exception.port}`,
    dayText(exception.expiresAtMs),
    exception.sha256,
  ]);
  return formatTable(left('Server', 'Until', 'SHA-256'), rows, null);
}

function backupLines(backups: readonly Backup[]): readonly string[] {
  const rows = backups.map((backup) => [timeText(backup.atMs), bytesText(backup.sizeBytes), backup.name]);
  return formatTable(left('Made', 'Size', 'Name'), rows, null);
}

/** `2026-11-20`, in the user's time zone. */
function dayText(atMs: number): string {
  return new Date(atMs).toLocaleDateString('sv-SE');
}

/** `2026-11-20 15:04:05`, in the user's time zone. */
function timeText(atMs: number): string {
  return new Date(atMs).toLocaleString('sv-SE');
}
