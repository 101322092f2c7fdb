import type { Locale } from '../../words.ts';

export const DROP_TARGET_WORDS: Locale['DROP_TARGET_WORDS'] = {
  title: 'Okienko do upuszczania Sluice',
  idle: 'Upuść tu odnośniki',
  taken: 'Spójrz na okno Sluice',
  nothing: 'Nie ma w tym odnośnika',
  close: 'Zamknij okienko do upuszczania',
};
