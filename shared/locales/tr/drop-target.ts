import type { Locale } from '../../words.ts';

export const DROP_TARGET_WORDS: Locale['DROP_TARGET_WORDS'] = {
  title: 'Sluice bırakma alanı',
  idle: 'Linkleri buraya bırakın',
  taken: 'Sluice penceresine bakın',
  nothing: 'Bunda link yok',
  close: 'Bırakma alanını kapat',
};
