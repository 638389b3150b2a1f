import { useState } from '../preact';
import { Choice } from '../ui/parts';
import { deletePayload, savedPayloads, savePayload } from './saved-payloads';

/** Saves the input under a name, and takes saved ones out again. */
export function PayloadPicker({ text, onPick }: { text: string; onPick(text: string): void }) {
  const [payloads, setPayloads] = useState(savedPayloads);
  const [name, setName] = useState('');
  const names = Object.keys(payloads).sort();
  return (
    <>
      {names.length > 0 && (
        <Choice
          label="Saved inputs"
          value={names.includes(name) ? name : ''}
          all="Choose one…"
          options={names}
          onChange={(chosen) => {
            setName(chosen);
            const saved = payloads[chosen];
            if (saved !== undefined) onPick(saved);
          }}
        />
      )}
      <label class="field">
        <span>Name to save it</span>
        <input type="text" value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      </label>
      <button type="button" disabled={name === ''} onClick={() => setPayloads(savePayload(name, text))}>
        Save
      </button>
      {names.includes(name) && (
        <button type="button" onClick={() => setPayloads(deletePayload(name))}>
          Delete
        </button>
      )}
    </>
  );
}
