import type { WatchFolder } from '@shared/domain/watch.ts';

/** `bad` needs the person, `busy` is at work, `off` does nothing for now. */
export type Tone = 'good' | 'busy' | 'off' | 'bad';

export function toneOf({ state, settling }: Pick<WatchFolder, 'state' | 'settling'>): Tone {
  switch (state.state) {
    case 'missing':
    case 'error':
      return 'bad';
    case 'paused':
    case 'waiting':
      return 'off';
    case 'starting':
    case 'scanning':
    case 'uploading':
      return 'busy';
    case 'watching':
      return settling > 0 ? 'busy' : 'good';
  }
}
