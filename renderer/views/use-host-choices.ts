import { useEffect, useEffectEvent, useState } from 'react';
import type { HostChoices } from '../../shared/host-choices.ts';
import { NO_OPTIONS, toHostChoices, withChoices, type AddOptions, type AddWish } from '../model/add-options.ts';
import type { FoundLink } from '../model/link-scan.ts';
import { useWindowModel } from './window-model-context.ts';

/** Of more hosts in one dialog nothing is remembered: it was a list, not a choice for a server. */
const MOST_HOSTS = 10;

type Filled = { readonly host: string; readonly options: AddOptions; readonly choices: HostChoices };

/** Fills the options with what was chosen the last time for the host, when all links are of one; and remembers. */
export function useHostChoices(input: {
  readonly links: readonly FoundLink[];
  readonly options: AddOptions;
  readonly setOptions: (options: AddOptions) => void;
}): {
  /** The host whose choices stand in the fields, untouched. */
  readonly filledFor: string | null;
  readonly remember: (wish: AddWish) => Promise<void>;
} {
  const { client } = useWindowModel();
  const { links, options, setOptions } = input;
  const [filled, setFilled] = useState<Filled | null>(null);
  const host = onlyHost(links);

  const take = useEffectEvent((of: string, choices: HostChoices | null) => {
    const isUntouched = options === NO_OPTIONS || options === filled?.options;
    if (!isUntouched) return;
    const next = choices === null ? NO_OPTIONS : withChoices(NO_OPTIONS, choices);
    setFilled(choices === null ? null : { host: of, options: next, choices });
    setOptions(next);
  });

  useEffect(() => {
    if (host === null) return;
    let isWanted = true;
    const ask = async (): Promise<void> => {
      const reply = await client.call('links.choices', { host });
      if (isWanted && reply.ok) take(host, reply.value.choices);
    };
    void ask();
    return () => {
      isWanted = false;
    };
  }, [client, host]);

  return {
    filledFor: filled !== null && options === filled.options ? filled.host : null,
    async remember(wish) {
      const choices = toHostChoices(options, wish);
      const before = filled?.choices ?? toHostChoices(NO_OPTIONS, { headers: [] });
      if (JSON.stringify(choices) === JSON.stringify(before)) return;
      const hosts = [...new Set(links.map((link) => link.host))];
      if (hosts.length > MOST_HOSTS) return;
      // What is not remembered is asked again; that is no reason to hold up the download.
      await Promise.all(hosts.map((name) => client.call('links.rememberChoices', { host: name, choices })));
    },
  };
}

function onlyHost(links: readonly FoundLink[]): string | null {
  const host = links[0]?.host ?? null;
  return links.every((link) => link.host === host) ? host : null;
}
