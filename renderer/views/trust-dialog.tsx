import type { DownloadId } from '../../shared/download.ts';
import type { UntrustedCertificate } from '../../shared/host-fact.ts';
import { certificatesOf, certificateKey } from '../model/trust-question.ts';
import { ERROR_WORDS, QUESTION_WORDS } from '../../shared/words.ts';
import { FactList, type FactText } from '../components/fact-list.tsx';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { Problem } from '../components/problem.tsx';
import { describeValidity, groupHex } from '../format/certificate-text.ts';
import { formats } from '../format/window-formats.ts';
import { plural, words } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

/** Shows the certificates that would be trusted, each once, and asks. */
export function TrustDialog({ ids }: { readonly ids: readonly DownloadId[] }) {
  const texts = QUESTION_WORDS.trust;
  const { dialog, commands, list } = useWindowModel();
  const { shown, moreCount, trustedIds, first } = certificatesOf(
    ids.map((id) => list.rowOf(id)).filter((row) => row !== undefined),
  );

  function close(): void {
    dialog.set({ kind: 'none' });
  }

  return (
    <ModalDialog titleId="trust-title" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          close();
          // Only what was looked at is trusted, whatever else is selected.
          void commands.answer(trustedIds, 'trust');
        }}
      >
        <h2 id="trust-title">{texts.title}</h2>
        <p className="dialog-text">
          {first === undefined ? null : `${ERROR_WORDS[first.code].what} `}
          {texts.body}
        </p>
        {shown.map((certificate) => (
          <FactList key={certificateKey(certificate)} facts={factsOf(certificate)} isBoxed />
        ))}
        {moreCount > 0 ? <p className="hint">{plural(texts.notShown, moreCount)}</p> : null}
        {shown.length === 0 ? <Problem text={texts.unknown} /> : null}
        <div className="dialog-buttons">
          <button type="button" className="button" data-first-focus onClick={close}>
            {words.actions.cancel}
          </button>
          <button type="submit" className="button button-danger" disabled={shown.length === 0}>
            {texts.submit}
          </button>
        </div>
      </form>
    </ModalDialog>
  );
}

function factsOf(certificate: UntrustedCertificate): readonly FactText[] {
  const texts = QUESTION_WORDS.trust;
  return [
    { name: texts.host, value: `${certificate.host}:${certificate.port}` },
    { name: texts.subject, value: certificate.subject },
    { name: texts.issuer, value: certificate.issuer },
    { name: texts.valid, value: describeValidity(certificate, formats) },
    { name: texts.sha256, value: groupHex(certificate.sha256), isCode: true },
  ];
}
