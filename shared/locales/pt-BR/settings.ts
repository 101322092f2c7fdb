import type { Locale } from '../../words.ts';

/** A setting's name, and one line of help below it, in Brazilian Portuguese. */
export const SETTING_TEXTS: Locale['SETTING_TEXTS'] = {
  downloadFolder: { label: 'Salvar downloads em', help: 'Vazio significa a pasta de downloads do sistema.' },
  allowedFolders: {
    label: 'Outras pastas para programas',
    help: 'Programas que usam o RPC também podem salvar aqui. Um caminho completo por linha.',
  },
  folderRules: {
    label: 'Pastas por tipo e servidor',
    help: 'A primeira linha que combina decide, a menos que você escolha uma pasta ao adicionar um link.',
  },
  maxActiveDownloads: { label: 'Downloads ao mesmo tempo', help: 'Os outros esperam a sua vez.' },
  maxActivePerHost: { label: 'Destes, de um mesmo servidor', help: 'Alguns servidores recusam mais do que poucos.' },
  connectionsPerDownload: {
    label: 'Conexões por download',
    help: '0 significa quantas o deixarem mais rápido, até 16. O Sluice usa menos quando um servidor pede.',
  },
  limitBytesPerSecond: {
    label: 'Limite de velocidade',
    help: 'Para todos os downloads juntos. 0 significa sem limite.',
  },
  hostLimits: {
    label: 'Limite de velocidade por servidor',
    help: 'Um por linha: um servidor e megabytes por segundo, como example.org 0,5. Todos os nomes abaixo dele dividem o limite.',
  },
  proxyMode: {
    label: 'Proxy',
    help: 'O do sistema, nenhum ou o informado abaixo. Este computador em si é sempre acessado diretamente.',
  },
  proxyAddress: {
    label: 'Endereço do proxy',
    help: 'Como http://user:password@proxy:3128, https://proxy:3128 ou socks5://proxy:1080. A senha não é mostrada de novo.',
  },
  noProxy: {
    label: 'Sem o proxy',
    help: 'Hosts (example.org), redes (10.0.0.0/8) ou <local>, um por linha. Só para o proxy acima.',
  },
  maxAttempts: { label: 'Desistir após', help: 'Falhas seguidas. 0 significa nunca.' },
  connectTimeoutMs: {
    label: 'Esperar por uma conexão',
    help: 'Para o nome, a conexão e a criptografia, cada um.',
  },
  responseTimeoutMs: {
    label: 'Esperar por uma resposta',
    help: 'Até um servidor começar a responder a uma solicitação.',
  },
  idleTimeoutMs: {
    label: 'Esperar por dados',
    help: 'Uma conexão que não envia nada por esse tempo é substituída.',
  },
  onChanged: {
    label: 'Quando um arquivo mudou no servidor',
    help: 'O Sluice nunca mistura um começo antigo com um fim novo.',
  },
  onNameTaken: {
    label: 'Quando já existe um arquivo com esse nome',
    help: 'Um arquivo só é substituído se você escolher isso.',
  },
  followMetalinks: {
    label: 'Seguir Metalinks',
    help: 'Em vez de um Metalink, são baixados os arquivos que ele indica, de todos os locais conhecidos e com suas somas de verificação.',
  },
  useServerTime: {
    label: 'Manter a data do arquivo no servidor',
    help: 'A data que o servidor informa, em vez da atual.',
  },
  markOrigin: {
    label: 'Marcar arquivos como vindos da web',
    help: 'Assim, o sistema pode avisar antes de executar um programa. Só o host e o caminho são anotados.',
  },
  notifications: {
    label: 'Notificações',
    help: 'Avisam o que terminou ou precisa ser resolvido enquanto a janela não está à frente. Só no aplicativo para desktop.',
  },
  startAtLogin: {
    label: 'Iniciar com o computador',
    help: 'Na bandeja, sem janela. Só no aplicativo instalado.',
  },
  startInTray: {
    label: 'Iniciar sem a janela',
    help: 'Só a bandeja mostra que o Sluice está em execução. Links que chegam na inicialização abrem a janela. Só no aplicativo para desktop.',
  },
  onWindowClose: {
    label: 'Ao fechar a janela',
    help: 'Enquanto algo está sendo baixado; caso contrário, o Sluice é encerrado. Só no aplicativo para desktop.',
  },
  pauseOnBattery: {
    label: 'Esperar quando estiver na bateria',
    help: 'Os downloads continuam sozinhos quando o computador volta à tomada. Só no aplicativo para desktop.',
  },
  pauseOnMetered: {
    label: 'Esperar em conexões limitadas',
    help: 'O ponto de acesso de um celular, ou o que o sistema deve poupar. Linux com NetworkManager, e Windows; o macOS não informa.',
  },
  watchClipboard: {
    label: 'Observar a área de transferência',
    help: 'Oferece links que você copia em outros programas. No Wayland, só enquanto o Sluice está à frente.',
  },
  addCopiedLinks: {
    label: 'Adicionar links copiados sem perguntar',
    help: 'Enquanto a área de transferência é observada. O que foi adicionado é avisado, e um clique no aviso o mostra.',
  },
  showDropTarget: {
    label: 'Área de soltar',
    help: 'Uma pequena janela sobre as outras que aceita links. No Wayland, ela não consegue ficar por cima. Só no aplicativo para desktop.',
  },
  keepAwake: {
    label: 'Manter o computador acordado',
    help: 'Enquanto algo está sendo baixado. Só no aplicativo para desktop.',
  },
  userAgent: {
    label: 'Agente do usuário',
    help: 'Como o Sluice se apresenta aos servidores. Vazio significa “Sluice”.',
  },
  inspectLinks: {
    label: 'Examinar os links antes de adicionar',
    help: 'Pergunta a cada servidor o nome e o tamanho enquanto você olha a lista. Desativado, nada é enviado antes de adicionar.',
  },
  updateChecks: {
    label: 'Buscar atualizações',
    help: 'Uma vez por dia; uma nova versão é instalada ao sair. Só em pacotes assinados do aplicativo para desktop.',
  },
  updateChannel: { label: 'Versões', help: 'As versões de teste chegam antes e têm mais falhas.' },
  finishedKeptDays: {
    label: 'Manter downloads concluídos na lista',
    help: 'Em dias; depois são esquecidos. Os arquivos ficam. 0 significa para sempre.',
  },
  rpcPort: { label: 'Porta', help: 'Da página e do RPC, só neste computador.' },
  rpcSecret: {
    label: 'Segredo do RPC',
    help: 'Os programas o enviam como token:SEGREDO. Vazio significa outro a cada inicialização.',
  },
  shortcuts: {
    label: 'Atalhos de teclado',
    help: 'Escolha uma tecla e pressione outra. Esc mantém a atual.',
  },
  backupsKept: { label: 'Backups diários a manter', help: 'Da lista e das configurações. Com 0, nenhum é feito.' },
  rpcAllowedOrigins: {
    label: 'Páginas da web que podem usar o Sluice',
    help: 'Origens que podem chamar o RPC, como https://example.org. Uma por linha.',
  },
  language: { label: 'Idioma', help: 'Da janela, da bandeja, dos menus e das notificações.' },
  theme: { label: 'Cores', help: 'Claras, escuras ou como no sistema.' },
  density: { label: 'Linhas', help: 'As linhas compactas ocupam uma só linha cada.' },
  systemAccent: {
    label: 'Cor de destaque do sistema',
    help: 'Para botões e barras, onde o sistema informa sua cor. A moldura de foco fica como está.',
  },
};

/** The choices of the settings that have some. */
export const CHOICE_TEXTS: Locale['CHOICE_TEXTS'] = {
  onChanged: { ask: 'Perguntar', restart: 'Recomeçar', keepBoth: 'Manter ambos' },
  updateChecks: { ask: 'Perguntar', on: 'Sim', off: 'Nunca' },
  updateChannel: { stable: 'Versões finais', beta: 'Também versões de teste' },
  proxyMode: { system: 'Como no sistema', none: 'Nenhum', manual: 'Este' },
  onWindowClose: { ask: 'Perguntar', hide: 'Continuar', quit: 'Sair' },
  theme: { system: 'Como no sistema', light: 'Claro', dark: 'Escuro' },
  density: { comfortable: 'Confortáveis', compact: 'Compactas' },
  onNameTaken: { rename: 'Numerar', overwrite: 'Substituir', skip: 'Pular o download', ask: 'Perguntar' },
};

/** What was learned about a server; `{value}` is the fact's number. */
export const HOST_FACT_WORDS: Locale['HOST_FACT_WORDS'] = {
  noRanges: same('Só envia arquivos inteiros'),
  noConditions: same('Ignora “só se não mudou”'),
  unstableEtag: same('Marca o mesmo arquivo de outra forma a cada vez'),
  asksToWait: same('Pede que o Sluice espere'),
  paidConnections: {
    one: 'Mais rápido com {count} conexão',
    many: 'Mais rápido com {count} de conexões',
    other: 'Mais rápido com {count} conexões',
  },
  maxConnections: {
    one: 'Aceita {count} conexão por vez',
    many: 'Aceita {count} de conexões por vez',
    other: 'Aceita {count} conexões por vez',
  },
};

function same(text: string): { readonly one: string; readonly many: string; readonly other: string } {
  return { one: text, many: text, other: text };
}

/** Why an unfinished file could not be taken up. */
export const SKIP_WORDS: Locale['SKIP_WORDS'] = {
  inUse: 'Pertence a um download da lista.',
  noRecord: 'Nada ao lado dele diz de onde veio.',
  unreadable: 'Não foi possível lê-lo.',
  nothingIntact: 'Nada dele está intacto.',
};

/** The other texts of the settings. */
export const SETTINGS_WORDS: Locale['SETTINGS_WORDS'] = {
  title: 'Configurações',
  open: 'Configurações',
  sections: 'Seções',
  section: {
    downloads: 'Pastas',
    limits: 'Conexões e limites',
    retries: 'Tentativas e esperas',
    names: 'Nomes e conflitos',
    network: 'Rede',
    servers: 'Servidores',
    certificates: 'Certificados',
    backups: 'Backup e exportação',
    recover: 'Recuperar arquivos',
    computer: 'Área de trabalho e notificações',
    appearance: 'Aparência e idioma',
    shortcuts: 'Atalhos de teclado',
    integration: 'Integração',
    privacy: 'Privacidade',
  },
  reset: 'Redefinir “{name}”: {value}',
  search: 'Buscar configuração',
  nothingFound: 'Nenhuma configuração corresponde a “{search}”.',
  goTo: 'Abrir “{section}”',
  seconds: 's',
  days: { one: 'dia', many: 'dias', other: 'dias' },
  megabytes: 'MB/s',
  times: { one: 'falha', many: 'falhas', other: 'falhas' },
  on: 'ativado',
  off: 'desativado',
  systemLanguage: 'Como no sistema',
  systemFolder: 'pasta do sistema',
  proxyExample: 'http://proxy:3128',
  wrongProxy: 'Um proxy se escreve como http://proxy:3128 ou socks5://proxy:1080.',
  nothing: 'nada',
  defaultKeys: 'teclas originais',
  outOfBounds: 'Um número de {least} a {most}.',
  wrong: 'Isto não pode ser usado.',
  wrongLine: 'Esta linha não pode ser usada: {line}',
  wrongNumber: 'Um número, como 2 ou 0,5.',
  loading: 'Carregando…',
  until: 'até {date}',
  servers: {
    body: 'O que o Sluice notou sobre os servidores, para não tentar a mesma coisa em vão a cada vez.',
    empty: 'Nada foi notado ainda.',
    forget: 'Esquecer o que foi aprendido sobre {host}',
    forgetAll: 'Esquecer tudo',
  },
  certificates: {
    body: 'Certificados em que você confia embora não possam ser verificados. Cada um vale só para um servidor.',
    empty: 'Você não confia em nenhum certificado desse tipo.',
    remove: 'Deixar de confiar no certificado de {host}',
  },
  backups: {
    body: 'Cópias da lista de downloads e das configurações; os arquivos em si não estão nelas.',
    empty: 'Ainda não há nenhum backup.',
    create: 'Fazer um backup agora',
    creating: 'Fazendo um backup…',
    restore: 'Restaurar…',
    restoreOf: 'Restaurar o backup de {date}…',
    confirmTitle: 'Voltar a este backup?',
    confirmBody:
      'A lista e as configurações voltam a ser o que eram. O Sluice faz antes um backup do estado atual e é encerrado; inicie-o de novo para continuar.',
    confirm: 'Restaurar e sair do Sluice',
    restored: 'O Sluice será encerrado agora e usará o backup na próxima inicialização.',
  },
  rules: {
    kind: 'Tipo de arquivo',
    anything: 'Tudo',
    host: 'Servidor',
    anyHost: 'todo servidor',
    folder: 'Pasta',
    fromHost: '{kind} de {host}',
    add: 'Adicionar regra',
    remove: 'Remover a regra de “{rule}”',
  },
  keys: {
    change: 'Mudar a tecla de “{name}”, agora {keys}',
    press: 'Pressione uma tecla…',
    taken: '{key} já é “{name}”. Escolha outra tecla, ou mude essa primeiro.',
    reserved: '{key} tem um significado próprio em todo lugar. Escolha outra tecla.',
  },
  privacy: {
    title: 'Esquecer agora',
    body: 'Os arquivos no disco ficam. O que o Sluice notou sobre os servidores está em “Servidores”.',
    clearFinished: 'Tirar da lista os downloads concluídos',
    forgetChoices: 'Esquecer as escolhas para servidores',
    cleared: {
      one: '{count} download saiu da lista.',
      many: '{count} de downloads saíram da lista.',
      other: '{count} downloads saíram da lista.',
    },
    forgotten: {
      one: 'Escolhas esquecidas para {count} servidor.',
      many: 'Escolhas esquecidas para {count} de servidores.',
      other: 'Escolhas esquecidas para {count} servidores.',
    },
  },
  transfer: {
    exportTitle: 'Exportar',
    exportBody: 'Grava um arquivo JSON, para outro computador ou outro programa.',
    withDownloads: 'Com a lista de downloads',
    withSecrets: 'Com senhas, cookies e o segredo do RPC',
    export: 'Exportar',
    exporting: 'Gravando…',
    exported: {
      one: '{count} download e as configurações foram gravados em {file}',
      many: '{count} de downloads e as configurações foram gravados em {file}',
      other: '{count} downloads e as configurações foram gravados em {file}',
    },
    importTitle: 'Importar',
    importBody: 'Lê um arquivo exportado pelo Sluice, ou um arquivo de entrada ou de sessão do aria2.',
    choose: 'Escolher um arquivo…',
    found: { one: '{count} download', many: '{count} de downloads', other: '{count} downloads' },
    unreadable: {
      one: '{count} entrada não pode ser usada.',
      many: '{count} de entradas não podem ser usadas.',
      other: '{count} entradas não podem ser usadas.',
    },
    unknownSettings: 'Configurações de outra versão são deixadas de fora: {names}.',
    withSettings: {
      one: 'Aplicar {count} configuração',
      many: 'Aplicar {count} de configurações',
      other: 'Aplicar {count} configurações',
    },
    starts: 'Iniciar o que estava em espera',
    import: 'Importar',
    imported: {
      one: '{count} download adicionado.',
      many: '{count} de downloads adicionados.',
      other: '{count} downloads adicionados.',
    },
    known: {
      one: '{count} já estava na lista.',
      many: '{count} já estavam na lista.',
      other: '{count} já estavam na lista.',
    },
    withoutFile: {
      one: '{count} fica em pausa, pois seu arquivo não está aqui.',
      many: '{count} ficam em pausa, pois seus arquivos não estão aqui.',
      other: '{count} ficam em pausa, pois seus arquivos não estão aqui.',
    },
    unusable: {
      notList: '“{name}” não é um arquivo exportado pelo Sluice nem um arquivo de entrada ou de sessão do aria2.',
      newer: '“{name}” foi gravado por um Sluice mais recente. Instale essa versão para importá-lo.',
      tooLarge: '“{name}” tem mais de 200 MB.',
      unreadable: 'Não foi possível ler “{name}”. Verifique se ainda existe e tente de novo.',
    },
  },
  recover: {
    body: 'Recupera arquivos inacabados que nenhum download da lista conhece, quando a lista se perdeu ou um disco veio de outro lugar. O que estiver intacto é mantido.',
    folder: 'Pasta onde procurar',
    start: 'Procurar arquivos inacabados',
    running: 'Procurando…',
    found: {
      one: '{count} arquivo recuperado. Está na lista, em pausa.',
      many: '{count} de arquivos recuperados. Estão na lista, em pausa.',
      other: '{count} arquivos recuperados. Estão na lista, em pausa.',
    },
    none: 'Não há nenhum arquivo inacabado nesta pasta.',
    nothingNew: 'Nada pôde ser recuperado.',
    held: '{size} intactos',
    skipped: {
      one: '{count} arquivo foi deixado:',
      many: '{count} de arquivos foram deixados:',
      other: '{count} arquivos foram deixados:',
    },
  },
  more: { one: 'e mais {count}', many: 'e mais {count}', other: 'e mais {count}' },
};
