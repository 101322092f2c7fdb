import type { Locale } from '../../words.ts';

/** Words for the decisions in a timeline, in Brazilian Portuguese. */
export const NOTE_WORDS: Locale['NOTE_WORDS'] = {
  moreRequests: 'Outras solicitações que não são listadas',
  proxied: 'Passou por um proxy',
  otherMirror: 'Tenta outro link para o mesmo arquivo',
  mirrorsNamed: 'O servidor indica outros locais do arquivo',
  metalinkFollowed: 'O link levava a um Metalink: os arquivos que ele indica são baixados',
  mirrorJoined: 'O arquivo vem também deste servidor',
  mirrorDropped: 'Este servidor não é mais usado',
  mirrorsDisagree:
    'O que vários servidores enviaram não confere com a soma de verificação: o arquivo é obtido de um só',
  badPiece: 'Uma parte não confere com sua soma de verificação e é obtida de novo',
  bytesByHost: 'Bytes de cada servidor',
  redirected: 'O servidor enviou o Sluice a outro endereço',
  continuedByValidator: 'Continua: o servidor diz que o arquivo é o mesmo',
  continuedByOverlap: 'Continua: bytes que já estavam aqui vieram de novo e são iguais',
  ifRangeIgnored: 'O servidor ignora condições, então o próprio Sluice comparou as marcas do arquivo',
  unstableEtag: 'O servidor marca o arquivo de outra forma a cada vez, embora os bytes sejam iguais',
  restarted: 'Recomeça pelo primeiro byte',
  noRanges: 'O servidor não consegue enviar partes do arquivo',
  fewerConnections: 'O servidor recusou mais conexões, então o Sluice usa menos',
  slowConnectionReplaced: 'Uma conexão lenta foi substituída',
  backToOriginalLink: 'Voltou ao link original',
  newLink: 'Recebeu um novo link',
  newLinkAccepted: 'O novo link leva ao mesmo arquivo',
  hostAsksToWait: 'O servidor pede para esperar',
  offline: 'Este computador perdeu a conexão',
  online: 'A conexão voltou',
  certificateTrusted: 'Usou um certificado em que você confia',
  insecureRedirectAllowed: 'Seguiu um endereço não seguro porque você permitiu',
  decoded: 'O servidor enviou o arquivo compactado; o Sluice o descompactou',
  damagedBlocks: 'Encontrou lugares danificados no arquivo',
  repairing: 'Baixa de novo os lugares danificados',
  verified: 'O arquivo foi verificado',
  answered: 'Você respondeu',
  startedAgain: 'Você o recomeçou pelo primeiro byte',
  recovered: 'Recuperado de um arquivo inacabado',
};

/** The other texts of a timeline. */
export const TIMELINE_WORDS: Locale['TIMELINE_WORDS'] = {
  wholeFile: 'o arquivo inteiro',
  noAnswer: 'sem resposta',
  notWanted: 'fechada pelo Sluice: não é mais necessária',
  conditional: '{range}, se não mudou',
  held: '{state}, {size} no disco',
  request: '{method} {address} ({range}) → {outcome}, {milliseconds} ms',
  because: '{what}. {why}',
  detailed: '{what} ({detail})',
  note: '{note}: {detail}',
};
