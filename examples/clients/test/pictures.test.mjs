import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createPlatform, events, invoke } from 'lp-faas-toolbelt/testing';

let platform;
beforeEach(() => {
  platform = createPlatform();
});
afterEach(() => platform.close());

const file = (relativePath) => ({ type: 'HOSTED_FILE', messageData: { file: { relativePath } } });

test('replaces the pictures, and no other file', async () => {
  platform.secrets.set('file-storage', platform.swift);
  platform.files.set('/v1/a/1.JPG', { body: Buffer.from('a face'), contentType: 'image/jpeg' });
  platform.files.set('/v1/a/2.pdf', { body: Buffer.from('a form'), contentType: 'application/pdf' });
  const messageRecords = [file('/v1/a/1.JPG'), file('/v1/a/2.pdf')];
  platform.conversations.add({ info: { conversationId: 'c-1' }, messageRecords });
  const input = events.conversationEnd({ general: { convId: 'c-1' } });
  assert.deepEqual(await invoke('pictures', input).orThrow(), ['/v1/a/1.JPG']);
  assert.notEqual(platform.files.get('/v1/a/1.JPG').body.toString(), 'a face');
  assert.equal(platform.files.get('/v1/a/2.pdf').body.toString(), 'a form');
});
