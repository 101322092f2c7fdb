import type { Locale } from '../../words.ts';
import { ADD_WORDS } from './add.ts';
import { PROXY_ERROR_WORDS } from './proxy.ts';

/** Words for each failure, in Brazilian Portuguese: what happened, and what to do (or what Sluice does). */
export const ERROR_WORDS: Locale['ERROR_WORDS'] = {
  'network.offline': {
    what: 'Não há conexão com a rede.',
    todo: 'O Sluice espera e continua quando a conexão voltar.',
  },
  'network.unknownHost': {
    what: 'O nome do servidor não foi encontrado.',
    todo: 'Verifique o link e sua conexão. O Sluice continua tentando.',
  },
  'network.refused': {
    what: 'O servidor recusou a conexão.',
    todo: 'Ele pode estar fora do ar por um momento. O Sluice continua tentando.',
  },
  'network.reset': { what: 'A conexão foi cortada.', todo: 'O Sluice continua de onde parou.' },
  'network.unreachable': {
    what: 'Não é possível acessar o servidor.',
    todo: 'Verifique sua conexão. O Sluice continua tentando.',
  },
  'network.timedOut': { what: 'O servidor não respondeu a tempo.', todo: 'O Sluice continua tentando.' },
  'network.stalled': {
    what: 'Nenhum dado chegou por algum tempo.',
    todo: 'O Sluice continua de onde parou.',
  },
  'network.truncated': { what: 'O servidor encerrou o arquivo cedo demais.', todo: 'O Sluice baixa o resto.' },
  'network.badResponse': {
    what: 'A resposta do servidor não era HTTP válido.',
    todo: 'Verifique o link e se ele deve começar com http:// ou https://. O Sluice continua tentando.',
  },
  'network.certificate': {
    what: 'O certificado do servidor não é confiável.',
    todo: 'Alguém pode estar se passando pelo servidor. Confie neste certificado só se souber por que ele é assim.',
  },
  'network.certificateExpired': {
    what: 'O certificado do servidor expirou ou ainda não é válido.',
    todo: 'Verifique o relógio deste computador. Confie no certificado só se conhecer o servidor.',
  },
  'network.certificateWrongHost': {
    what: 'O certificado do servidor é de outro nome.',
    todo: 'Alguém pode estar se passando pelo servidor. Confie neste certificado só se souber por que ele é assim.',
  },
  'network.certificateUnknown': {
    what: 'O certificado do servidor vem de uma autoridade desconhecida.',
    todo: 'Alguém pode estar se passando pelo servidor. Confie neste certificado só se for do seu próprio servidor.',
  },

  ...PROXY_ERROR_WORDS,

  'server.unauthorized': {
    what: 'O servidor pede um nome de usuário e uma senha (401).',
    todo: 'Adicione o link de novo como https://user:password@host/…, ou com um cabeçalho Authorization.',
  },
  'server.forbidden': {
    what: 'O servidor não permite este download (403).',
    todo: 'O link pode ter expirado. Copie um novo link da página e adicione-o.',
  },
  'server.notFound': {
    what: 'O servidor não tem esse arquivo (404).',
    todo: 'Verifique o link, ou copie um novo da página.',
  },
  'server.gone': {
    what: 'O arquivo foi removido do servidor (410).',
    todo: 'Procure um link mais recente na página.',
  },
  'server.rejected': {
    what: 'O servidor rejeitou a solicitação.',
    todo: 'Verifique o link, ou copie um novo da página.',
  },
  'server.tooManyRequests': {
    what: 'O servidor pede menos solicitações (429).',
    todo: 'O Sluice espera o tempo que o servidor pediu e depois continua.',
  },
  'server.unavailable': { what: 'O servidor está sobrecarregado (503).', todo: 'O Sluice espera e depois continua.' },
  'server.failed': { what: 'O servidor teve um erro.', todo: 'O Sluice tenta de novo.' },
  'server.tooManyRedirects': { what: 'O link anda em círculos.', todo: 'Copie um novo link da página.' },
  'server.badRedirect': {
    what: 'O link leva a um endereço que o Sluice não abre.',
    todo: 'Só links http e https podem ser baixados.',
  },
  'server.insecureRedirect': {
    what: 'O link seguro leva a um endereço não seguro.',
    todo: 'No caminho, outros poderiam ler ou alterar o arquivo. Permita só se isso não importar.',
  },
  'server.rangeIgnored': {
    what: 'O servidor não consegue continuar este arquivo.',
    todo: 'O Sluice o recomeça do início.',
  },
  'server.rangeWrong': {
    what: 'O servidor enviou a parte errada do arquivo.',
    todo: 'Ela foi descartada. O Sluice tenta de novo.',
  },
  'server.rangeUnsatisfiable': {
    what: 'O arquivo no servidor está menor do que antes.',
    todo: 'O Sluice o recomeça do início.',
  },
  'server.changed': {
    what: 'O arquivo no servidor mudou desde que o download começou.',
    todo: 'Recomece, ou mantenha o que você tem e baixe o novo ao lado.',
  },
  'server.tooManyBytes': {
    what: 'O servidor enviou mais do que anunciou.',
    todo: 'O Sluice recomeça o arquivo do início.',
  },
  'server.encoded': {
    what: 'O servidor enviou o arquivo em uma codificação que o Sluice não pediu.',
    todo: 'Teste o link em um navegador, ou pergunte ao dono do site.',
  },
  'server.htmlInstead': {
    what: 'O servidor enviou uma página da web em vez do arquivo.',
    todo: 'O link pode ter expirado ou exigir login. Cole um novo link, ou aceite a página.',
  },

  'disk.full': {
    what: 'O disco está cheio.',
    todo: 'Libere espaço. O Sluice continua sozinho quando houver.',
  },
  'disk.folderMissing': { what: 'A pasta não existe.', todo: 'Crie-a ou escolha outra, e tente de novo.' },
  'disk.notWritable': {
    what: 'O Sluice não pode gravar na pasta.',
    todo: 'Escolha outra pasta ou mude as permissões dela, e tente de novo.',
  },
  'disk.nameTooLong': {
    what: 'O caminho do arquivo é longo demais para este disco.',
    todo: 'Escolha uma pasta ou um nome mais curto, e tente de novo.',
  },
  'disk.nameTaken': {
    what: 'Já existe um arquivo com esse nome.',
    todo: 'Escolha: numerar o novo, substituir o antigo ou deixá-lo.',
  },
  'disk.stalled': {
    what: 'A pasta não responde.',
    todo: 'Ela pode estar em uma rede. O Sluice continua tentando.',
  },
  'disk.fileTooLarge': {
    what: 'O arquivo é maior do que este disco permite.',
    todo: 'Escolha uma pasta em outro disco.',
  },
  'disk.partLost': {
    what: 'O arquivo inacabado sumiu ou foi alterado por outro programa.',
    todo: 'O Sluice o recomeça do início.',
  },
  'disk.failed': { what: 'O disco informou um erro.', todo: 'Verifique o disco e tente de novo.' },

  'link.notUrl': {
    what: 'Isto não é um link.',
    todo: 'Um link se parece com https://example.org/arquivo.zip.',
  },
  'link.unsupportedScheme': {
    what: 'O Sluice não consegue baixar este tipo de link.',
    todo: 'Use um link que comece com http:// ou https://.',
  },

  'link.expired': {
    what: 'O link expirou.',
    todo: 'Copie um novo link da página e cole-o aqui. O que já chegou é mantido.',
  },
  'link.otherFile': {
    what: 'O novo link leva a outro arquivo.',
    todo: 'Cole outro link. O que já chegou é mantido.',
  },

  'checksum.mismatch': {
    what: 'O arquivo chegou inteiro, mas sua soma de verificação não é a esperada.',
    todo: 'Ele é mantido com o nome de inacabado. Baixe-o de novo, ou aceite-o como está.',
  },
  'checksum.contradiction': {
    what: 'Cada parte do arquivo está certa, mas sua soma de verificação não é a esperada: o que se sabe dele se contradiz.',
    todo: 'Ele é mantido com o nome de inacabado. Procure um Metalink ou uma soma de verificação mais recente, ou aceite-o como está.',
  },
  'checksum.unavailable': {
    what: 'Não foi possível ler a soma de verificação publicada do arquivo.',
    todo: 'Tente de novo, ou aceite o arquivo sem ela.',
  },

  'app.engineStopped': {
    what: 'A parte do Sluice que move os dados parou.',
    todo: 'Ela foi reiniciada. O Sluice continua de onde parou.',
  },
  'app.sealed': {
    what: 'Os dados de login salvos não podem ser lidos aqui.',
    todo: 'Abra o aplicativo para desktop ou cole o link de novo.',
  },
  'app.unexpected': {
    what: 'Algo inesperado aconteceu.',
    todo: 'Tente de novo; se acontecer outra vez, informe o problema.',
  },
};

/** What to do about a download that has failed, where the table says that Sluice goes on: now it does not. */
export const GAVE_UP_WORDS: Locale['GAVE_UP_WORDS'] = {
  nameTaken: 'Ele foi pulado. Para baixá-lo mesmo assim, mova esse arquivo e tente de novo.',
  gaveUp: 'O Sluice tentou muitas vezes e desistiu. “Tentar de novo” recomeça as tentativas.',
};

/** Words for each call that did not work. */
export const CALL_ERROR_WORDS: Locale['CALL_ERROR_WORDS'] = {
  'call.unknown':
    'Este Sluice não conhece esse comando. A janela e o núcleo podem ser de versões diferentes: recarregue a janela.',
  'call.badInput': 'Essa entrada não é válida.',
  'call.notFound': 'Esse download não está mais na lista.',
  'call.notCompleted': 'Só um download concluído pode ser aberto.',
  'call.folderNotAbsolute': 'A pasta deve ser um caminho completo, como /home/eu/Downloads.',
  'call.fileGone':
    'O arquivo não está mais lá. Ele pode ter sido movido ou excluído; adicione o link de novo para baixá-lo.',
  'call.folderGone': 'Essa pasta não pode ser lida. Verifique o caminho, e se o disco está conectado.',
  'call.badLink': 'O Sluice não consegue baixar esse link. Cole um que comece com http:// ou https://.',
  'call.isRunning': 'Isso só pode ser feito enquanto o download não está em andamento. Pause-o primeiro.',
  'call.isProgram': 'Este arquivo é um programa. Abra-o só se confiar na procedência.',
  'call.openFailed': 'O sistema não conseguiu abri-lo.',
  'call.notSaved':
    'O Sluice não conseguiu salvar isto. O disco com a pasta de dados dele pode estar cheio: libere espaço e tente de novo.',
  'call.notOurFile':
    'O Sluice não gravou este arquivo: ele veio de uma lista importada. Remova o download sem o arquivo e exclua o arquivo na pasta dele.',
  'call.notWritten':
    'Não foi possível gravar o arquivo. Escolha uma pasta em que você possa gravar, em um disco com espaço.',
  'call.backupGone': 'Esse backup não está mais lá. Escolha outro.',
  'call.backupUnusable':
    'Esse backup não pode ser usado: está danificado, ou é de um Sluice mais recente. Sua lista fica como está; escolha outro backup.',
  'call.closing': 'O Sluice está sendo encerrado.',
  'call.cancelled': 'Cancelado.',
  'call.portTaken':
    'Outro programa usa esta porta, ou o sistema a reserva. Escolha outro número; a porta continua como estava.',
  'call.notTrashed':
    'A lixeira não aceitou este arquivo. O Sluice não o gravou e não o exclui de outra forma. Remova o download sem o arquivo ou exclua o arquivo manualmente.',
  'call.failed': 'Algo inesperado aconteceu.',
};

export const NOTICE_WORDS: Locale['NOTICE_WORDS'] = {
  'notice.databaseDamaged':
    'A lista de downloads estava danificada, então o Sluice começou uma nova. O arquivo danificado foi mantido em:',
  'notice.backupAvailable': 'Há um backup da sua lista, que pode ser restaurado nas configurações:',
  'notice.listRestored': 'O backup agora é a sua lista. A lista anterior foi mantida em:',
  'notice.cannotSave':
    'O Sluice não consegue salvar o que acontece e continua tentando. Libere espaço no disco com a pasta de dados dele:',
  'notice.onBattery': 'O Sluice espera até o computador ser ligado à tomada (Configurações, Notificações).',
  'notice.onMetered': 'O Sluice espera até a conexão deixar de ser limitada (Configurações, Notificações).',
  'notice.rowsLeftOut':
    'Alguns downloads não puderam ser lidos e ficaram fora da lista; eles continuam no arquivo dela. Adicione os links de novo, e o que já chegou será aproveitado:',
  'notice.settingsReset': 'Algumas configurações não puderam ser lidas e voltaram ao padrão:',
};

export const STATE_WORDS: Locale['STATE_WORDS'] = {
  queued: 'Em espera',
  probing: 'Conectando',
  downloading: 'Baixando',
  pausing: 'Pausando',
  paused: 'Em pausa',
  retrying: 'Tentando de novo',
  blocked: 'A resolver',
  finishing: 'Finalizando',
  completed: 'Concluído',
  failed: 'Falhou',
};

/** Every text of the window that is not under a code above. */
export const WINDOW_WORDS: Locale['WINDOW_WORDS'] = {
  appName: 'Sluice',
  actions: {
    toolbar: 'Downloads',
    add: 'Adicionar',
    pause: 'Pausar',
    resume: 'Retomar',
    retry: 'Tentar de novo',
    restart: 'Recomeçar…',
    remove: 'Remover',
    removeMore: 'Remover…',
    rename: 'Renomear…',
    moveTo: 'Mover para a pasta…',
    category: 'Escolher tipo…',
    stopMove: 'Parar de mover',
    pauseAll: 'Pausar tudo',
    resumeAll: 'Retomar tudo',
    open: 'Abrir',
    showInFolder: 'Mostrar na pasta',
    copyLink: 'Copiar link',
    details: 'Detalhes',
    verify: 'Verificar o arquivo',
    repair: 'Reparar',
    newLink: 'Novo link…',
    answers: 'Outras respostas',
    settings: 'Configurações',
    openBackups: 'Voltar a um backup…',
    more: 'Mais ações',
    chooseFolder: 'Escolher…',
    chooseFolderName: 'Escolher uma pasta',
    cancel: 'Cancelar',
    close: 'Fechar',
    dismiss: 'Dispensar',
    shortcuts: 'Atalhos de teclado',
  },
  search: { label: 'Buscar por nome ou link' },
  filters: {
    label: 'Mostrar',
    all: 'Todos',
    active: 'Em andamento',
    waiting: 'Em espera',
    finished: 'Concluídos',
    attention: 'A resolver',
  },
  sidebar: {
    categories: 'Tipos',
    folders: 'Pastas',
    hosts: 'Servidores',
    toggle: 'Barra lateral',
    combine: '{key}clique: junto com o que é mostrado',
    also: 'Filtrar também por “{name}”',
    without: 'Não mais só “{name}”',
  },
  categories: {
    video: 'Vídeo',
    audio: 'Áudio',
    images: 'Imagens',
    documents: 'Documentos',
    archives: 'Compactados',
    programs: 'Programas',
    other: 'Outros',
  },
  limit: {
    label: 'Limite de velocidade',
    none: 'Sem limite',
    other: 'Outro limite…',
    button: 'Limite de velocidade: {limit}',
  },
  priorities: { high: 'Alta', normal: 'Normal', low: 'Baixa' },
  queue: {
    top: 'Iniciar primeiro',
    bottom: 'Iniciar por último',
    priority: 'Prioridade: {priority}',
    inOrder: 'Na ordem de início',
    moved: 'A ordem de início dos downloads mudou.',
    showOrder: 'Mostrar a ordem',
  },
  columns: {
    name: 'Nome',
    host: 'Servidor',
    state: 'Estado',
    size: 'Tamanho',
    speed: 'Velocidade',
    timeLeft: 'Restante',
    added: 'Adicionado',
    priority: 'Prioridade',
    folder: 'Pasta',
    category: 'Tipo',
    note: 'Nota',
    actions: 'Ações',
    choose: 'Colunas',
    width: 'Largura de {column}',
    reset: 'Redefinir colunas',
  },
  row: {
    loading: 'Carregando…',
    sizeOf: '{received} de {size}',
    percent: '{state} {percent}',
    checking: 'Verificando…',
    waitsForPlace: 'Espera por vaga',
    moving: 'Movendo {percent}',
    retryAt: '{what} Próxima tentativa às {time}.',
    problem: '{what} {todo}',
  },
  list: {
    label: 'Downloads',
    emptyTitle: 'Solte links aqui',
    emptyBody:
      'Arraste links, texto ou um arquivo de texto para esta janela, cole-os com {paste}, ou escolha Adicionar.',
    nothingFiltered: 'Nenhum download aqui.',
    nothingFound: 'Nada corresponde a “{search}”.',
    showAll: 'Mostrar todos os downloads',
  },
  status: {
    label: 'Totais',
    active: { one: '{count} em andamento', many: '{count} em andamento', other: '{count} em andamento' },
    waiting: { one: '{count} em espera', many: '{count} em espera', other: '{count} em espera' },
    selected: { one: '{count} selecionado', many: '{count} selecionados', other: '{count} selecionados' },
    downloads: { one: '{count} download', many: '{count} de downloads', other: '{count} downloads' },
    timeLeft: 'faltam {time}',
    idle: 'Nada está sendo baixado',
    free: '{size} livres',
    limited: 'limite {speed}',
  },
  add: ADD_WORDS,
  drop: {
    title: 'Solte para adicionar downloads',
    body: 'Links, texto ou um arquivo de texto com links',
    notText: '“{name}” não é um arquivo de texto. Solte links, texto ou um arquivo de texto com links.',
    tooLarge: '“{name}” é maior que {limit}. Divida-o, ou cole os links.',
    unreadable: 'Não foi possível ler “{name}”. Verifique se ainda existe e tente de novo.',
    noLink: '“{name}” é um atalho sem link. Solte um que leve a uma página da web ou a um arquivo.',
    nothing: 'Não há links no que foi solto.',
  },
  remove: {
    title: {
      one: 'Remover {count} download?',
      many: 'Remover {count} de downloads?',
      other: 'Remover {count} downloads?',
    },
    body: 'O que já chegou fica no disco, a menos que você escolha outra coisa.',
    deleteFiles: {
      one: 'Excluir também o arquivo',
      many: 'Excluir também os arquivos',
      other: 'Excluir também os arquivos',
    },
    trashFiles: {
      one: 'Mover também o arquivo para a lixeira',
      many: 'Mover também os arquivos para a lixeira',
      other: 'Mover também os arquivos para a lixeira',
    },
    trashHint: 'Em um disco sem lixeira, a exclusão é definitiva.',
  },
  messages: {
    label: 'Mensagens',
    undo: 'Desfazer',
    cameBack: {
      one: '{count} download voltou',
      many: '{count} de downloads voltaram',
      other: '{count} downloads voltaram',
    },
    added: {
      one: '{count} download adicionado',
      many: '{count} de downloads adicionados',
      other: '{count} downloads adicionados',
    },
    refused: {
      one: '{count} link não foi adicionado. {what}',
      many: '{count} de links não foram adicionados. {what}',
      other: '{count} links não foram adicionados. {what}',
    },
    finished: '{name} foi concluído',
    finishedMany: {
      one: '{count} download concluído',
      many: '{count} de downloads concluídos',
      other: '{count} downloads concluídos',
    },
    failed: '{name}: {what}',
    removed: {
      one: '{count} download removido',
      many: '{count} de downloads removidos',
      other: '{count} downloads removidos',
    },
    copied: { one: '{count} link copiado', many: '{count} de links copiados', other: '{count} links copiados' },
    copyFailed: 'Não foi possível usar a área de transferência. Clique na janela e tente de novo.',
    noConnection: 'O Sluice não está em execução, então nada foi alterado.',
  },
  connection: {
    lost: 'O Sluice não está em execução. Reconectando…',
    endedTitle: 'A permissão desta janela terminou.',
    endedBody: 'Execute `sluice serve` ou `npm start` de novo para abrir outra.',
  },
  keyNames: {
    Mod: 'Ctrl',
    Shift: 'Shift',
    Alt: 'Alt',
    Space: 'Espaço',
    Enter: 'Enter',
    Delete: 'Delete',
    Backspace: 'Backspace',
    ContextMenu: 'Tecla Menu',
  },
  shortcuts: {
    title: 'Atalhos de teclado',
    change: 'Mudar…',
    add: 'Adicionar downloads',
    paste: 'Adicionar os links da área de transferência',
    addNow: 'Adicionar o que está na caixa de diálogo',
    search: 'Buscar',
    move: 'Mover-se pela lista',
    extend: 'Selecionar vários',
    selectAll: 'Selecionar tudo',
    pauseResume: 'Pausar ou retomar',
    open: 'Abrir o arquivo, ou fazer o que a linha pede',
    remove: 'Remover',
    rename: 'Renomear',
    copyLink: 'Copiar links',
    menu: 'Mais ações',
    queueUp: 'Iniciar antes ou depois',
    combine: 'Combinar com o que é mostrado (barra lateral)',
    details: 'Detalhes',
    settings: 'Configurações',
    sheet: 'Mostrar esta lista',
  },
};
