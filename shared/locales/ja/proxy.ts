import type { Locale } from '../../words.ts';

export const PROXY_ERROR_WORDS = {
  'proxy.unreachable': {
    what: 'プロキシに接続できません。',
    todo: '設定のプロキシのアドレス、またはネットワーク接続を確認してください。Sluice は試行を続けます。',
  },
  'proxy.serverUnreachable': {
    what: 'プロキシからサーバーに接続できませんでした。',
    todo: 'サーバーが一時的に停止している可能性があります。Sluice は試行を続けます。',
  },
  'proxy.login': {
    what: 'プロキシがユーザー名とパスワードを要求したか、受け付けませんでした（407）。',
    todo: '設定でプロキシを http://ユーザー名:パスワード@ホスト:ポート の形で入力し、再試行してください。',
  },
  'proxy.refused': {
    what: 'プロキシがこの接続を許可していません。',
    todo: 'プロキシの管理者に問い合わせるか、設定で別の方法を選択してください。',
  },
  'proxy.notSet': {
    what: 'プロキシを使う設定ですが、使用できるアドレスがありません。',
    todo: '設定でプロキシのアドレスを入力するか、プロキシなしを選択して、再試行してください。',
  },
} as const satisfies Partial<Locale['ERROR_WORDS']>;
