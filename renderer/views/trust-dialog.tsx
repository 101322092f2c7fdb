import type { DownloadId } from '../../shared/download.ts';
import type { UntrustedCertificate } from '../../shared/host-fact.ts';
import { QUESTION_WORDS } from '../../shared/locales/en-answers.ts';
import { ERROR_WORDS } from '../../shared/locales/en.ts';
import { FactList, type FactText } from '../components/fact-list.tsx';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { Problem } from '../components/problem.tsx';
import { describeValidity, groupHex } from '../format/certificate-text.ts';
import { formats } from '../format/window-formats.ts';
import { plural, words } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

const texts = QUESTION_WORDS.trust;
/** More are not compared by anybody; all are named by number. */
const MOST_SHOWN = 5;

/** Shows the certificates that would be trusted, each once, and asks. */
export function TrustDialog({ ids }: { readonly ids: readonly DownloadId[] }) {
  const { dialog, commands, list } = useWindowModel();
  const rows = ids.map((id) => list.rowOf(id)).filter((row) => row !== undefined);
  const failures = rows.flatMap(({ state }) => (state.kind === 'blocked' ? [state.failure] : []));
  const certificates = distinct(failures.flatMap((failure) => failure.certificate ?? []));
  const [first] = failures;

  function close(): void {
    dialog.set({ kind: 'none' });
  }

  return (
    <ModalDialog titleId="trust-title" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          close();
          void commands.answer(ids, 'trust');
        }}
      >
        <h2 id="trust-title">{texts.title}</h2>
        <p className="dialog-text">
          {first === undefined ? null : `${ERROR_WORDS[first.code].what} `}
          {texts.body}
        </p>
        {certificates.slice(0, MOST_SHOWN).map((certificate) => (
          <FactList key={keyOf(certificate)} facts={factsOf(certificate)} isBoxed />
        ))}
        {certificates.length > MOST_SHOWN ? (
          <p className="hint">{plural(words.add.more, certificates.length - MOST_SHOWN)}</p>
        ) : null}
        {certificates.length === 0 ? <Problem text={texts.unknown} /> : null}
        <div className="dialog-buttons">
          <button type="button" className="button" data-first-focus onClick={close}>
            {words.actions.cancel}
          </button>
          <button type="submit" className="button button-danger" disabled={certificates.length === 0}>
            {texts.submit}
          </button>
        </div>
      </form>
    </ModalDialog>
  );
}

function factsOf(certificate: UntrustedCertificate): readonly FactText[] {
  return [
    { name: texts.host, value: `${certificate.host}:${certificate.port}` },
    { name: texts.subject, value: certificate.subject },
    { name: texts.issuer, value: certificate.issuer },
    { name: texts.valid, value: describeValidity(certificate, formats) },
    { name: texts.sha256, value: groupHex(certificate.sha256), isCode: true },
  ];
}

function distinct(certificates: readonly UntrustedCertificate[]): readonly UntrustedCertificate[] {
  return [...new Map(certificates.map((certificate) => [keyOf(certificate), certificate])).values()];
}

function keyOf({ host, port, sha256 }: UntrustedCertificate): string {
  return `${host} ${port} ${sha256}`;
}
