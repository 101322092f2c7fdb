import type { Locale } from '../../words.ts';

/** What most answers say, in Brazilian Portuguese. */
export const COMMON_ANSWER_WORDS: Locale['COMMON_ANSWER_WORDS'] = {
  retry: { label: 'Tentar de novo', what: 'Tenta a mesma coisa outra vez. O que já chegou é mantido.' },
  restart: { label: 'Recomeçar', what: 'Descarta o que já chegou e começa pelo primeiro byte.' },
  keepBoth: {
    label: 'Manter ambos',
    what: 'Mantém o que já chegou como um arquivo à parte e baixa o novo ao lado.',
  },
  newLink: {
    label: 'Novo link…',
    what: 'Usa outro link para o mesmo arquivo. O que já chegou é mantido.',
  },
  trust: {
    label: 'Confiar…',
    what: 'Aceita exatamente este certificado deste servidor por algum tempo. Ele aparece nas configurações.',
  },
  allow: { label: 'Permitir', what: 'Segue o link para o endereço não seguro, desta vez.' },
  accept: { label: 'Manter assim', what: 'Mantém o arquivo como chegou.' },
  rename: { label: 'Numerar', what: 'Salva o novo arquivo com um número no nome.' },
  overwrite: { label: 'Substituir', what: 'Substitui o arquivo existente pelo novo.' },
  skip: { label: 'Pular', what: 'Deixa o arquivo existente e não baixa este.' },
  leave: { label: 'Deixar onde está', what: 'O arquivo fica na pasta e com o nome que tem.' },
  cancel: { label: 'Remover', what: 'Tira o download da lista.' },
};

/** Where the common words would leave open what is meant. */
export const SPECIAL_ANSWER_WORDS: Locale['SPECIAL_ANSWER_WORDS'] = {
  'server.htmlInstead accept': { label: 'Salvar a página', what: 'Salva a página da web como arquivo.' },
  'link.otherFile newLink': {
    label: 'Outro link…',
    what: 'Usa outro link para o mesmo arquivo. O que já chegou é mantido.',
  },
  'link.otherFile restart': {
    label: 'Baixar este',
    what: 'Descarta o que já chegou e baixa o arquivo ao qual o novo link leva.',
  },
  'checksum.mismatch retry': {
    label: 'Baixar de novo',
    what: 'Baixa o arquivo de novo. O que as próprias somas de verificação comprovam é mantido.',
  },
  'checksum.mismatch accept': {
    label: 'Manter mesmo assim',
    what: 'Mantém o arquivo embora sua soma de verificação não seja a esperada.',
  },
  'checksum.unavailable accept': {
    label: 'Manter sem verificar',
    what: 'Mantém o arquivo sem comparar sua soma de verificação.',
  },
  'move.nameTaken rename': { label: 'Numerar', what: 'Leva o arquivo para lá com um número no nome.' },
  'move.failed retry': { label: 'Tentar de novo', what: 'Tenta outra vez levar o arquivo para lá.' },
  'move.nameTaken retry': { label: 'Tentar de novo', what: 'Tenta outra vez levar o arquivo para lá.' },
};

/** The dialogs that some answers lead to. */
export const QUESTION_WORDS: Locale['QUESTION_WORDS'] = {
  restart: {
    title: {
      one: 'Recomeçar do início?',
      many: 'Recomeçar {count} de downloads do início?',
      other: 'Recomeçar {count} downloads do início?',
    },
    body: 'O arquivo é baixado desde o primeiro byte.',
    givesUp: 'O que já chegou ({size}) é descartado, e o arquivo é baixado desde o primeiro byte.',
    oldFile: 'O arquivo completo',
    keep: 'Manter o arquivo completo; o novo recebe um número',
    replace: 'Substituí-lo quando o novo estiver completo',
    submit: 'Recomeçar',
    done: {
      one: '{count} download recomeçado',
      many: '{count} de downloads recomeçados',
      other: '{count} downloads recomeçados',
    },
    leftAlone: 'Os downloads em andamento não foram alterados. Pause-os primeiro.',
  },
  newLink: {
    title: 'Novo link para o mesmo arquivo',
    field: 'Novo link',
    placeholder: 'https://…',
    body: 'Antes de continuar, o Sluice compara o tamanho e o conteúdo com o que já chegou.',
    held: '{size} já chegaram e são mantidos.',
    submit: 'Usar este link',
    notOne: 'Cole um link que comece com http:// ou https://.',
    offer: 'Este é o novo link de “{name}”?',
    accept: 'Usar como novo link',
    drop: 'Solte para usar como novo link de “{name}”',
    taken: 'O Sluice compara o novo link com o que já chegou de “{name}”.',
  },
  trust: {
    title: 'Confiar neste certificado?',
    body: 'Alguém que se passe pelo servidor poderia ler e alterar o que é transmitido. Compare o SHA-256 com o informado pelo dono do servidor.',
    host: 'Servidor',
    subject: 'Emitido para',
    issuer: 'Assinado por',
    valid: 'Validade',
    validFromTo: 'de {from} a {to}',
    sha256: 'SHA-256',
    unknown: 'O certificado ainda não é conhecido. Tente de novo e depois decida.',
    submit: 'Confiar para este servidor',
    notShown: {
      one: 'Mais {count} download pergunta sobre um certificado que não é mostrado; a pergunta será feita de novo.',
      many: 'Mais {count} de downloads perguntam sobre certificados que não são mostrados; a pergunta será feita de novo.',
      other:
        'Mais {count} downloads perguntam sobre certificados que não são mostrados; a pergunta será feita de novo.',
    },
  },
  program: {
    title: 'Abrir este programa?',
    body: 'Programas da web podem fazer tudo o que você pode fazer. Abra-o só se confiar na procedência.',
    from: 'Procedência',
    submit: 'Abrir',
  },
  answered: {
    one: 'Resposta dada para {count} download',
    many: 'Resposta dada para {count} de downloads',
    other: 'Resposta dada para {count} downloads',
  },
  nothingToAnswer: 'Essa pergunta não está mais em aberto.',
};
