/** The policy of the window. `endpoints`: exact origins of the object store, such as `http://127.0.0.1:4123`. */
export function contentSecurityPolicy(endpoints: readonly string[]): string {
  const store = endpoints.length === 0 ? [] : endpoints;
  const directives: Readonly<Record<string, readonly string[]>> = {
    'default-src': ["'none'"],
    // WebAssembly is for the PDF pages; no inline script and no eval.
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    'worker-src': ["'self'"],
    'style-src': ["'self'", "'unsafe-inline'"],
    'font-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'blob:', ...store],
    'media-src': ["'self'", 'blob:', ...store],
    'connect-src': ["'self'", ...store],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}
