/** Where a page keeps its session token: gone with its tab, and not sent to other ports of this computer as a cookie is. */
export type SessionStore = {
  readonly read: () => string | null;
  readonly write: (session: string | null) => void;
};

/** What the exchange of a launch token came to. */
export type SessionVerdict =
  | { readonly kind: 'session'; readonly session: string }
  /** The server answered and does not take the token: it is used up, too old, or of another run. */
  | { readonly kind: 'refused' }
  /** No answer: the server is not there. */
  | { readonly kind: 'unreachable' };

/** The launch token in an address's fragment, as `sluice serve` opens it: `#launch=TOKEN`. */
export function readLaunchToken(fragment: string): string | null {
  return new URLSearchParams(fragment.replace(/^#/u, '')).get('launch');
}

/** The links in such an address: `#launch=TOKEN&add=LINK&add=LINK`. None without a token, which only Sluice itself has. */
export function readOfferedLinks(fragment: string): readonly string[] {
  return readLaunchToken(fragment) === null ? [] : new URLSearchParams(fragment.replace(/^#/u, '')).getAll('add');
}

/**
 * Exchanges a one-use launch token for a session token at `POST /session`.
 * @param post sends the JSON text and gives back status and body.
 * @throws nothing: a failure is a verdict.
 */
export async function exchangeLaunchToken(
  launch: string,
  post: (body: string) => Promise<{ readonly status: number; readonly body: unknown }>,
): Promise<SessionVerdict> {
  let answer: Awaited<ReturnType<typeof post>>;
  try {
    answer = await post(JSON.stringify({ launch }));
  } catch {
    return { kind: 'unreachable' }; // `fetch` rejects only when no answer came.
  }
  const session = readSession(answer.body);
  if (answer.status === 200 && session !== null) return { kind: 'session', session };
  return answer.status >= 500 ? { kind: 'unreachable' } : { kind: 'refused' };
}

function readSession(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('session' in body)) return null;
  return typeof body.session === 'string' ? body.session : null;
}
