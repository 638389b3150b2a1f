function lambda(input, callback) {
  const [command, ...rest] = (input.payload && input.payload.arguments) || [];
  if (command === 'help') callback(null, 'Write: status, note');
  else if (command === 'note') callback(null, `Noted: ${rest.join(' ')}`);
  else callback('Unknown command', null);
}
