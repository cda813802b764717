import { useEffect, useRef, useState } from 'react';
import styles from './versions.module.css';

interface VersionNoteProps {
  note: string;
  label: string;
  onSave(note: string): Promise<boolean>;
  onClose(): void;
}

/** What is said of a version, while it is written: Enter keeps it, Escape leaves it as it was. */
export function VersionNote({ note, label, onSave, onClose }: VersionNoteProps) {
  const [text, setText] = useState(note);
  const field = useRef<HTMLTextAreaElement>(null);
  const ended = useRef(false);
  useEffect(() => field.current?.focus(), []);
  const end = async (keep: boolean): Promise<void> => {
    if (ended.current) return;
    ended.current = true;
    const next = text.trim();
    if (keep && next !== note && !(await onSave(next))) {
      ended.current = false;
      return;
    }
    onClose();
  };
  return (
    <textarea
      ref={field}
      className={styles.noteField}
      aria-label={label}
      value={text}
      maxLength={2000}
      rows={2}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => void end(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        // A word that is being composed takes Enter for itself.
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter' && !event.shiftKey) {
          event.preventDefault();
          void end(true);
        }
        if (event.key === 'Escape') void end(false);
      }}
    />
  );
}
