import { Providers } from './providers.tsx';

export function App() {
  return <Providers>{null}</Providers>;
}
