import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  key: string;
  cert: string;
  /** For NODE_EXTRA_CA_CERTS: it vouches for itself. */
  file: string;
}

/** A certificate for 127.0.0.1, made in `folder` for this run. Node has no way to make one; needs the `openssl` command. */
export function makeCertificate(folder: string): Certificate {
  const file = join(folder, 'certificate.pem');
  const keyFile = join(folder, 'key.pem');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const named = ['-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = spawnSync('openssl', ['req', '-x509', ...curve, ...named, '-keyout', keyFile, '-out', file], {
    encoding: 'utf8',
  });
  if (made.error) throw new Error(`the openssl command is needed: ${made.error.message}`);
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(file, 'utf8'), file };
}
