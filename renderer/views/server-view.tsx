import type { DownloadFacts } from '../../shared/details-calls.ts';
import type { DownloadRow } from '../../shared/download.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import { FactList, type FactText } from '../components/fact-list.tsx';
import { Problem } from '../components/problem.tsx';
import { useDownloadFacts } from './use-download-facts.ts';

/** What the server said of the file, and the headers that are sent to it. */
export function ServerView({ row }: { readonly row: DownloadRow }) {
  const texts = DETAILS_WORDS.server;
  const facts = useDownloadFacts(row);
  if (facts.kind === 'loading') return null;
  if (facts.kind === 'failed') return <Problem text={facts.text} />;
  const { server, headers } = facts.value;
  return (
    <>
      {server === null ? <p className="hint">{texts.notAsked}</p> : <FactList facts={serverFacts(server)} />}
      <section className="details-part">
        <h2>{texts.headers}</h2>
        {headers.length === 0 ? (
          <p className="hint">{texts.noHeaders}</p>
        ) : (
          <FactList facts={headers.map(({ name, value }) => ({ name, value, isCode: true }))} />
        )}
      </section>
    </>
  );
}

function serverFacts(server: NonNullable<DownloadFacts['server']>): readonly FactText[] {
  const texts = DETAILS_WORDS.server;
  const { digest } = server;
  return [
    { name: texts.address, value: server.finalUrl },
    { name: texts.type, value: server.contentType ?? '' },
    { name: texts.ranges, value: server.acceptsRanges ? texts.rangesYes : texts.rangesNo },
    { name: 'ETag', value: server.etag ?? '', isCode: true },
    { name: 'Last-Modified', value: server.lastModified ?? '', isCode: true },
    { name: 'Repr-Digest', value: digest === null ? '' : `${digest.algorithm} ${digest.hex}`, isCode: true },
  ];
}
