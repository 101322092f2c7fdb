import type { SafeStorage } from 'electron';

/** What one user's system keeps secrets in. `keyring`: whose key it has; another one's texts do not open. */
export type FakeKeyring = {
  backend: ReturnType<SafeStorage['getSelectedStorageBackend']>;
  keyring: string;
  isAvailable: boolean;
  /** The system asks the user for a password, and nobody answers. */
  isAsking: boolean;
};

/** Electron's `safeStorage`, over a keyring that a test can change, lose or lock. */
export function createFakeSafeStorage(state: FakeKeyring, isReady: () => boolean) {
  const requireReady = async (): Promise<void> => {
    if (!isReady()) throw new Error('safeStorage cannot be used before app is ready');
    if (state.isAsking) await new Promise<never>(() => {});
  };
  return {
    getSelectedStorageBackend: () => (isReady() ? state.backend : 'unknown'),
    isAsyncEncryptionAvailable: async () => {
      await requireReady();
      return state.isAvailable;
    },
    encryptStringAsync: async (text) => {
      await requireReady();
      if (!state.isAvailable) throw new Error('Error while encrypting the text provided to safeStorage.encryptString.');
      return mask(Buffer.from(`v10${state.keyring} ${text}`));
    },
    decryptStringAsync: async (encrypted) => {
      await requireReady();
      const [owner, text] = mask(encrypted).toString().split(' ');
      if (owner !== `v10${state.keyring}` || text === undefined)
        throw new Error('Error while decrypting the ciphertext');
      return { shouldReEncrypt: false, result: text };
    },
  } satisfies Partial<SafeStorage>;
}

function mask(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 0xa5));
}
