/** A refusal in the words and with the numbers of OpenAI's API, as infinity gives them. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: 400 | 401 | 403 | 404 | 405 | 408 | 413 | 415 | 429 | 500 | 503;
  readonly param: string | null;

  constructor(status: RequestError['status'], message: string, param: string | null = null) {
    super(message);
    this.status = status;
    this.param = param;
  }

  toBody() {
    return {
      error: { message: this.message, type: kindOf(this.status), param: this.param, code: this.status },
    };
  }
}

function kindOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
