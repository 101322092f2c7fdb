import type { Locale } from '../../words.ts';

/** What the drop target says, in Brazilian Portuguese. */
export const DROP_TARGET_WORDS: Locale['DROP_TARGET_WORDS'] = {
  title: 'Área de soltar do Sluice',
  idle: 'Solte links aqui',
  taken: 'Continue na janela do Sluice',
  nothing: 'Não há nenhum link nisso',
  close: 'Fechar a área de soltar',
};
