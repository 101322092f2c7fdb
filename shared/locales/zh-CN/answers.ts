import type { Locale } from '../../words.ts';

export const COMMON_ANSWER_WORDS: Locale['COMMON_ANSWER_WORDS'] = {
  retry: { label: '重试', what: '再试一次。已下载的部分会保留。' },
  restart: { label: '重新下载', what: '放弃已下载的部分，从头开始。' },
  keepBoth: { label: '两者都保留', what: '将已下载的部分另存为一个文件，并在旁边下载新文件。' },
  newLink: { label: '新链接…', what: '换用指向同一文件的另一个链接。已下载的部分会保留。' },
  trust: { label: '信任…', what: '在一段时间内接受此服务器的这一证书。可在设置中查看。' },
  allow: { label: '允许', what: '仅此一次，转到不安全的地址。' },
  accept: { label: '保持原样', what: '按收到的样子保留文件。' },
  rename: { label: '添加编号', what: '保存新文件时在名称中加上编号。' },
  overwrite: { label: '替换', what: '用新文件替换现有文件。' },
  skip: { label: '跳过', what: '保留现有文件，不下载此文件。' },
  leave: { label: '保留在原处', what: '文件留在原文件夹，名称不变。' },
  cancel: { label: '移除', what: '将此下载从列表中移除。' },
};

export const SPECIAL_ANSWER_WORDS: Locale['SPECIAL_ANSWER_WORDS'] = {
  'server.htmlInstead accept': { label: '保存网页', what: '将该网页保存为文件。' },
  'link.otherFile newLink': {
    label: '换个链接…',
    what: '换用指向同一文件的另一个链接。已下载的部分会保留。',
  },
  'link.otherFile restart': { label: '下载此文件', what: '放弃已下载的部分，下载新链接指向的文件。' },
  'checksum.mismatch retry': { label: '重新下载', what: '重新下载该文件。已由校验和证实的部分会保留。' },
  'checksum.mismatch accept': { label: '仍然保留', what: '尽管校验和不符，仍保留该文件。' },
  'checksum.unavailable accept': { label: '不校验并保留', what: '不比对校验和，直接保留该文件。' },
  'move.nameTaken rename': { label: '添加编号', what: '把文件移到那里，并在名称中加上编号。' },
  'move.failed retry': { label: '重试', what: '再次尝试把文件移到那里。' },
  'move.nameTaken retry': { label: '重试', what: '再次尝试把文件移到那里。' },
};

export const QUESTION_WORDS: Locale['QUESTION_WORDS'] = {
  restart: {
    title: { other: '从头重新下载 {count} 个任务？' },
    body: '文件将从第一个字节开始下载。',
    givesUp: '将放弃已下载的部分（{size}），从第一个字节开始下载。',
    oldFile: '已完成的文件',
    keep: '保留已完成的文件，新文件加上编号',
    replace: '新文件下载完成后替换它',
    submit: '重新下载',
    done: { other: '已重新开始 {count} 个下载任务' },
    leftAlone: '正在进行的任务未改动。请先暂停。',
  },
  newLink: {
    title: '同一文件的新链接',
    field: '新链接',
    placeholder: 'https://…',
    body: '继续之前，Sluice 会将大小和内容与已下载的部分比对。',
    held: '已下载的 {size} 会保留。',
    submit: '使用此链接',
    notOne: '请粘贴一个以 http:// 或 https:// 开头的链接。',
    offer: '这是“{name}”的新链接吗？',
    accept: '用作新链接',
    drop: '放下即可用作“{name}”的新链接',
    taken: 'Sluice 正在将新链接与“{name}”已下载的部分比对。',
  },
  trust: {
    title: '信任此证书？',
    body: '冒充该服务器的人可能读取和篡改传输的内容。请与服务器所有者提供的 SHA-256 进行比对。',
    host: '服务器',
    subject: '颁发给',
    issuer: '颁发者',
    valid: '有效期',
    validFromTo: '{from} 至 {to}',
    sha256: 'SHA-256',
    unknown: '尚未获得该证书。请先重试，再作决定。',
    submit: '对此服务器信任',
    notShown: { other: '另有 {count} 个下载任务涉及未显示的证书，将再次询问。' },
  },
  program: {
    title: '打开此程序？',
    body: '来自网络的程序可以做您能做的任何事情。请仅在信任其来源时打开。',
    from: '来源',
    submit: '打开',
  },
  answered: { other: '已处理 {count} 个下载任务' },
  nothingToAnswer: '该问题已不需要处理。',
};
