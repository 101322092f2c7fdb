import type { Locale } from '../../words.ts';

/** Words for the names, folders and kinds of files, in Brazilian Portuguese. */
export const PLACE_WORDS: Locale['PLACE_WORDS'] = {
  title: 'Nome, pasta e tipo',
  titleOfSeveral: {
    one: 'Pasta e tipo de {count} download',
    many: 'Pasta e tipo de {count} downloads',
    other: 'Pasta e tipo de {count} downloads',
  },
  byType: 'Pelo arquivo: {category}',
  byTypeAll: 'Pelos arquivos',
  asIs: 'Deixar como está',
  save: 'Salvar',
  later: 'O download ainda não terminou. O arquivo será renomeado ou movido no fim.',
  tookNumber: 'Esse nome já estava em uso. O arquivo se chama {name}.',
  moving: 'Movendo para {folder}: {percent}',
  coming: 'Vai para {folder} quando terminar.',
  notMoved: 'Não foi possível mover para {folder}. {why}',
  notRenamed: 'Não foi possível renomear. {why}',
  problems: {
    fileGone: 'O arquivo não está mais onde estava: alguém o moveu, renomeou ou excluiu.',
    nameTaken: 'Já existe um arquivo com esse nome. Escolha outro nome ou outra pasta.',
    full: 'Não há espaço nesse disco. Libere espaço e tente de novo.',
    folderGone: 'A pasta não está lá. Escolha outra ou conecte o disco.',
    notWritable: 'O Sluice não pode gravar ali. Escolha outra pasta.',
    changed:
      'O arquivo mudou durante a cópia, ou a cópia não ficou igual. Tente de novo quando ninguém estiver gravando nele.',
    notOurs: 'O Sluice não gravou este arquivo: ele veio com uma lista importada. Mova-o no gerenciador de arquivos.',
    failed: 'O disco informou um erro. Tente de novo.',
  },
};
