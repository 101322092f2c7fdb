import type { Locale } from '../../words.ts';

/** Why a download waits in the queue, in Brazilian Portuguese. */
export const WAIT_WORDS: Locale['WAIT_WORDS'] = {
  battery: 'Espera até o computador ser ligado à tomada.',
  metered: 'Espera até a conexão deixar de ser limitada.',
  offline: 'Sem rede. Continua quando a conexão voltar.',
  disk: 'O disco está cheio. Continua sozinho quando houver espaço.',
  lettingGo: 'Suas últimas conexões estão sendo fechadas.',
  host: 'O servidor pediu para ser deixado em paz até {time}.',
  places: 'Espera por uma vaga (downloads ao mesmo tempo: {count}).',
  hostPlaces: 'Espera por uma vaga (downloads de um mesmo servidor ao mesmo tempo: {count}).',
  connections: 'Espera por uma conexão (o servidor permite {count} por vez).',
};
