import { useState } from 'react';
import { SETTINGS_WORDS } from '../../shared/words.ts';
import { Problem } from '../components/problem.tsx';
import { plural } from '../format/words.ts';
import { problemText } from '../model/problem-text.ts';
import { useWindowModel } from './window-model-context.ts';

/** What Sluice remembers, and how it forgets it. */
export function PrivacySection() {
  const texts = SETTINGS_WORDS.privacy;
  const { client } = useWindowModel();
  const [told, setTold] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function forget(call: 'privacy.clearFinished' | 'privacy.forgetChoices'): Promise<void> {
    setTold(null);
    const result = await client.call(call, {});
    setProblem(result.ok ? null : problemText(result));
    if (!result.ok) return;
    setTold(plural(call === 'privacy.clearFinished' ? texts.cleared : texts.forgotten, result.value.changed));
  }

  return (
    <section className="settings-part" aria-labelledby="privacy-title">
      <h3 id="privacy-title">{texts.title}</h3>
      <p className="hint">{texts.body}</p>
      <div className="button-row">
        <button type="button" className="button" onClick={() => void forget('privacy.clearFinished')}>
          {texts.clearFinished}
        </button>
        <button type="button" className="button" onClick={() => void forget('privacy.forgetChoices')}>
          {texts.forgetChoices}
        </button>
      </div>
      {problem === null ? null : <Problem text={problem} />}
      <output className="settings-done">{told}</output>
    </section>
  );
}
