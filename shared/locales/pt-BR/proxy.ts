import type { Translated } from '../../words.ts';
import type { PROXY_ERROR_WORDS as ENGLISH_WORDS } from '../en/proxy.ts';

/** Words for what goes wrong on the way through a proxy, in Brazilian Portuguese. */
export const PROXY_ERROR_WORDS: Translated<typeof ENGLISH_WORDS> = {
  'proxy.unreachable': {
    what: 'Não é possível acessar o proxy.',
    todo: 'Verifique o endereço dele nas configurações, ou sua conexão. O Sluice continua tentando.',
  },
  'proxy.serverUnreachable': {
    what: 'O proxy não conseguiu acessar o servidor.',
    todo: 'O servidor pode estar fora do ar por um momento. O Sluice continua tentando.',
  },
  'proxy.login': {
    what: 'O proxy pede um nome de usuário e uma senha, ou não os aceitou (407).',
    todo: 'Informe o proxy como http://user:password@host:port nas configurações e tente de novo.',
  },
  'proxy.refused': {
    what: 'O proxy não permite esta conexão.',
    todo: 'Pergunte a quem administra o proxy, ou escolha outro caminho nas configurações.',
  },
  'proxy.notSet': {
    what: 'O Sluice deve usar um proxy, mas não tem um endereço que possa usar.',
    todo: 'Informe o endereço do proxy nas configurações, ou escolha “Nenhum” lá, e tente de novo.',
  },
};
