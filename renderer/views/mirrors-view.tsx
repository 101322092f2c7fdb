import { useId, useState } from 'react';
import type { DownloadFacts } from '../../shared/details-calls.ts';
import type { DownloadRow } from '../../shared/download.ts';
import { DETAILS_WORDS, ERROR_WORDS } from '../../shared/words.ts';
import { Icon } from '../components/icon.tsx';
import { Problem } from '../components/problem.tsx';
import { fill } from '../format/words.ts';
import { problemText } from '../model/problem-text.ts';
import { useDownloadFacts } from './use-download-facts.ts';
import { useWindowModel } from './window-model-context.ts';

/** Other links to the file of a download: seen, added and removed, also while it runs. */
export function MirrorsView({ row }: { readonly row: DownloadRow }) {
  const texts = DETAILS_WORDS.mirrors;
  const { client } = useWindowModel();
  const facts = useDownloadFacts(row);
  const [problem, setProblem] = useState<string | null>(null);
  const [text, setText] = useState('');
  // What a change came to, until the facts are read anew.
  const [changed, setChanged] = useState<{ of: DownloadFacts; mirrors: readonly string[] } | null>(null);
  const id = useId();
  if (facts.kind !== 'ready') return null;
  const known = facts.value;
  const mirrors = changed?.of === known ? changed.mirrors : known.mirrors;

  async function change(links: { readonly add?: string[]; readonly remove?: string[] }): Promise<void> {
    const result = await client.call('downloads.changeMirrors', { id: row.id, ...links });
    if (!result.ok) {
      setProblem(problemText(result));
      return;
    }
    setChanged({ of: known, mirrors: result.value.mirrors });
    const [refused] = result.value.refused;
    setProblem(refused === undefined ? null : ERROR_WORDS[refused.code].what);
    if (refused === undefined && links.add !== undefined) setText('');
  }

  return (
    <section className="details-part">
      <h2>{texts.title}</h2>
      {mirrors.length === 0 ? (
        <p className="hint">{texts.none}</p>
      ) : (
        <ul className="settings-list mirror-list">
          {mirrors.map((link) => (
            <li key={link}>
              <bdi className="list-main selectable fact-code">{link}</bdi>
              <button
                type="button"
                className="icon-button"
                aria-label={fill(texts.remove, { link })}
                title={fill(texts.remove, { link })}
                onClick={() => void change({ remove: [link] })}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        className="mirror-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') void change({ add: [text.trim()] });
        }}
      >
        <label htmlFor={id}>{texts.label}</label>
        <input
          id={id}
          type="text"
          inputMode="url"
          className="text-line"
          dir="ltr"
          value={text}
          autoComplete="off"
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
        <button type="submit" className="small-button">
          {texts.add}
        </button>
      </form>
      {problem === null ? <p className="hint">{texts.hint}</p> : <Problem text={problem} />}
    </section>
  );
}
