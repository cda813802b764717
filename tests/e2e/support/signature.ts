import { createHash, createHmac } from 'node:crypto';

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Whether a presigned URL (AWS Signature Version 4, query form) could have been signed by who knows `token`: as the
 * secret key itself, or as the day's signing key that is derived from it, in hex.
 */
export function couldHaveSigned(token: string, address: string): boolean {
  const url = new URL(address);
  const { searchParams } = url;
  const [, day = '', region = '', service = ''] = (searchParams.get('X-Amz-Credential') ?? '').split('/');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const query = [...searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const keys = [
    [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${token}`),
    Buffer.from(token, 'hex'),
  ];
  return ['GET', 'PUT'].some((method) => {
    const request = [method, url.pathname, query, `host:${url.host}`, '', 'host', 'UNSIGNED-PAYLOAD'];
    const digest = createHash('sha256').update(request.join('\n')).digest('hex');
    const text = ['AWS4-HMAC-SHA256', searchParams.get('X-Amz-Date'), scope, digest].join('\n');
    return keys.some((key) => hmac(key, text).toString('hex') === searchParams.get('X-Amz-Signature'));
  });
}
