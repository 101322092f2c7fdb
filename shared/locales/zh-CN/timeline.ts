import type { Locale } from '../../words.ts';

export const NOTE_WORDS: Locale['NOTE_WORDS'] = {
  moreRequests: '还有其他未列出的请求',
  proxied: '经由代理连接',
  redirected: '服务器将 Sluice 转到了其他地址',
  continuedByValidator: '继续下载：服务器表示文件未变',
  continuedByOverlap: '继续下载：重新收到的部分与已有内容一致',
  ifRangeIgnored: '服务器忽略条件请求，Sluice 自行比对了文件标记',
  unstableEtag: '服务器每次给文件的标记都不同，但内容一致',
  restarted: '从第一个字节重新开始',
  noRanges: '服务器无法发送文件的一部分',
  fewerConnections: '服务器拒绝了更多连接，Sluice 减少了连接数',
  slowConnectionReplaced: '替换了一个缓慢的连接',
  backToOriginalLink: '回到了原来的链接',
  newLink: '换用了新链接',
  newLinkAccepted: '新链接指向同一文件',
  hostAsksToWait: '服务器要求等待',
  offline: '此计算机断开了网络连接',
  online: '网络连接已恢复',
  certificateTrusted: '使用了您信任的证书',
  insecureRedirectAllowed: '经您允许，转到了不安全的地址',
  decoded: '服务器发送的是压缩文件，Sluice 已解压',
  damagedBlocks: '发现文件有损坏之处',
  repairing: '正在重新下载损坏的部分',
  verified: '文件已校验',
  answered: '您作出了选择',
  startedAgain: '您选择了从头重新下载',
  otherMirror: '改用同一文件的另一个链接',
  recovered: '从未完成的文件恢复',
};

export const TIMELINE_WORDS: Locale['TIMELINE_WORDS'] = {
  wholeFile: '整个文件',
  noAnswer: '没有响应',
  notWanted: '由 Sluice 关闭：不再需要',
  conditional: '仅当未更改',
  held: '磁盘上有 {size}',
};
