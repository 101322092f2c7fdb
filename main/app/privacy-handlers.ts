import type { ChoiceStore } from '../store/choice-store.ts';
import type { FinishedKeeper } from './finished-keeper.ts';
import type { Handlers } from './handlers.ts';

/** The handlers of what can be forgotten. */
export function createPrivacyHandlers(
  finished: FinishedKeeper,
  choices: ChoiceStore,
): Pick<Handlers, 'privacy.clearFinished' | 'privacy.forgetChoices'> {
  return {
    'privacy.clearFinished': async () => ({ changed: await finished.clear(Number.MAX_SAFE_INTEGER) }),
    'privacy.forgetChoices': () => ({ changed: choices.forgetAll() }),
  };
}
