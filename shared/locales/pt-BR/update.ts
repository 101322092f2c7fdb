import type { Locale } from '../../words.ts';

/** What the desktop says about newer versions of Sluice, in Brazilian Portuguese. */
export const UPDATE_WORDS: Locale['UPDATE_WORDS'] = {
  check: 'Buscar atualizações…',
  checking: 'Buscando atualizações…',
  current: 'Esta é a versão mais recente.',
  available: 'O Sluice {version} foi lançado. Ele está no mesmo lugar de onde veio este.',
  downloading: 'Baixando o Sluice {version}: {percent}%',
  ready: 'O Sluice {version} está pronto. Ele será instalado ao sair.',
  failed: 'O Sluice não conseguiu buscar atualizações. O log diz por quê.',
  askTitle: 'O Sluice pode buscar atualizações?',
  askDetail:
    'Uma vez por dia, ele pediria a versão mais recente ao servidor de onde veio, a baixaria em segundo plano e a instalaria ao sair. Nada sobre você ou seus downloads é enviado. Isso se muda em Configurações, Privacidade.',
  askYes: 'Buscar atualizações',
  askNo: 'Nunca',
};
