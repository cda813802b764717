import { useEffect } from 'react';
import { ConnectLayer } from '../features/connection/connect-layer.tsx';
import { ProdBand } from '../features/connection/profiles/prod-band.tsx';
import { useCreation } from '../features/welcome/creation-store.ts';
import { Welcome } from '../features/welcome/welcome.tsx';
import { client } from './client.ts';
import { FailedScreen } from './failed-screen.tsx';
import { Providers } from './providers.tsx';
import { useSettings } from './settings-store.ts';
import { Shell } from './shell.tsx';
import { useAppInfo, useLibraryStatus } from './use-library.ts';

export function App() {
  return (
    <Providers>
      <ProdBand />
      <Screen />
      <ConnectLayer />
    </Providers>
  );
}

/** One screen for each state of the library. The shell paints at once; the library opens behind it. */
function Screen() {
  const { status, error } = useLibraryStatus();
  const creating = useCreation((state) => state.creating);
  useSettingsFromMain();
  useInteractive(status !== undefined || error !== null);
  if (error !== null) return <FailedScreen error={error} />;
  if (status?.state === 'failed') return <FailedScreen error={status.error} profileId={status.profileId} />;
  if (status?.state === 'none' || (creating && status?.state !== 'open')) return <Welcome />;
  return <Shell open={status?.state === 'open'} />;
}

/** The main process keeps the settings; what was cached for the first paint gives way to it. */
function useSettingsFromMain(): void {
  const { data } = useAppInfo();
  useEffect(() => {
    if (data) useSettings.getState().receive(data.settings);
  }, [data]);
}

/** Tells the main process when the first usable frame is on screen. */
function useInteractive(usable: boolean): void {
  useEffect(() => {
    if (!usable) return;
    // The frame after the next one begins once this one was painted.
    const handle = requestAnimationFrame(() =>
      requestAnimationFrame(() => void client.app.interactive({}).catch(() => undefined)),
    );
    return () => cancelAnimationFrame(handle);
  }, [usable]);
}
