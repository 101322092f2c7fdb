import type { Locale } from '../../words.ts';

export const PROXY_ERROR_WORDS: Pick<Locale['ERROR_WORDS'], `proxy.${string}` & keyof Locale['ERROR_WORDS']> = {
  'proxy.unreachable': {
    what: 'Vekil sunucuya ulaşılamıyor.',
    todo: 'Ayarlardaki adresini veya internet bağlantınızı denetleyin. Sluice denemeyi sürdürüyor.',
  },
  'proxy.serverUnreachable': {
    what: 'Vekil sunucu, sunucuya ulaşamadı.',
    todo: 'Sunucu kısa süreliğine kapalı olabilir. Sluice denemeyi sürdürüyor.',
  },
  'proxy.login': {
    what: 'Vekil sunucu kullanıcı adı ve parola istiyor veya verilenleri kabul etmedi (407).',
    todo: 'Ayarlarda vekil sunucuyu http://kullanıcı:parola@sunucu:port biçiminde yazıp yeniden deneyin.',
  },
  'proxy.refused': {
    what: 'Vekil sunucu bu bağlantıya izin vermiyor.',
    todo: 'Vekil sunucunun yöneticisine danışın veya ayarlarda başka bir yol seçin.',
  },
  'proxy.notSet': {
    what: 'Sluice vekil sunucu kullanacak, ama kullanabileceği bir adres yok.',
    todo: 'Ayarlarda vekil sunucunun adresini yazın veya vekil sunucu kullanmamayı seçin, sonra yeniden deneyin.',
  },
};
