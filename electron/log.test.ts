import { expect, it } from 'vitest';
import { redact } from './log.ts';

it.each([
  ['GET http://h/b/k?X-Amz-Credential=AKIA1&X-Amz-Signature=abc123&x=1', ['AKIA1', 'abc123']],
  ['connect postgres://mina:hunter2@100.1.2.3/sparklio failed', ['hunter2']],
  ['{"secretKey":"s3cr3t","port":1}', ['s3cr3t']],
  ['password=letmein user=x', ['letmein']],
  ['authorization: Bearer eyJx', ['eyJx']],
])('a log line holds no secret: %s', (line, secrets) => {
  for (const secret of secrets) expect(redact(line)).not.toContain(secret);
});
