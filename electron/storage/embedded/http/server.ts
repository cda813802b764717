import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Authenticator, type Credentials } from '../auth/authenticate.ts';
import type { Store } from '../engine/store.ts';
import { S3Error, toS3Error } from '../s3-error.ts';
import { allowOrigin, answerPreflight } from './cors.ts';
import { handleFormUpload, isFormUpload, sendFormResult } from './form-upload.ts';
import { refuse } from './refuse.ts';
import { parseRequest, type S3Request } from './request.ts';
import { routeOf } from './routes.ts';

const KEEP_ALIVE_MS = 120_000;

export interface GatewayOptions {
  readonly credentials: Credentials;
  readonly allowedOrigins: readonly string[];
  /** To be called when the lifecycle of a bucket has changed. */
  readonly expireSoon: () => void;
}

/** The HTTP side of the store; it does not listen yet. */
export function createGateway(store: Store, options: GatewayOptions): Server {
  const authenticator = new Authenticator(options.credentials);
  const allowedOrigins = new Set(options.allowedOrigins);
  const { region } = options.credentials;

  const dispatch = async (
    request: S3Request,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    if (isFormUpload(request) && !request.headers.has('authorization')) {
      const result = await handleFormUpload(store, request, message, authenticator);
      sendFormResult(response, request.bucket, result);
      return;
    }
    const { payloadHash } = authenticator.authenticate(request, Date.now());
    const { expireSoon } = options;
    await routeOf(request)({ store, region, request, message, response, payloadHash, expireSoon });
  };

  const handle = (message: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): void => {
    const requestId = randomBytes(8).toString('hex').toUpperCase();
    response.setHeader('x-amz-request-id', requestId);
    response.setHeader('x-content-type-options', 'nosniff');
    response.on('error', () => {});
    const allowed = allowOrigin(message, response, allowedOrigins);
    if (message.method === 'OPTIONS') {
      answerPreflight(message, response, allowed);
      return;
    }
    const answer = async (): Promise<void> => {
      const request = parseRequest(message);
      if (awaitsContinue) response.writeContinue();
      await dispatch(request, message, response);
    };
    answer().catch((error: unknown) => refuse(message, response, toS3Error(error), requestId));
  };

  const server = createServer({
    keepAliveTimeout: KEEP_ALIVE_MS,
    // A large upload may take as long as it takes; only a client that never finishes its headers is cut off.
    requestTimeout: 0,
    headersTimeout: 60_000,
  });
  server.on('request', (message, response) => handle(message, response, false));
  server.on('checkContinue', (message: IncomingMessage, response: ServerResponse) => {
    handle(message, response, true);
  });
  return server;
}

/** @returns the port it listens on */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
      else reject(new S3Error('InternalError', 'The server has no port.'));
    });
  });
}
