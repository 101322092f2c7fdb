import type { Locale } from '../../words.ts';

export const DROP_TARGET_WORDS: Locale['DROP_TARGET_WORDS'] = {
  title: 'Area di rilascio di Sluice',
  idle: 'Trascina qui i link',
  taken: 'Guarda la finestra di Sluice',
  nothing: 'Qui non c’è alcun link',
  close: 'Chiudi l’area di rilascio',
};
