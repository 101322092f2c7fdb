import type { DownloadFacts } from '../../shared/details-calls.ts';
import type { DownloadRow } from '../../shared/download.ts';
import { answerText, type ServerAnswer } from '../../shared/server-answer.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import { FactList, type FactText } from '../components/fact-list.tsx';
import { Icon } from '../components/icon.tsx';
import { Problem } from '../components/problem.tsx';
import { formats } from '../format/window-formats.ts';
import { useDownloadFacts } from './use-download-facts.ts';
import { useWindowModel } from './window-model-context.ts';

/** What the server said of the file, its last answer whole, and the headers that are sent to it. */
export function ServerView({ row }: { readonly row: DownloadRow }) {
  const texts = DETAILS_WORDS.server;
  const facts = useDownloadFacts(row);
  if (facts.kind === 'loading') return null;
  if (facts.kind === 'failed') return <Problem text={facts.text} />;
  const { server, headers, answer } = facts.value;
  return (
    <>
      {server === null ? <p className="hint">{texts.notAsked}</p> : <FactList facts={serverFacts(server)} />}
      {answer === null ? null : <AnswerPart answer={answer} />}
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

/** The head of the last answer as it stood on the wire, to read and to copy into a question to somebody. */
function AnswerPart({ answer }: { readonly answer: ServerAnswer }) {
  const texts = DETAILS_WORDS.server;
  const { commands } = useWindowModel();
  return (
    <section className="details-part">
      <div className="part-head">
        <h2>{texts.answer}</h2>
        <button
          type="button"
          className="small-button"
          onClick={() => void commands.copyText(answerText(answer), texts.answerCopied)}
        >
          <Icon name="copies" />
          {texts.copyAnswer}
        </button>
      </div>
      <p className="answer-line">
        <bdi className="selectable fact-code">{answer.statusLine}</bdi>
        <time dateTime={new Date(answer.atMs).toISOString()}>{formats.exactMoment(answer.atMs)}</time>
      </p>
      <FactList facts={answer.headers.map(({ name, value }) => ({ name, value, isCode: true }))} />
      {answer.isCut ? <p className="hint">{texts.answerCut}</p> : null}
    </section>
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
