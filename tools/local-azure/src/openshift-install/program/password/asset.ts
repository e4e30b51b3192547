import { randomBytes, randomInt } from 'node:crypto';
import { type Asset, type AssetFile } from '../graph/asset.ts';
import { bcrypt } from './bcrypt.ts';

/** Letters and digits that nobody mistakes for one another. */
const characters = 'abcdefghijkmnopqrstuvwxyzABCDEFGHIJKLMNPQRSTUVWXYZ23456789';
const cost = 10;

/** `aaaaa-bbbbb-ccccc-ddddd` */
const makePassword = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 5 }, () => characters[randomInt(characters.length)]).join(''),
  ).join('-');

interface KubeadminPassword {
  Password: string;
  /** Base64. */
  PasswordHash: string;
  File: AssetFile;
}

export const kubeadminPasswordAsset: Asset<KubeadminPassword> = {
  name: 'Kubeadmin Password',
  key: '*password.KubeadminPassword',
  needs: [],
  generate() {
    const Password = makePassword();
    return {
      Password,
      PasswordHash: Buffer.from(bcrypt(Password, randomBytes(16), cost)).toString('base64'),
      File: { Filename: 'auth/kubeadmin-password', Data: Buffer.from(Password).toString('base64') },
    };
  },
  files: ({ File }) => [File],
};
