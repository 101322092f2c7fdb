import { useEffect, useState, type ReactNode } from 'react';
import { HOST_FACT_WORDS, SETTINGS_WORDS } from '../../shared/words.ts';
import { IconButton } from '../components/button.tsx';
import { Problem } from '../components/problem.tsx';
import { useReadable } from '../components/use-readable.ts';
import { shortHex } from '../format/certificate-text.ts';
import { formatEnd, formats } from '../format/window-formats.ts';
import { fill, plural } from '../format/words.ts';
import type { Loader } from '../model/loader.ts';
import { useWindowModel } from './window-model-context.ts';

/** More are not read through here; "forget all" forgets them, too. */
const MOST_SHOWN = 200;

/** A list of the settings: asked for when it is shown, bounded, and in words when it is empty. */
export function LoadedList<Item>(props: {
  readonly loader: Loader<readonly Item[]>;
  readonly empty: string;
  readonly keyOf: (item: Item) => string;
  readonly render: (item: Item) => ReactNode;
}) {
  const { loader } = props;
  const state = useReadable(loader.state);
  useEffect(() => {
    void loader.reload();
  }, [loader]);
  if (state.kind === 'loading') return <p className="hint">{SETTINGS_WORDS.loading}</p>;
  if (state.kind === 'failed') return <Problem text={state.text} />;
  if (state.value.length === 0) return <p className="settings-empty">{props.empty}</p>;
  return (
    <>
      <ul className="settings-list">
        {state.value.slice(0, MOST_SHOWN).map((item) => (
          <li key={props.keyOf(item)}>{props.render(item)}</li>
        ))}
      </ul>
      {state.value.length > MOST_SHOWN ? (
        <p className="hint">{plural(SETTINGS_WORDS.more, state.value.length - MOST_SHOWN)}</p>
      ) : null}
    </>
  );
}

/** What was learned about servers, and how it is forgotten. */
export function ServersSection() {
  const model = useWindowModel().settings;
  const facts = useReadable(model.facts.state);
  const [problem, setProblem] = useState<string | null>(null);
  const texts = SETTINGS_WORDS.servers;
  const isAny = facts.kind === 'ready' && facts.value.length > 0;
  const forget = async (host: string | null): Promise<void> => {
    setProblem(await model.forgetHost(host));
  };
  return (
    <>
      <p className="settings-body">{texts.body}</p>
      <LoadedList
        loader={model.facts}
        empty={texts.empty}
        keyOf={(fact) => `${fact.host} ${fact.kind}`}
        render={(fact) => (
          <>
            <span className="list-main">{fact.host}</span>
            <span className="list-detail">
              {plural(HOST_FACT_WORDS[fact.kind], fact.value)},{' '}
              {fill(SETTINGS_WORDS.until, { date: formatEnd(fact.expiresAtMs) })}
            </span>
            <IconButton
              icon="remove"
              label={fill(texts.forget, { host: fact.host })}
              onPress={() => void forget(fact.host)}
            />
          </>
        )}
      />
      {problem === null ? null : <Problem text={problem} />}
      {isAny ? (
        <div className="button-row">
          <button type="button" className="button" onClick={() => void forget(null)}>
            {texts.forgetAll}
          </button>
        </div>
      ) : null}
    </>
  );
}

/** The certificates that are trusted by hand, and how they are not any more. */
export function CertificatesSection() {
  const model = useWindowModel().settings;
  const [problem, setProblem] = useState<string | null>(null);
  const texts = SETTINGS_WORDS.certificates;
  return (
    <>
      <p className="settings-body">{texts.body}</p>
      <LoadedList
        loader={model.certificates}
        empty={texts.empty}
        keyOf={(exception) => `${exception.host} ${exception.port} ${exception.sha256}`}
        render={(exception) => (
          <>
            <span className="list-main">{`${exception.host}:${exception.port}`}</span>
            <span className="list-detail">
              SHA-256{' '}
              <span className="fact-code selectable" title={exception.sha256}>
                {shortHex(exception.sha256)}
              </span>
              , {fill(SETTINGS_WORDS.until, { date: formats.day(exception.expiresAtMs) })}
            </span>
            <IconButton
              icon="remove"
              label={fill(texts.remove, { host: `${exception.host}:${exception.port}` })}
              onPress={() => void model.forgetCertificate(exception).then(setProblem)}
            />
          </>
        )}
      />
      {problem === null ? null : <Problem text={problem} />}
    </>
  );
}
