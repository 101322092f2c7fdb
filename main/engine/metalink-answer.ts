import { foreignHeaders } from '../../shared/foreign-headers.ts';
import { readMetalink, type MetalinkFile } from '../../shared/metalink.ts';
import { readAnswerText } from './answer-text.ts';
import { followable } from './named-mirrors.ts';
import { accept, ask, type Asker, type Opening } from './probe.ts';
import { judgeWhole } from './response-verdict.ts';

/** A Metalink with the hashes of 32,768 pieces has some three million characters. */
const MAX_BYTES = 8 * 1024 * 1024;
/** More files than this are no set that anyone downloads by one link. */
const MAX_FILES = 1000;
/** Longest time for a description, in milliseconds: the download itself does not wait for it before its end. */
const MAX_MS = 30_000;

const METALINK_TYPE = /^application\/metalink4?\+xml\b/iu;
const METALINK_NAME = /\.(?:meta4|metalink)$/iu;
/** What servers call a file that they do not know, and XML. */
const VAGUE_TYPE = /^(?:application\/(?:octet-stream|xml)|binary\/octet-stream|text\/(?:plain|xml))\b/iu;

/** Whether an answer is a Metalink, by its type; by its name where the type says little. */
export function isMetalinkAnswer({ facts }: Pick<Opening, 'facts'>): boolean {
  const { contentType, suggestedName } = facts;
  if (METALINK_TYPE.test(contentType ?? '')) return true;
  return METALINK_NAME.test(suggestedName) && (contentType === null || VAGUE_TYPE.test(contentType));
}

/**
 * The files of a Metalink that has come as an answer; `null` when it is none after all, or names nothing that can be
 * fetched. Releases the answer.
 * @throws what reading the body throws
 */
export async function readMetalinkAnswer(
  { accepted }: Pick<Opening, 'accepted'>,
  options: { readonly idleTimeoutMs: number; readonly signal: AbortSignal },
): Promise<readonly MetalinkFile[] | null> {
  const text = await readAnswerText(accepted, { ...options, maxBytes: MAX_BYTES });
  const read = text === null ? null : readMetalink(text);
  return read?.ok === true && read.files.length > 0 ? read.files.slice(0, MAX_FILES) : null;
}

/**
 * What a Metalink says of the file that an answer came with (RFC 6249, 4); `null` when it cannot be had or tells of other
 * files. Its links are taken as those of the answer's own header are.
 * @throws only the signal's reason
 */
export async function readDescription(input: {
  readonly asker: Asker;
  /** Where the description lies. */
  readonly url: string;
  readonly opening: Opening;
  readonly idleTimeoutMs: number;
}): Promise<MetalinkFile | null> {
  const { opening, idleTimeoutMs } = input;
  const { target } = opening.accepted.answer;
  const isSameOrigin = new URL(input.url).origin === new URL(target.url).origin;
  const headers = isSameOrigin ? target.headers : foreignHeaders(target.headers);
  const signal = AbortSignal.any([input.asker.signal, AbortSignal.timeout(MAX_MS)]);
  const asker = { ...input.asker, target: { url: input.url, headers }, signal };
  let files: readonly MetalinkFile[] | null = null;
  try {
    const answer = await ask(asker, { range: null, ifRange: null });
    files = await readMetalinkAnswer(accept(asker, answer, judgeWhole(answer.head)), { idleTimeoutMs, signal });
  } catch {
    // Whatever went wrong, there is no description; whether it was told to stop is looked at next.
    input.asker.signal.throwIfAborted();
  }
  const name = opening.facts.suggestedName;
  const file = files?.length === 1 ? files[0] : files?.find((one) => one.name === name);
  if (file === undefined) return null;
  const [first = target.url, ...others] = file.links.flatMap((link) => followable(link, target.url) ?? []);
  return { ...file, links: [first, ...others] };
}
