import { useState } from 'react';
import type { DownloadRow } from '../../shared/download.ts';
import { QUESTION_WORDS } from '../../shared/words.ts';
import type { FoundLink } from '../model/link-scan.ts';
import { Problem } from '../components/problem.tsx';
import { useReadable } from '../components/use-readable.ts';
import { fill } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

/** In the "Add" dialog, when one link was pasted while a download asked for a new one: it may be meant for that. */
export function NewLinkOffer(props: { readonly links: readonly FoundLink[]; readonly onTaken: () => void }) {
  const { dialog, list } = useWindowModel();
  const open = useReadable(dialog);
  const id = open.kind === 'add' ? open.newLinkFor : undefined;
  const row = id === undefined ? undefined : list.rowOf(id);
  const [link] = props.links;
  if (row === undefined || link === undefined || props.links.length !== 1) return null;
  return <Offer row={row} url={link.url} onTaken={props.onTaken} />;
}

function Offer(props: { readonly row: DownloadRow; readonly url: string; readonly onTaken: () => void }) {
  const { commands } = useWindowModel();
  const [problem, setProblem] = useState<string | null>(null);

  async function take(): Promise<void> {
    const refusal = await commands.takeNewLink(props.row, props.url);
    if (refusal === null) props.onTaken();
    else setProblem(refusal);
  }

  return (
    <>
      <div className="offer">
        <p>{fill(QUESTION_WORDS.newLink.offer, { name: props.row.name })}</p>
        <button type="button" className="button" onClick={() => void take()}>
          {QUESTION_WORDS.newLink.accept}
        </button>
      </div>
      {problem === null ? null : <Problem text={problem} />}
    </>
  );
}
