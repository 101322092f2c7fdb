import { useEffect, useState } from 'react';
import { DESKTOP_WORDS } from '../../shared/words.ts';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { useReadable } from '../components/use-readable.ts';
import { formats } from '../format/window-formats.ts';
import { words } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

/** All downloads are done, and what was chosen for then follows: counts down to it, and calls it off. */
export function CountdownDialog() {
  const { countdown, client } = useWindowModel();
  const shown = useReadable(countdown);
  if (shown === null) return null;

  function answer(given: 'cancel' | 'now'): void {
    countdown.set(null);
    void client.call('app.answerCountdown', { answer: given });
  }

  return (
    <ModalDialog titleId="countdown-title" className="dialog-small" onClose={() => answer('cancel')}>
      <h2 id="countdown-title">{DESKTOP_WORDS.doneTitles[shown.action]}</h2>
      <SecondsLeft endsAtMs={shown.endsAtMs} />
      <p className="dialog-text">{DESKTOP_WORDS.doneDetail}</p>
      <div className="dialog-buttons">
        <button type="button" className="button" data-first-focus onClick={() => answer('cancel')}>
          {words.actions.cancel}
        </button>
        <button type="button" className="button" onClick={() => answer('now')}>
          {DESKTOP_WORDS.doneNow}
        </button>
      </div>
    </ModalDialog>
  );
}

/** Not read out each second: the title has said it. */
function SecondsLeft({ endsAtMs }: { readonly endsAtMs: number }) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return (
    <p className="countdown" role="timer">
      {formats.timeLeft(Math.max(endsAtMs - nowMs, 0) / 1000)}
    </p>
  );
}
