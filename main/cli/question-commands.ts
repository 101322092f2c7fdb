import { toDownloadId, type DownloadId, type DownloadRow } from '../../shared/download.ts';
import { ERROR_WORDS } from '../../shared/words.ts';
import { answersTo, questionOf, type Answer } from '../../shared/question.ts';
import { relocationText } from '../../shared/relocation-text.ts';
import { timelineReport } from '../../shared/timeline-text.ts';
import { parseLink } from '../../shared/url.ts';
import { answerName, answerOfName } from './answer-names.ts';
import type { CoreClient } from './core-client.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { bytesText, downloadsText } from './number-text.ts';
import { errorLine, type Output } from './output.ts';
import { tellNoDownload, tellRefusal, withRunning, type RemoteOptions } from './remote.ts';
import { printable } from './terminal-text.ts';

export type ReadAnswer =
  | { readonly ok: true; readonly ids: readonly DownloadId[]; readonly answer: Answer }
  | { readonly ok: false; readonly message: string };

/** Reads `ID... ANSWER`: numbers, and one word among them. */
export function readAnswer(words: readonly string[]): ReadAnswer {
  const numbers = words.filter((word) => /^[1-9]\d{0,15}$/u.test(word)).map(Number);
  const names = words.filter((word) => !/^\d+$/u.test(word));
  const [name] = names;
  if (numbers.length === 0 || name === undefined || names.length > 1 || numbers.length + 1 < words.length) {
    return { ok: false, message: 'Write the numbers of downloads and one answer: sluice answer 3 restart' };
  }
  const answer = answerOfName(name);
  if (answer === null) {
    return { ok: false, message: `“${name}” is no answer. sluice status ID shows what a download asks.` };
  }
  if (answer === 'newLink') return { ok: false, message: 'Give the new link with: sluice new-link ID URL' };
  return { ok: true, ids: [...new Set(numbers)].map(toDownloadId), answer };
}

/** `sluice answer ID... ANSWER`: answers those that offer the answer, and says of the others what they offer. */
export function runAnswer(words: readonly string[], options: RemoteOptions, output: Output): Promise<ExitCode> {
  const read = readAnswer(words);
  if (!read.ok) {
    output.say(errorLine(read.message));
    return Promise.resolve(EXIT.usage);
  }
  const { ids, answer } = read;
  return withRunning(options, output, async (client) => {
    let exitCode: ExitCode = EXIT.ok;
    const offering: DownloadRow[] = [];
    for (const id of ids) {
      const reply = await client.call('downloads.get', { id });
      if (!reply.ok) {
        exitCode = reply.code === 'call.notFound' ? tellNoDownload(id, output) : tellRefusal(reply, output);
        continue;
      }
      const problem = whyNotAnswered(reply.value.row, answer);
      if (problem === null) {
        offering.push(reply.value.row);
      } else {
        output.say(errorLine(problem));
        exitCode = EXIT.usage;
      }
    }
    if (offering.length === 0) return exitCode;
    const reply = await client.call('downloads.answer', { ids: offering.map((row) => row.id), answer });
    if (!reply.ok) return tellRefusal(reply, output);
    if (answer === 'trust') tellTrusted(offering, output);
    const { changed } = reply.value;
    output.result(options.json === true ? JSON.stringify({ changed }) : `Answered for ${downloadsText(changed)}.`);
    return exitCode;
  });
}

function whyNotAnswered(row: DownloadRow, answer: Answer): string | null {
  const { id, state } = row;
  const question = questionOf(row);
  if (question === null) return `Download ${id} asks nothing.`;
  const offered = answersTo(question);
  if (offered.includes(answer)) return null;
  const what = state.kind === 'blocked' ? ERROR_WORDS[state.failure.code].what : relocationText(row, '');
  return `Download ${id} cannot be answered so. ${what} Its answers are: ${offered.map(answerName).join(', ')}.`;
}

/** What is trusted is said, so that it can be compared afterwards, too. */
function tellTrusted(rows: readonly DownloadRow[], output: Output): void {
  for (const { state } of rows) {
    const certificate = state.kind === 'blocked' ? state.failure.certificate : undefined;
    if (certificate !== undefined) {
      output.say(`Trusting ${certificate.host}:${certificate.port} with the certificate SHA-256 ${certificate.sha256}`);
    }
  }
}

/** `sluice new-link ID URL`: goes on with another link to the same file. */
export function runNewLink(id: number, url: string, options: RemoteOptions, output: Output): Promise<ExitCode> {
  const link = parseLink(url);
  if (!link.ok) {
    const { what, todo } = ERROR_WORDS[link.code];
    output.say(errorLine(`${what} ${todo}`));
    return Promise.resolve(EXIT.usage);
  }
  return withRunning(options, output, async (client) => {
    const reply = await client.call('downloads.newLink', { id: toDownloadId(id), url: link.url });
    if (!reply.ok) return reply.code === 'call.notFound' ? tellNoDownload(id, output) : tellRefusal(reply, output);
    output.result(
      options.json === true
        ? '{}'
        : `Sluice compares the new link with what has arrived of download ${id}. See: sluice status ${id}`,
    );
    return EXIT.ok;
  });
}

/** `sluice timeline ID`: what happened, oldest first. */
export function runTimeline(id: number, options: RemoteOptions, output: Output): Promise<ExitCode> {
  return withRunning(options, output, async (client) => {
    const row = await rowOf(client, id);
    const reply = await client.call('downloads.timeline', { id: toDownloadId(id) });
    if (!reply.ok) return reply.code === 'call.notFound' ? tellNoDownload(id, output) : tellRefusal(reply, output);
    const { entries } = reply.value;
    if (options.json === true) {
      output.result(JSON.stringify({ entries }));
      return EXIT.ok;
    }
    const title = `Sluice, download ${id}: ${row?.name ?? ''}`.trimEnd();
    for (const line of timelineReport(title, entries, bytesText).split('\n')) output.result(printable(line));
    return EXIT.ok;
  });
}

async function rowOf(client: CoreClient, id: number): Promise<DownloadRow | null> {
  const reply = await client.call('downloads.get', { id: toDownloadId(id) });
  return reply.ok ? reply.value.row : null;
}
