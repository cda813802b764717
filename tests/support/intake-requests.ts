export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

type Fields = Readonly<Record<string, string>>;

/** Requests of a script to the intake API, wherever that listens at the moment. */
export function intakeRequests(at: () => { readonly url: string; readonly token: string }) {
  async function request(path: string, init: RequestInit = {}): Promise<Answer> {
    const { url, token } = at();
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(`${url}${path}`, { ...init, headers });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  return {
    request,

    /** Hands a file in by a form. */
    upload(
      bytes: string | Uint8Array<ArrayBuffer>,
      fields: Fields = {},
      headers: Fields = {},
    ): Promise<Answer> {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('file', new Blob([bytes]), 'note.txt');
      return request('/v1/assets', { method: 'POST', body: form, headers });
    },

    json(path: string, body: unknown, headers: Fields = {}): Promise<Answer> {
      return request(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      });
    },
  };
}
